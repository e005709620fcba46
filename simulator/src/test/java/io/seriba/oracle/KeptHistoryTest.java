package io.seriba.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.engine.Engine;
import io.seriba.host.Journal.RecordHandler;
import io.seriba.host.ScratchSink;
import io.seriba.persistence.ChronicleJournal;
import io.seriba.persistence.JournalOptions;
import io.seriba.persistence.JournalReport;
import io.seriba.persistence.JournalVerifier;
import io.seriba.persistence.snapshot.SnapshotInfo;
import io.seriba.persistence.snapshot.SnapshotStore;
import io.seriba.schema.Catalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Replays what every version of Seriba wrote: journal and snapshots lead to the state hashes that
 * they led to then.
 *
 * <p>A history is a zip of a data directory in {@code src/test/resources/kept}, and properties of
 * the same name with what it led to. They are never changed. More are added with
 *
 * <pre>./mvnw -pl simulator -am test -Dtest=KeptHistoryTest -Dkeep.history=VERSION \
 *     -Dsurefire.failIfNoSpecifiedTests=false</pre>
 *
 * whenever a version is released, or commands or records are added before that.
 */
class KeptHistoryTest {
  private static final Path KEPT = Path.of("src", "test", "resources", "kept");
  private static final Set<Integer> DOMAINS = Set.of(1, 2, 3, 4, 5);
  private static final int LENGTH = 1_500;
  private static final int SEEDS = 6;
  private static final int COMMANDS_PER_BATCH = 7;

  /** Small files, so that there are several. */
  private static final JournalOptions SMALL =
      new JournalOptions(1 << 20, 256 << 10, 0, 0, 64 << 10, JournalOptions.NO_LOSS);

