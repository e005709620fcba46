package io.seriba.server.drill;

import io.seriba.server.Server;
import io.seriba.server.StartReport;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Lets a server run into the end of its disk: it must refuse what it can't keep, take no snapshot
 * that the journal has no room for, and go on by itself once there is room again.
 */
public final class DiskFullDrill {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int RESERVE = 8 << 20;
  private static final int ROOM = 6 << 20;
  private static final int LEAST_FREE = 40 << 20;
  private static final long MOST_FREE = 2L << 30;
  private static final int COMMANDS = 2_000;
  private static final String NO_SNAPSHOT = "no snapshot of sequence";
  private static final String NO_ROOM = "the journal takes no more commands";

  private static final List<String> SETTINGS =
      List.of(
          "journal.block=1 MiB",
          "journal.cycle=2 MiB",
          "journal.largest-batch=64 KiB",
          "journal.min-free=" + RESERVE + " B",
          "limits.request-ids=20000",
          "limits.ended-bookings=1000",
          "host.outbound=4 MiB",
          "snapshots.every-commands=1000",
          "snapshots.every=1 s",
          "snapshots.keep=1");

  private final Site site;
  private final Mix mix;
  private final Figures figures;
  private final LogWitness log;
  private final Path ballast;
  private final List<String> problems = new ArrayList<>();

  private DiskFullDrill(PrintWriter out, Place place) {
    site = place.site(SETTINGS);
    mix = new Mix(place.domains(), new Random());
    figures = new Figures(out);
    log = new LogWitness(site.journal());
    ballast = place.directory().resolve("ballast");
  }

  /**
   * Runs it.
   *
   * @param out gets the figures
   * @param place its directory is on a file system of its own, with 40 MiB to 2 GiB to give
   * @return whether all was as it must be
   * @throws DrillException if it can't go on
   */
  public static boolean run(PrintWriter out, Place place) throws DrillException {
    try {
      return new DiskFullDrill(out, place).run();
    } catch (IOException e) {
      throw new DrillException("the drill's disk can't be used: " + e);
    }
  }

  private boolean run() throws DrillException, IOException {
    fill();
    try (ServerProcess server = site.start()) {
      String address = server.awaitReady(PATIENCE);
      List<Answer> prepared = mix.prepare(site, address);
      try (Load load = new Load(site.tokens(), mix.seats())) {
        load.connect(address);
        runFull(server, load, prepared);
        makeRoom(server, load);
        load.finish();
        load.expectEnds();
        Site.stop(server);
        load.awaitEnds();
        compare(load.takeAnswers());
        figures.row("commands sent", load.commands());
        figures.row("acknowledged", load.acknowledged());
        figures.row("refused as STORAGE_FULL", load.storageFull());
      }
      problems.addAll(Figures.errors(server.logged(), NO_SNAPSHOT, NO_ROOM));
    }
    checkRestart();
    return figures.verdict(problems);
  }

  private FileStore store() throws IOException {
    return Files.getFileStore(site.directory());
  }

  private void fill() throws IOException, DrillException {
    Files.createDirectories(site.directory());
    long free = store().getUsableSpace();
    if (free < LEAST_FREE || free > MOST_FREE) {
      throw new DrillException(
          "%s has %s free; the drill needs a file system of its own with %s to %s"
              .formatted(
                  site.directory(),
                  Figures.mebibytes(free),
                  Figures.mebibytes(LEAST_FREE),
                  Figures.mebibytes(MOST_FREE)));
    }
    byte[] block = new byte[64 << 10];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (store().getUsableSpace() > RESERVE + ROOM + block.length) {
        out.write(block);
      }
    }
    figures.row(
        "file system",
        "%s, %s free at first, %s when the server starts"
            .formatted(
                store().type(),
                Figures.mebibytes(free),
                Figures.mebibytes(store().getUsableSpace())));
  }

  private void runFull(ServerProcess server, Load load, List<Answer> prepared)
      throws DrillException, IOException {
    load.await("the disk is nearly full", PATIENCE, () -> load.storageFull() > 0);
    long all = load.storageFull() + 2_000;
    load.await("all clients are refused", PATIENCE, () -> load.storageFull() > all);
    List<Answer> answers = new ArrayList<>(prepared);
    answers.addAll(load.takeAnswers());
    compare(answers);
    figures.row(
        "nearly full",
        "%s free, %,d answers until then all in the journal"
            .formatted(Figures.mebibytes(store().getUsableSpace()), answers.size()));
    long refused = count(server, NO_SNAPSHOT);
    figures.row("snapshots refused", refused);
    if (refused == 0) {
      problems.add("no snapshot was refused though there was no room for one");
    }
    if (!server.isAlive()) {
      throw new DrillException("the server has ended: " + server.said());
    }
  }

  private void makeRoom(ServerProcess server, Load load) throws DrillException, IOException {
    long before = load.acknowledged();
    long snapshots = count(server, "snapshot of sequence") - count(server, NO_SNAPSHOT);
    Files.delete(ballast);
    load.await(
        "the server goes on once there is room",
        PATIENCE,
        () -> load.acknowledged() > before + COMMANDS);
    long end = System.nanoTime() + PATIENCE.toNanos();
    long more = 0;
    while (more == 0 && System.nanoTime() - end < 0) {
      long enough = load.acknowledged() + COMMANDS;
      load.await("the server goes on", PATIENCE, () -> load.acknowledged() > enough);
      more = count(server, "snapshot of sequence") - count(server, NO_SNAPSHOT) - snapshots;
    }
    figures.row(
        "room made",
        "%,d commands acknowledged and %,d snapshots taken after it, by the same process"
            .formatted(load.acknowledged() - before, more));
    if (more == 0) {
      problems.add("no snapshot was taken after there was room again");
    }
  }

  private static long count(ServerProcess server, String words) throws DrillException {
    return server.logged().stream().filter(line -> line.contains(words)).count();
  }

  private void compare(List<Answer> answers) throws DrillException {
    log.catchUp();
    problems.addAll(log.contradictions(answers));
    problems.addAll(log.doubles());
  }

  private void checkRestart() throws DrillException {
    try (ServerProcess again = site.start()) {
      again.awaitReady(PATIENCE);
      StartReport report = again.startReport();
      if (report.sequence() != log.sequence() || report.stateHash() != log.stateHash()) {
        problems.add("the next server starts otherwise than the journal says: " + report);
      }
      figures.row(
          "next start",
          "sequence %,d, state hash %s, by the snapshot of sequence %,d"
              .formatted(report.sequence(), Server.hash(report.stateHash()), report.snapshot()));
      Site.stop(again);
    }
  }
}
