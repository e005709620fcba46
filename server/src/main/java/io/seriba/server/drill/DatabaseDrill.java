package io.seriba.server.drill;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Does to the PostgreSQL of a server under load what may befall it. The server must go on deciding
 * as if nothing were, the tables must catch up by themselves, and be exact in the end.
 *
 * <p>How fast answers are meanwhile stands beside how fast they were before, in the same run; that
 * is for people to judge: on a small machine all of it shares the processors.
 */
public final class DatabaseDrill {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();
  private static final List<String> SETTINGS =
      List.of(
          "database.enabled=true",
          "journal.block=1 MiB",
          "journal.largest-batch=64 KiB",
          "journal.min-free=64 MiB",
          "limits.request-ids=20000",
          "limits.ended-bookings=1000",
          "host.outbound=4 MiB");

  private final Site site;
  private final int rate;
  private final long phaseNanos;
  private final Mix mix;
  private final Figures figures;
  private final LogWitness log;
  private final Postgres database;
  private final TableWitness tables;
  private final List<String> problems = new ArrayList<>();
  private @Nullable Histogram baseline;
  private long calm;
  private long watermark;
  private long mostLag;
  private long mostLagMillis;

  /** What befalls the database. */
  private interface Trouble {
    /** Is called again and again while the phase lasts. */
    void go(int turn) throws DrillException;

    /** The phase is over. */
    default void end() throws DrillException {
      // most leave it to the server to put things right
    }
  }

  private DatabaseDrill(PrintWriter out, Place place, int rate, Duration phase) {
    site = place.site(SETTINGS);
    this.rate = rate;
    phaseNanos = phase.toNanos();
    mix = new Mix(place.domains(), new Random());
    figures = new Figures(out);
    log = new LogWitness(site.journal());
    database = site.postgres();
    tables = new TableWitness(database, log);
  }

  /**
   * Runs it.
   *
   * @param out gets the figures
   * @param rate commands that all clients together send in a second
   * @param phase how long each trouble lasts
   * @return whether the server went on, and the tables are exact
   * @throws DrillException if it can't go on
   */
  public static boolean run(PrintWriter out, Place place, int rate, Duration phase)
      throws DrillException {
    return new DatabaseDrill(out, place, rate, phase).run();
  }

  private boolean run() throws DrillException {
    ServerProcess server = site.start();
    try {
      String address = server.awaitReady(PATIENCE);
      List<Answer> answers = new ArrayList<>(mix.prepare(site, address));
      try (Load load = new Load(site.tokens(), mix.seats())) {
        load.pace(rate);
        load.connect(address);
        phases(load);
        load.finish();
        load.await("the tables catch up", PATIENCE, () -> tables.isAt(load.lastDecided()));
        if (!server.isAlive()) {
          throw new DrillException("the server has ended: " + server.said());
        }
        load.expectEnds();
        Site.stop(server);
        load.awaitEnds();
        answers.addAll(load.takeAnswers());
        problems.addAll(Figures.errors(server.logged()));
        check(answers);
        figures.row("acknowledged", load.acknowledged());
      }
    } finally {
      server.close();
      database.close();
    }
    return figures.verdict(problems);
  }

  private void phases(Load load) throws DrillException {
    warmUp(load);
    figures.line(
        "%-20s %-34s %-34s %s"
            .formatted("", "during: p50, p99 ms (of baseline)", "catching up: p50, p99", "tables"));
    phase(load, "baseline", turn -> {});
    phase(load, "killed", once(database::kill));
    phase(load, "stopped, again, again", turn -> database.stop());
    phase(load, "paused", new Pause());
    phase(load, "connections cut", turn -> database.cutConnections());
    phase(load, "stopped once", once(database::stop));
  }

  /** Lets the server's code be compiled before anything is measured. */
  private void warmUp(Load load) throws DrillException {
    long end = System.nanoTime() + phaseNanos;
    load.await(
        "the server warms up",
        PATIENCE.plusNanos(phaseNanos),
        () -> System.nanoTime() - end >= 0 && tables.isAt(load.lastDecided() - rate));
  }

  private interface Act {
    void run() throws DrillException;
  }