  static List<String> kept() throws IOException {
    try (Stream<Path> files = Files.list(KEPT)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".zip"))
          .map(name -> name.substring(0, name.length() - ".zip".length()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("kept")
  void aKeptJournalLeadsToTheStateThatItLedToThen(String name, @TempDir Path data)
      throws IOException {
    Properties expected = unpack(name, data);
    Engine engine = new Engine();
    JournalReport report = JournalVerifier.verify(data.resolve("journal"), into(engine));
    assertTrue(report.isIntact(), () -> report.damage().toString());
    assertEquals(expected.getProperty("sequence"), Long.toString(engine.sequence()));
    assertEquals(expected.getProperty("hash"), Long.toHexString(engine.stateHash()));
  }

  @ParameterizedTest
  @MethodSource("kept")
  void keptSnapshotsLeadToTheStateThatTheirJournalLeadsTo(String name, @TempDir Path data)
      throws IOException {
    Properties expected = unpack(name, data);
    List<SnapshotStore.Found> snapshots = new SnapshotStore(data.resolve("snapshots"), 0).list();
    assertEquals(2, snapshots.size());
    for (SnapshotStore.Found found : snapshots) {
      SnapshotStore.Loaded loaded = SnapshotStore.load(found.file());
      Engine engine = loaded.engine();
      String hash = expected.getProperty("hash." + loaded.info().sequence());
      assertEquals(hash, Long.toHexString(engine.stateHash()));
      try (ChronicleJournal journal =
          ChronicleJournal.open(data.resolve("journal"), SMALL, engine.sequence() + 1)) {
        assertEquals(journal.id(), loaded.info().journal());
        journal.replay(engine.sequence() + 1, into(engine));
      }
      assertEquals(expected.getProperty("hash"), Long.toHexString(engine.stateHash()));
    }
  }

  /** Else a change to the missing kind's bytes would be noticed by nobody. */
  @Test
  void theKeptHistoriesHaveEveryKindOfCommandAndRecord(@TempDir Path temporary) throws IOException {
    Set<String> commands = new TreeSet<>();
    Set<String> records = new TreeSet<>();
    for (String name : kept()) {
      Path data = temporary.resolve(name);
      unpack(name, data);
      look(data, commands, records);
    }
    assertEquals(new TreeSet<>(commandNames().values()), commands, "kinds of commands");
    assertEquals(StateRecords.kinds(DOMAINS), records, "kinds of a snapshot's records");
  }

  private static void look(Path data, Set<String> commands, Set<String> records) {
    Map<Integer, String> names = commandNames();
    JournalVerifier.verify(
        data.resolve("journal"),
        (sequence, time, command, offset, length) -> {
          String kind = names.get((int) command.getShort(offset + 2));
          if (kind != null) { // what is malformed was refused
            commands.add(kind);
          }
        });
    for (SnapshotStore.Found found : new SnapshotStore(data.resolve("snapshots"), 0).list()) {
      SnapshotStore.load(found.file())
          .engine()
          .save((buffer, offset, length) -> records.add(kind(buffer, offset, length)));
    }
  }

  private static String kind(DirectBuffer buffer, int offset, int length) {
    byte[] record = new byte[length];
    buffer.getBytes(offset, record);
    return StateRecords.kind(record);
  }

  private static Map<Integer, String> commandNames() {
    return Catalog.load().messages().stream()
        .filter(Catalog.Message::isCommand)
        .collect(Collectors.toMap(Catalog.Message::id, Catalog.Message::name));
  }

  private static RecordHandler into(Engine engine) {
    ScratchSink unseen = ScratchSink.unseen();
    return (sequence, time, command, offset, length) ->
        engine.apply(sequence, time, 0, command, offset, length, unseen);
  }

  // ---- keeping one more

  @Test
  @EnabledIfSystemProperty(named = "keep.history", matches = ".+")
  void keepMore(@TempDir Path temporary) throws IOException {
    List<Tape> tapes = new ArrayList<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      tapes.add(Tape.of(seed, LENGTH, DOMAINS));
    }
    tapes.add(SeldomTapes.everything());
    tapes.add(SeldomTapes.crowd());
    Files.createDirectories(KEPT);
    for (int i = 0; i < tapes.size(); i++) {
      String name = System.getProperty("keep.history") + "-" + (i + 1);
      Path target = KEPT.resolve(name + ".zip");
      assertTrue(Files.notExists(target), "is kept already");
      Properties expected = write(tapes.get(i), temporary.resolve(name));
      try (Writer out = Files.newBufferedWriter(KEPT.resolve(name + ".properties"))) {
        expected.store(out, null);
      }
      pack(temporary.resolve(name), target);
    }
  }

  private static Properties write(Tape tape, Path data) {
    Properties expected = new Properties();
    SnapshotStore snapshots = new SnapshotStore(data.resolve("snapshots"), 0);
    int size = tape.entries().size();
    Engine engine = new Engine();
    RecordHandler decide = into(engine);
    ChronicleJournal journal = ChronicleJournal.open(data.resolve("journal"), SMALL);
    try {
      for (Tape.Entry entry : tape.entries()) {
        long sequence = engine.sequence() + 1;
        UnsafeBuffer command = new UnsafeBuffer(entry.command());
        journal.append(sequence, entry.time(), command, 0, command.capacity());
        decide.onRecord(sequence, entry.time(), command, 0, command.capacity());
        if (sequence % COMMANDS_PER_BATCH == 0) {
          journal.commit();
        }
        if (sequence == size / 2 || sequence == size - 10) {
          journal.close(); // so that there is more than one generation, too
          journal = ChronicleJournal.open(data.resolve("journal"), SMALL);
          SnapshotInfo info = snapshots.write(journal.id(), engine, entry.time());
          expected.setProperty("hash." + info.sequence(), Long.toHexString(info.stateHash()));
        }
      }
    } finally {
      journal.close();
    }
    expected.setProperty("sequence", Long.toString(engine.sequence()));
    expected.setProperty("hash", Long.toHexString(engine.stateHash()));
    return expected;
  }

  private static void pack(Path data, Path target) throws IOException {
    try (OutputStream out = Files.newOutputStream(target);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> files = Files.walk(data)) {
      for (Path file :
          files.filter(Files::isRegularFile).sorted(Comparator.naturalOrder()).toList()) {
        zip.putNextEntry(new ZipEntry(data.relativize(file).toString()));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
  }

  private static Properties unpack(String name, Path data) throws IOException {
    try (InputStream in = Files.newInputStream(KEPT.resolve(name + ".zip"));
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = data.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
      }
    }
    Properties expected = new Properties();
    try (Reader in = Files.newBufferedReader(KEPT.resolve(name + ".properties"))) {
      expected.load(in);
    }
    return expected;
  }
}
