package io.seriba.server.drill;

import io.seriba.server.JournalReplay;
import io.seriba.server.Server;
import io.seriba.server.StartReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Kills a server under load, again and again, and sometimes its PostgreSQL with it or before it;
 * and holds the next one to what the dead one acknowledged.
 *
 * <p>After each kill an engine of the drill's own goes on through the journal: every answer that a
 * client got must be what that engine decides for the same account and request id, at the same
 * sequence. No request id may be decided twice, though clients send again what they got no answer
 * to; and the next server must recover to the same sequence and state hash, by whatever snapshot.
 * The tables are asked when they can be, also while no server runs, and compared as a whole at the
 * end.
 */
public final class KillDrill {
  private static final Duration START_PATIENCE = Duration.ofMinutes(10);
  private static final Duration CATCH_UP = Duration.ofMinutes(5);
  private static final int LEAST_MILLIS = 100;
  private static final int MOST_MILLIS = 1_500;
  private static final Duration SNAPSHOT_PATIENCE = Duration.ofSeconds(5);
  private static final long SNAPSHOT_LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  /** Commands a second, with tables: more than they keep up with would only pile up. */
  private static final int PACE = 3_000;

  private static final int CYCLES_BETWEEN_LINES = 10;

  /** Small files, and as many snapshots as can be had: kills shall hit them. */
  private static final List<String> SETTINGS =
      List.of(
          "journal.block=1 MiB",
          "journal.largest-batch=64 KiB",
          "journal.cycle=4 MiB",
          "journal.min-free=64 MiB",
          "limits.request-ids=20000",
          "limits.ended-bookings=1000",
          "host.outbound=4 MiB",
          "snapshots.every-commands=1000");

  /** What a cycle ends with. */
  private enum Blow {
    /** The server is killed at any moment. */
    SERVER,
    /** The server is killed while it writes a snapshot. */
    IN_SNAPSHOT,
    /** PostgreSQL is killed, and the server in the same moment. */
    BOTH,
    /** PostgreSQL is killed, and the server a while after, whatever it has done about it. */
    DATABASE_FIRST
  }

  private final Site site;
  private final int cycles;
  private final Mix mix;
  private final Random random;
  private final Figures figures;
  private final LogWitness log;
  private final Optional<Postgres> database;
  private final Optional<TableWitness> tables;
  private final List<Witness> witnesses = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Map<Blow, Integer> blows = new EnumMap<>(Blow.class);
  private final List<Long> starts = new ArrayList<>();
  private final List<Long> recoveries = new ArrayList<>();
  private long losses;
  private long compared;
  private int fromSnapshot;
  private int killedInSnapshot;
  private int caughtUp;
  private int done;

  private KillDrill(PrintWriter out, Place place, int cycles, long seed, boolean hasTables) {
    List<String> settings = new ArrayList<>(SETTINGS);
    settings.add("database.enabled=" + hasTables);
    site = place.site(settings);
    this.cycles = cycles;
    random = new Random(seed);
    mix = new Mix(place.domains(), new Random(random.nextLong()));
    figures = new Figures(out);
    log = new LogWitness(site.journal());
    database = hasTables ? Optional.of(site.postgres()) : Optional.empty();
    tables = database.map(own -> new TableWitness(own, log));
    witnesses.add(log);
    tables.ifPresent(witnesses::add);
  }

  /**
   * Runs it.
   *
   * @param out gets the figures
   * @param cycles how many kills
   * @param seed chooses the moments of the kills and what the clients do, but not how fast
   * @param hasTables whether the servers have a database, which is quicker without
   * @return whether nothing is lost or doubled
   * @throws DrillException if it can't go on
   */
  public static boolean run(PrintWriter out, Place place, int cycles, long seed, boolean hasTables)
      throws DrillException {
    return new KillDrill(out, place, cycles, seed, hasTables).run();
  }

  private boolean run() throws DrillException {
    long start = System.nanoTime();
    ServerProcess server = site.start();
    try {
      String address = server.awaitReady(START_PATIENCE);
      List<Answer> prepared = mix.prepare(site, address);
      try (Load load = new Load(site.tokens(), mix.seats())) {
        if (tables.isPresent()) {
          load.pace(PACE);
        }
        compare(prepared);
        while (done < cycles && problems.isEmpty()) {
          load.connect(address);
          strike(server, load);
          server = site.start();
          address = server.awaitReady(START_PATIENCE);
          checkRecovery(server);
          done++;
          tell(load);
        }
        if (problems.isEmpty()) {
          end(server, load, address);
        }
        print(load, start);
      }
    } finally {
      server.close();
      if (database.isPresent()) {
        database.get().close();
      }
    }
    return figures.verdict(problems);
  }

  private void strike(ServerProcess server, Load load) throws DrillException {
    if (tables.isPresent() && random.nextBoolean()) {
      awaitTables(server, load, log::sequence);
      caughtUp++;
    }
    Blow blow = nextBlow();
    blows.merge(blow, 1, Integer::sum);
    goOn(load);
    switch (blow) {
      case SERVER -> {
        // at once
      }
      case IN_SNAPSHOT -> awaitSnapshot(load);
      case BOTH -> killDatabase();
      case DATABASE_FIRST -> {
        killDatabase();
        goOn(load);
      }
    }
    kill(server, load);
  }

  private void awaitTables(ServerProcess server, Load load, LongSupplier sequence)
      throws DrillException {
    TableWitness witness = tables.orElseThrow();
    try {
      load.await("the tables catch up", CATCH_UP, () -> witness.isAt(sequence.getAsLong()));
    } catch (DrillException e) {
      throw new DrillException(e.getMessage() + "; " + server.said());
    }
  }

