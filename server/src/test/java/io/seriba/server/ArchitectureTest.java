package io.seriba.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.seriba.host.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The boundaries of the architecture, over all modules. */
class ArchitectureTest {
  /** What decides: a function of the log. */
  private static final String[] DECIDING = {
    "io.seriba.engine..",
    "io.seriba.timer..",
    "io.seriba.ledger..",
    "io.seriba.auction..",
    "io.seriba.booking..",
    "io.seriba.gacha.."
  };

  private static JavaClasses all;

  @BeforeAll
  static void read() {
    all =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.seriba");
  }

  @Test
  void whatDecidesKnowsNoClockChanceThreadsFilesOrLogs() {
    noClasses()
        .that()
        .resideInAnyPackage(DECIDING)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "java.io..",
                    "java.net..",
                    "java.nio.file..",
                    "java.nio.channels..",
                    "java.time..",
                    "java.util.concurrent..",
                    "java.util.random..",
                    "java.util.stream..",
                    "java.security..",
                    "org.slf4j..",
                    "io.seriba.host..")
                .or(
                    belongToAnyOf(
                        Thread.class,
                        ThreadLocal.class,
                        java.util.Random.class,
                        java.util.UUID.class,
                        Clock.class)))
        .check(all);
  }

  @Test
  void whatDecidesNeverAsksTheMachine() {
    noClasses()
        .that()
        .resideInAnyPackage(DECIDING)
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "identityHashCode", Object.class)
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(all);
  }

  @Test
  void whatDecidesUsesNoCollectionWithoutAnOrder() {
    noClasses()
        .that()
        .resideInAnyPackage(DECIDING)
        .should()
        .dependOnClassesThat(
            belongToAnyOf(HashMap.class, HashSet.class, IdentityHashMap.class)
                .or(assignableTo(java.util.WeakHashMap.class)))
        .check(all);
  }

  @Test
  void whatDecidesKnowsNoFloatingPoint() {
    classes().that().resideInAnyPackage(DECIDING).should(useWholeNumbersOnly()).check(all);
  }

  private static ArchCondition<JavaClass> useWholeNumbersOnly() {
    Set<String> floating = Set.of("float", "double", "java.lang.Float", "java.lang.Double");
    return new ArchCondition<>("use whole numbers only") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        Stream<String> fields =
            type.getFields().stream()
                .filter(field -> floating.contains(field.getRawType().getName()))
                .map(JavaField::getFullName);
        Stream<String> methods =
            type.getCodeUnits().stream()
                .filter(
                    unit ->
                        Stream.concat(
                                Stream.of(unit.getRawReturnType()),
                                unit.getRawParameterTypes().stream())
                            .anyMatch(used -> floating.contains(used.getName())))
                .map(JavaCodeUnit::getFullName);
        Stream.concat(fields, methods)
            .forEach(name -> events.add(SimpleConditionEvent.violated(type, name)));
      }
    };
  }

  @Test
  void theCoreKnowsNeitherJournalNorNetwork() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.seriba.persistence..",
            "io.seriba.gateway..",
            "io.seriba.server..",
            "io.seriba.sim..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.seriba.persistence..",
            "io.seriba.gateway..",
            "io.seriba.server..",
            "io.netty..",
            "net.openhft..")
        .check(all);
  }

  @Test
  void aGatewaySeesOnlyTheClientSideOfTheCore() {
    classes()
        .that()
        .resideInAPackage("io.seriba.gateway..")
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("io.seriba.."))
                .or(
                    resideInAnyPackage(
                        "io.seriba.gateway..",
                        "io.seriba.client..",
                        "io.seriba.schema..",
                        "io.seriba.sbe.."))
                .or(belongToAnyOf(Clock.class)))
        .check(all);
  }

  @Test
  void theJournalKnowsOnlyItsSeam() {
    classes()
        .that()
        .resideInAPackage("io.seriba.persistence")
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("io.seriba.."))
                .or(
                    resideInAnyPackage(
                        "io.seriba.persistence",
                        "io.seriba.host..",
                        "io.seriba.client..",
                        "io.seriba.sbe..")))
        .check(all);
  }

  @Test
  void followersAndSnapshotsKnowNoDomain() {
    classes()
        .that()
        .resideInAnyPackage("io.seriba.persistence.snapshot..", "io.seriba.persistence.follower..")
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("io.seriba.."))
                .or(
                    resideInAnyPackage(
                        "io.seriba.persistence..",
                        "io.seriba.host..",
                        "io.seriba.client..",
                        "io.seriba.engine..",
                        "io.seriba.sbe..")))
        .check(all);
  }

  @Test
  void domainsDoNotKnowEachOther() {
    slices()
        .matching("io.seriba.(auction|booking|gacha)..")
        .should()
        .notDependOnEachOther()
        .allowEmptyShould(true)
        .check(all);
    noClasses()
        .that()
        .resideInAnyPackage("io.seriba.ledger..", "io.seriba.timer..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.seriba.auction..", "io.seriba.booking..", "io.seriba.gacha..")
        .check(all);
  }

  @Test
  void theCalendarKnowsNothingOfOurs() {
    classes()
        .that()
        .resideInAPackage("io.seriba.calendar..")
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("io.seriba..")).or(resideInAPackage("io.seriba.calendar..")))
        .check(all);
  }

  @Test
  void modulesHaveNoCycles() {
    slices()
        .matching("io.seriba.(persistence|gateway|server|client|schema|sbe|host|oracle|sim)..")
        .should()
        .beFreeOfCycles()
        .check(all);
  }
}
