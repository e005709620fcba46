package io.seriba.persistence.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.engine.Engine;
import io.seriba.host.ScratchSink;
import io.seriba.sbe.MessageHeaderEncoder;
import io.seriba.sbe.OpenAccountEncoder;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotStoreTest {
  private static final UUID JOURNAL = UUID.randomUUID();

  /** Enough that a snapshot has several blocks. */
  private static final int ACCOUNTS = 40_000;

  @TempDir Path directory;

  private final Engine engine = new Engine();
  private SnapshotStore store = new SnapshotStore(Path.of(""), 0);

  @BeforeEach
  void openAccounts() {
    store = new SnapshotStore(directory.resolve("snapshots"), 0);
    open(ACCOUNTS);
  }

  private void open(int accounts) {
    ExpandableArrayBuffer command = new ExpandableArrayBuffer();
    OpenAccountEncoder open = new OpenAccountEncoder();
    for (int i = 0; i < accounts; i++) {
      long sequence = engine.sequence() + 1;
      open.wrapAndApplyHeader(command, 0, new MessageHeaderEncoder()).account(1).holder(sequence);
      open.requestId().high(7).low(sequence);
      engine.apply(sequence, sequence, 0, command, 0, open.limit(), ScratchSink.unseen());
    }
  }

  @Test
  void anEngineThatIsLoadedStandsWhereTheOtherStood() {
    SnapshotInfo info = store.write(JOURNAL, engine, 5);

    SnapshotStore.Loaded loaded = store.newest(JOURNAL, 0, Long.MAX_VALUE);

    assertNotNull(loaded);
    assertEquals(info, loaded.info());
    assertEquals(engine.sequence(), info.sequence());
    assertEquals(engine.stateHash(), info.stateHash());
    assertEquals(engine.sequence(), loaded.engine().sequence());
    assertEquals(engine.stateHash(), loaded.engine().stateHash());
  }

  @Test
  void theSameStateGivesTheSameFileButForTheTime() throws IOException {
    Path first = store.write(JOURNAL, engine, 5).file();
    byte[] bytes = Files.readAllBytes(first);
    SnapshotStore.Loaded loaded = SnapshotStore.load(first);
    store.write(JOURNAL, loaded.engine(), 5);

    assertEquals(-1, java.util.Arrays.mismatch(bytes, Files.readAllBytes(first)));
  }

  @Test
  void damageOfAnyByteIsFoundAndTheSnapshotBeforeTaken() throws IOException {
    SnapshotInfo older = store.write(JOURNAL, engine, 5);
    open(1);
    Path newer = store.write(JOURNAL, engine, 6).file();
    byte[] good = Files.readAllBytes(newer);
    assertTrue(blocks(good) > 2, "several blocks");
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 200; i++) {
      byte[] bad = good.clone();
      int at = i < Block.FILE_HEADER ? i : random.nextInt(bad.length);
      bad[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(newer, bad);
      assertThrows(SnapshotException.class, () -> SnapshotStore.verify(newer), "byte " + at);
    }
    SnapshotStore.Loaded loaded = store.newest(JOURNAL, 0, Long.MAX_VALUE);
    assertNotNull(loaded);
    assertEquals(older, loaded.info());
  }

  private static int blocks(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int blocks = 0;
    for (int at = Block.FILE_HEADER; at < file.length; at += bytes.getInt(at + Block.LENGTH)) {
      blocks++;
    }
    return blocks;
  }

  @Test
  void aFileThatIsCutShortIsNone() throws IOException {
    Path file = store.write(JOURNAL, engine, 5).file();
    long size = Files.size(file);
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 50; i++) {
      byte[] good = Files.readAllBytes(file);
      long cut = i < 20 ? size - 1 - i : random.nextLong(size);
      try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
        access.setLength(cut);
      }
      assertThrows(SnapshotException.class, () -> SnapshotStore.verify(file), "at " + cut);
      Files.write(file, good);
    }
  }

  @Test
  void bytesBehindTheEndAreDamage() throws IOException {
    Path file = store.write(JOURNAL, engine, 5).file();
    Files.write(file, new byte[] {0}, StandardOpenOption.APPEND);

    assertThrows(SnapshotException.class, () -> SnapshotStore.verify(file));
  }

  @Test
  void aSnapshotOfAnotherJournalOrOutsideOfTheRangeIsPassedOver() {
    long sequence = store.write(JOURNAL, engine, 5).sequence();

    assertNull(store.newest(UUID.randomUUID(), 0, Long.MAX_VALUE));
    assertNull(store.newest(JOURNAL, 0, sequence - 1));
    assertNull(store.newest(JOURNAL, sequence + 1, Long.MAX_VALUE));
    assertNotNull(store.newest(JOURNAL, sequence, sequence));
  }

  @Test
  void aSnapshotBeyondTheJournalsEndIsSetAside() {
    SnapshotInfo kept = store.write(JOURNAL, engine, 5);
    open(1);
    Path lost = store.write(JOURNAL, engine, 5).file();

    store.setAsideBeyond(JOURNAL, kept.sequence());

    assertEquals(1, store.list().size());
    assertTrue(Files.exists(lost.resolveSibling(lost.getFileName() + ".lost")));
  }

  @Test
  void theNewestThatAreWholeAreKept() throws IOException {
    long first = store.write(JOURNAL, engine, 5).sequence();
    open(1);
    long second = store.write(JOURNAL, engine, 5).sequence();
    open(1);
    Path third = store.write(JOURNAL, engine, 5).file();
    Files.write(third, new byte[] {1}, StandardOpenOption.APPEND);
    open(1);
    store.write(JOURNAL, engine, 5);

    assertEquals(second, store.retain(JOURNAL, 2, Long.MAX_VALUE));

    assertEquals(3, store.list().size());
    assertFalse(store.list().stream().anyMatch(found -> found.file().endsWith("" + first)));
  }

  @Test
  void anotherJournalsSnapshotsAreNeitherCountedNorRemoved() {
    UUID other = new UUID(3, 4);
    long own = store.write(JOURNAL, engine, 5).sequence();
    open(1);
    Path foreign = store.write(other, engine, 5).file();
    open(1);
    store.write(other, engine, 5);

    assertEquals(own, store.retain(JOURNAL, 1, Long.MAX_VALUE));
    assertEquals(3, store.list().size());
    assertEquals(own, store.newestSequence(JOURNAL));
    assertTrue(Files.exists(foreign));
  }

  @Test
  void theNewestThatAProjectionCanBeginWithIsKept() {
    store.write(JOURNAL, engine, 5);
    open(1);
    long second = store.write(JOURNAL, engine, 5).sequence();
    open(1);
    store.write(JOURNAL, engine, 5);
    open(1);
    long fourth = store.write(JOURNAL, engine, 5).sequence();

    assertEquals(second, store.retain(JOURNAL, 1, second));
    assertEquals(List.of(fourth, second), sequences());
  }

  @Test
  void asLongAsNobodyKnowsWhereAProjectionBeginsTheOldestIsKept() {
    long first = store.write(JOURNAL, engine, 5).sequence();
    open(1);
    store.write(JOURNAL, engine, 5);
    open(1);
    long third = store.write(JOURNAL, engine, 5).sequence();

    assertEquals(0, store.retain(JOURNAL, 1, 0));
    assertEquals(List.of(third, first), sequences());
  }

  private List<Long> sequences() {
    return store.list().stream()
        .map(found -> found.info() == null ? -1 : found.info().sequence())
        .toList();
  }

  @Test
  void aSecondWriterIsRefusedAndTheFirstNotDisturbed() throws IOException {
    store.write(JOURNAL, engine, 5);
    Path snapshots = directory.resolve("snapshots");
    Path left = snapshots.resolve("snapshot-0000000000000000001.seriba.tmp");
    Files.write(left, new byte[10]);
    try (Closeable lock = new FileDirectory(snapshots).lock()) {
      assertNotNull(lock);
      assertThrows(SnapshotException.class, () -> store.write(JOURNAL, engine, 6));
      assertTrue(Files.exists(left));
    }
  }

  @Test
  void whatAKilledProcessLeftUnfinishedIsRemovedByTheNextSnapshot() throws IOException {
    Path left = directory.resolve("snapshots").resolve("snapshot-0000000000000000001.seriba.tmp");
    Files.createDirectories(left.getParent());
    Files.write(left, new byte[10]);

    assertEquals(0, store.list().size());
    store.write(JOURNAL, engine, 5);

    assertFalse(Files.exists(left));
  }

  @Test
  void aDiskThatIsNearlyFullIsLeftToTheJournal() throws IOException {
    SnapshotStore wary = new SnapshotStore(directory.resolve("snapshots"), Long.MAX_VALUE);

    SnapshotException refused =
        assertThrows(SnapshotException.class, () -> wary.write(JOURNAL, engine, 5));

    assertTrue(String.valueOf(refused.getMessage()).contains("bytes free"));
    try (var files = Files.list(directory.resolve("snapshots"))) {
      assertTrue(files.allMatch(file -> file.endsWith("snapshots.lock")));
    }
  }
}