  private Blow nextBlow() {
    int chance = random.nextInt(10);
    if (database.isEmpty()) {
      return chance < 7 ? Blow.SERVER : Blow.IN_SNAPSHOT;
    }
    return chance < 4
        ? Blow.SERVER
        : chance < 7 ? Blow.IN_SNAPSHOT : chance < 8 ? Blow.BOTH : Blow.DATABASE_FIRST;
  }

  private void killDatabase() throws DrillException {
    database.orElseThrow().kill();
  }

  /** Waits for one that is being written, for as long as one may be expected. */
  private void awaitSnapshot(Load load) throws DrillException {
    long end = System.nanoTime() + SNAPSHOT_PATIENCE.toNanos();
    while (!isSnapshotUnfinished() && System.nanoTime() - end < 0) {
      load.check();
      LockSupport.parkNanos(SNAPSHOT_LOOK_NANOS);
    }
  }

  private void goOn(Load load) throws DrillException {
    long millis = random.nextInt(LEAST_MILLIS, MOST_MILLIS + 1);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    load.await(
        "the time passes",
        Duration.ofMillis(millis).plusSeconds(60),
        () -> System.nanoTime() - end >= 0);
  }

  private void kill(ServerProcess server, Load load) throws DrillException {
    load.expectEnds();
    server.kill();
    server.close();
    load.awaitEnds();
    if (isSnapshotUnfinished()) {
      killedInSnapshot++;
    }
    problems.addAll(Figures.errors(server.logged()));
    compare(load.takeAnswers());
  }

  private boolean isSnapshotUnfinished() throws DrillException {
    Path directory = site.snapshots();
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.tmp")) {
      return files.iterator().hasNext();
    } catch (IOException e) {
      throw new DrillException("the snapshots can't be listed: " + e);
    }
  }

  private void compare(List<Answer> answers) throws DrillException {
    for (Witness witness : witnesses) {
      witness.catchUp();
      List<String> wrong = witness.contradictions(answers);
      losses += wrong.size();
      problems.addAll(wrong);
    }
    compared += answers.size();
    problems.addAll(log.doubles());
  }

  private void checkRecovery(ServerProcess server) throws DrillException {
    StartReport report = server.startReport();
    starts.add(server.startMillis());
    recoveries.add(report.total());
    fromSnapshot += report.snapshot() > 0 ? 1 : 0;
    if (report.sequence() != log.sequence() || report.stateHash() != log.stateHash()) {
      problems.add(
          "RECOVERED OTHERWISE: the server is at sequence %d with state hash %s, by the snapshot of sequence %d; the journal leads to sequence %d with %s"
              .formatted(
                  report.sequence(),
                  Server.hash(report.stateHash()),
                  report.snapshot(),
                  log.sequence(),
                  Server.hash(log.stateHash())));
    }
  }

  /** Lets the last server answer all that is open, and end in order. */
  private void end(ServerProcess server, Load load, String address) throws DrillException {
    load.connect(address);
    load.finish();
    if (tables.isPresent()) {
      awaitTables(server, load, load::lastDecided);
    }
    load.expectEnds();
    Site.stop(server);
    load.awaitEnds();
    problems.addAll(Figures.errors(server.logged()));
    compare(load.takeAnswers());
    if (tables.isPresent()) {
      problems.addAll(new TableCheck(site, log, tables.get(), figures).run());
    }
    if (log.unanswered() > 0) {
      problems.add("%,d commands were decided and never answered".formatted(log.unanswered()));
    }
    JournalReplay replay = JournalReplay.run(site.journal());
    if (!replay.report().isIntact() || replay.stateHash() != log.stateHash()) {
      problems.add("read as a whole the journal says otherwise: " + replay);
    }
  }

  private void tell(Load load) {
    if (done % CYCLES_BETWEEN_LINES == 0 && done < cycles) {
      figures.line(
          "%,d of %,d cycles, %,d commands acknowledged"
              .formatted(done, cycles, load.acknowledged()));
    }
  }

  private void print(TableWitness witness) {
    figures.row(
        "",
        "%,d with the tables, at %,d watermarks".formatted(witness.compared(), witness.asked()));
    figures.row(
        "database killed too",
        "%,d times in the same moment, %,d times before the server"
            .formatted(
                blows.getOrDefault(Blow.BOTH, 0), blows.getOrDefault(Blow.DATABASE_FIRST, 0)));
    figures.row(
        "kills awaited the tables",
        "%,d of %,d: the others may hit a catch-up".formatted(caughtUp, done));
  }

  private void print(Load load, long start) {
    figures.row("cycles", done);
    figures.row("connections", load.connections());
    figures.row("commands sent", load.commands());
    figures.row(
        "acknowledged",
        "%,d, %,d of them accepted".formatted(load.acknowledged(), load.accepted()));
    figures.row("sent again after a kill", load.repeats());
    figures.row("answers compared", "%,d with the journal".formatted(compared));
    tables.ifPresent(this::print);
    figures.row("starts from a snapshot", "%,d of %,d".formatted(fromSnapshot, starts.size()));
    figures.row("kills in a snapshot", killedInSnapshot);
    figures.row("recovery", "%s (least, median, most)".formatted(Figures.spread(recoveries)));
    figures.row("process to gateways open", Figures.spread(starts));
    figures.row("losses", losses);
    figures.row("doubles", log.doubles().size());
    figures.row(
        "state",
        "sequence %,d, state hash %s".formatted(log.sequence(), Server.hash(log.stateHash())));
    figures.row(
        "took", "%,d s".formatted(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)));
  }
}
