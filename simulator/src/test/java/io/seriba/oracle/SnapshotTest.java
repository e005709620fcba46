package io.seriba.oracle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Saves the engine at random points of generated sequences and loads it: what is loaded must go on
 * exactly as what was saved. {@code -Dseriba.seeds=N} plays more of them, {@code -Dseriba.seed=N}
 * starts elsewhere.
 */
class SnapshotTest {
  /** Domains whose commands and records take part, as hundreds of their ids. */
  private static final Set<Integer> DOMAINS = Set.of(1, 2, 3, 4, 5);

  /** Fields that nothing which the engine does depends on, or that have one value only. */
  private static final Set<String> NEVER_READ = Set.of("StateCurrency.exponent", "StateLot.format");

  private static final int LENGTH = 300;
  private static final long SEEDS = 200;

  @Test
  void whatIsLoadedGoesOnAsWhatWasSaved() {
    long first = Long.getLong("seriba.seed", 1);
    long seeds = Long.getLong("seriba.seeds", SEEDS);
    Set<String> kinds = new TreeSet<>();
    int loads = 0;
    for (long seed = first; seed < first + seeds; seed++) {
      Tape tape = Tape.of(seed, LENGTH, DOMAINS);
      Dice dice = new Dice(seed);
      Replica straight = new Replica();
      Replica reloaded = new Replica();
      for (int i = 0; i < tape.entries().size(); i++) {
        Tape.Entry entry = tape.entries().get(i);
        String where = "seed " + seed + ", command " + (i + 1);
        List<String> expected = straight.apply(entry.time(), entry.command());
        assertEquals(expected, reloaded.apply(entry.time(), entry.command()), where);
        if (i < tape.preludeLength() ? dice.below(tape.preludeLength()) == 0 : dice.chance(4)) {
          List<byte[]> snapshot = straight.save();
          assertSame(snapshot, reloaded.save(), where);
          reloaded = Replica.loaded(snapshot);
          assertSame(snapshot, reloaded.save(), where + ", loaded");
          assertEquals(straight.describe(), reloaded.describe(), where);
          snapshot.forEach(record -> kinds.add(StateRecords.kind(record)));
          loads++;
        }
      }
    }
    System.out.println(seeds + " sequences: " + loads + " snapshots saved and loaded");
    if (seeds >= SEEDS) {
      assertEquals(StateRecords.kinds(DOMAINS), kinds, "not every kind of record came about");
    }
  }

  private static void assertSame(List<byte[]> expected, List<byte[]> actual, String where) {
    for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
      String record = where + ", record " + (i + 1) + ", " + StateRecords.kind(expected.get(i));
      assertArrayEquals(expected.get(i), actual.get(i), record);
    }
    assertEquals(expected.size(), actual.size(), where);
  }

  /**
   * Tests the test: a snapshot in which a field is forgotten can't be loaded, or what is loaded
   * goes on in another way.
   */
  @Test
  void noFieldCouldBeForgotten() {
    Set<String> unnoticed = new TreeSet<>();
    StateRecords.kinds(DOMAINS).forEach(kind -> unnoticed.addAll(StateRecords.fields(kind)));
    assertTrue(unnoticed.removeAll(NEVER_READ));
    int fields = unnoticed.size();
    forget(SeldomTapes.everything(), new Dice(0), 100, unnoticed);
    forget(SeldomTapes.crowd(), new Dice(0), 100, unnoticed);
    long seed = 0;
    while (!unnoticed.isEmpty() && seed < SEEDS) {
      seed++;
      forget(Tape.of(seed, LENGTH, DOMAINS), new Dice(seed), 3, unnoticed);
    }
    System.out.println(fields + " fields forgotten, noticed with " + seed + " sequences");
    assertEquals(Set.of(), unnoticed, "could be forgotten");
  }

  /** Plays a sequence with each field forgotten in turn; takes those away that are noticed. */
  private static void forget(Tape tape, Dice dice, int percent, Set<String> unnoticed) {
    Replica replica = new Replica();
    List<List<String>> events = new ArrayList<>();
    List<List<byte[]>> snapshots = new ArrayList<>();
    List<Integer> at = new ArrayList<>();
    for (Tape.Entry entry : tape.entries()) {
      events.add(replica.apply(entry.time(), entry.command()));
      if (events.size() > tape.preludeLength() && dice.chance(percent)) {
        at.add(events.size());
        snapshots.add(replica.save());
      }
    }
    for (int i = 0; i < snapshots.size(); i++) {
      List<byte[]> snapshot = snapshots.get(i);
      int from = at.get(i);
      unnoticed.removeIf(field -> isNoticed(field, snapshot, tape, from, events, replica));
    }
  }

  private static boolean isNoticed(
      String field,
      List<byte[]> snapshot,
      Tape tape,
      int from,
      List<List<String>> events,
      Replica straight) {
    List<byte[]> forgotten = StateRecords.without(field, snapshot);
    try {
      Replica replica = Replica.loaded(forgotten);
      for (int i = from; i < tape.entries().size(); i++) {
        Tape.Entry entry = tape.entries().get(i);
        if (!events.get(i).equals(replica.apply(entry.time(), entry.command()))) {
          return true;
        }
      }
      return !straight.describe().equals(replica.describe());
    } catch (RuntimeException | AssertionError e) {
      return true;
    }
  }
}
