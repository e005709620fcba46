package io.seriba.server.drill;

import io.seriba.engine.Limits;
import io.seriba.persistence.JournalOptions;
import io.seriba.persistence.JournalVerifier;
import io.seriba.persistence.snapshot.SnapshotStore;
import io.seriba.server.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A small data directory as a server leaves it: some generations with some files each, two
 * snapshots on the way, and more files behind the second.
 *
 * @param data the directory
 * @param firstTailFile place of the journal's first file that holds only what is behind the second
 *     snapshot
 * @param end where it ends
 * @param earlierJournal a copy of the journal from between the snapshots
 */
record Sample(Path data, int firstTailFile, End end, Path earlierJournal) {
  private static final JournalOptions OPTIONS =
      new JournalOptions(1 << 20, 64 << 10, 0, 100_000, 8 << 10, JournalOptions.NO_LOSS);

  /** How many request ids are remembered: few, for a server is started on each of many copies. */
  static final int REQUEST_IDS = 1_000;

  private static final int ACCOUNTS = 200;
  private static final int LOTS = 50;
  private static final int SLOTS = 100;
  private static final int COMMANDS = 1_500;

  /** A place in the log, and the state hash there. */
  record End(long sequence, long stateHash) {
    static End of(History history) {
      return new End(history.sequence(), history.stateHash());
    }
  }

  /**
   * Writes one.
   *
   * @param data not there yet
   * @param pruned whether what lies before the second snapshot is removed from the journal
   */
  static Sample write(Path data, boolean pruned) throws IOException {
    long start = Server.SYSTEM_CLOCK.micros() - TimeUnit.MINUTES.toMicros(10);
    try (History history = new History(data, OPTIONS, limits(), start)) {
      World world = new World(history, ACCOUNTS, LOTS, SLOTS);
      world.define();
      world.trade(COMMANDS);
      history.snapshot();
      world.trade(COMMANDS);
      history.restart();
      Path earlierJournal = data.resolveSibling(data.getFileName() + "-earlier");
      Tampering.copy(data.resolve("journal"), earlierJournal);
      world.trade(COMMANDS);
      history.snapshot();
      if (pruned) {
        history.prune();
      }
      int files = cycles(data).size();
      world.trade(2 * COMMANDS);
      history.restart();
      world.trade(COMMANDS / 3);
      return new Sample(data, files, End.of(history), earlierJournal);
    }
  }

  private static Limits limits() {
    Limits most = Limits.DEFAULT;
    return new Limits(
        REQUEST_IDS,
        most.accounts(),
        most.holds(),
        most.sales(),
        most.lots(),
        most.lotsPerSale(),
        most.approvals(),
        most.voidableBids(),
        most.booking(),
        most.gacha());
  }

  /**
   * Returns the same directory elsewhere.
   *
   * @param copy a copy of this one's
   */
  Sample at(Path copy) {
    return new Sample(copy, firstTailFile, end, earlierJournal);
  }

  private static List<Path> cycles(Path data) throws IOException {
    return JournalVerifier.files(data.resolve("journal"));
  }

  /** Returns the journal's files, oldest first. */
  List<Path> cycles() throws IOException {
    return cycles(data);
  }

  /** Returns the journal's first file behind the second snapshot. */
  Path tailFile() throws IOException {
    return cycles().get(firstTailFile);
  }

  Path lastFile() throws IOException {
    return cycles().getLast();
  }

  /** Returns the directory of the journal's last file, which has no other. */
  Path lastGeneration() throws IOException {
    return lastFile().resolveSibling("");
  }

  Path marks() {
    return data.resolve("journal").resolve("journal.marks");
  }

  Path snapshots() {
    return data.resolve("snapshots");
  }

  /** Returns the snapshots' files, newest first. */
  List<Path> snapshotFiles() {
    return new SnapshotStore(snapshots(), 0)
        .list().stream().map(SnapshotStore.Found::file).toList();
  }

  Path newestSnapshot() {
    return snapshotFiles().getFirst();
  }

  /** Puts the journal of earlier in the place of the whole one. */
  void goBack() throws IOException {
    Tampering.delete(data.resolve("journal"));
    Tampering.copy(earlierJournal, data.resolve("journal"));
  }

  /** Returns the middle of a file. */
  static long middle(Path file) throws IOException {
    return Files.size(file) / 2;
  }

  /** Returns the entry in the middle of a journal's file. */
  static CycleEntries middleEntry(Path file) throws IOException {
    List<CycleEntries> entries = CycleEntries.of(file);
    return entries.get(entries.size() / 2);
  }
}