  private static Trouble once(Act act) {
    return turn -> {
      if (turn == 0) {
        act.run();
      }
    };
  }

  /** Halts the database until the phase is over. */
  private final class Pause implements Trouble {
    @Override
    public void go(int turn) throws DrillException {
      if (turn == 0) {
        database.pause();
      }
    }

    @Override
    public void end() throws DrillException {
      database.resume();
    }
  }

  private void phase(Load load, String name, Trouble trouble) throws DrillException {
    load.takeLatencies();
    LagWatch lag = new LagWatch();
    boolean isPause = trouble instanceof Pause;
    long before = load.acknowledged();
    long pid = database.pid();
    look(load, lag, true);
    long end = System.nanoTime() + phaseNanos;
    for (int turn = 0; System.nanoTime() - end < 0; turn++) {
      trouble.go(turn);
      look(load, lag, !isPause);
      rest(load);
    }
    long answered = load.acknowledged() - before;
    Histogram during = load.takeLatencies();
    trouble.end();
    awaitCalm(load, lag);
    Histogram after = load.takeLatencies();
    if (answered == 0) {
      problems.add("nothing was decided while the database was " + name);
    }
    if (baseline == null) {
      baseline = during;
      calm = Math.max(lag.most(), rate / 2);
    } else {
      mostLag = Math.max(mostLag, lag.most());
      mostLagMillis = Math.max(mostLagMillis, lag.mostMillis());
    }
    print(name, during, after, lag, database.pid() != pid);
  }

  /** Waits until the database runs and its tables are no further behind than before all this. */
  private void awaitCalm(Load load, LagWatch lag) throws DrillException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    do {
      look(load, lag, true);
      rest(load);
      if (System.nanoTime() - end > 0) {
        throw new DrillException("the tables don't catch up: " + database.mark());
      }
    } while (lag.lag() > calm() || database.pid() == 0);
  }

  /** Looks at how far the tables are, unless that would only mean waiting. */
  private void look(Load load, LagWatch lag, boolean canBeAsked) {
    Postgres.Mark mark = canBeAsked ? database.mark() : null;
    watermark = mark == null ? watermark : mark.sequence();
    lag.look(load.lastDecided(), watermark);
  }

  private long calm() {
    return baseline == null ? rate : calm;
  }

  private static void rest(Load load) throws DrillException {
    long end = System.nanoTime() + LOOK_NANOS;
    load.await("a moment passes", PATIENCE, () -> System.nanoTime() - end >= 0);
  }

  private void print(
      String name, Histogram during, Histogram after, LagWatch lag, boolean isAnother) {
    figures.line(
        "%-20s %-34s %-34s at most %,d commands, %s s behind; caught up at %,d/s%s"
            .formatted(
                name,
                latency(during),
                latency(after),
                lag.most(),
                seconds(lag.mostMillis()),
                lag.catchUpRate(),
                isAnother ? "; started again by the server" : ""));
  }

  private String latency(Histogram latencies) {
    return latencies.getTotalCount() < 100
        ? "-"
        : percentile(latencies, 50) + ", " + percentile(latencies, 99);
  }

  private String percentile(Histogram latencies, double percentile) {
    double millis = millis(latencies, percentile);
    return baseline == null || baseline.equals(latencies)
        ? String.format(Locale.ROOT, "%.2f", millis)
        : String.format(Locale.ROOT, "%.2f (%.2fx)", millis, millis / millis(baseline, percentile));
  }

  private static double millis(Histogram latencies, double percentile) {
    return latencies.getValueAtPercentile(percentile) / (double) TimeUnit.MILLISECONDS.toNanos(1);
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1f", millis / 1_000.0);
  }

  private void check(List<Answer> answers) throws DrillException {
    log.catchUp();
    problems.addAll(log.contradictions(answers));
    problems.addAll(log.doubles());
    problems.addAll(tables.contradictions(answers));
    problems.addAll(new TableCheck(site, log, tables, figures).run());
    figures.row("lag at most", "%,d commands, %s s".formatted(mostLag, seconds(mostLagMillis)));
    figures.row(
        "answers compared",
        "%,d with the journal, %,d with the tables".formatted(answers.size(), tables.compared()));
  }
}
