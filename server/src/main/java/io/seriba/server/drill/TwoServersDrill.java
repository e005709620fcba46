package io.seriba.server.drill;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Starts a second server on a directory that has one: it must be refused, and the first not care.
 */
public final class TwoServersDrill {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int COMMANDS = 1_000;
  private static final List<String> SETTINGS =
      List.of(
          "journal.block=1 MiB",
          "journal.largest-batch=64 KiB",
          "journal.min-free=64 MiB",
          "limits.request-ids=20000",
          "host.outbound=4 MiB",
          "snapshots.every-commands=1000",
          "database.enabled=true");

  private final Site site;
  private final Mix mix;
  private final Figures figures;
  private final LogWitness log;
  private final Postgres database;
  private final List<String> problems = new ArrayList<>();

  private TwoServersDrill(PrintWriter out, Place place) {
    site = place.site(SETTINGS);
    mix = new Mix(place.domains(), new Random());
    figures = new Figures(out);
    log = new LogWitness(site.journal());
    database = site.postgres();
  }

  /**
   * Runs it.
   *
   * @param out gets the figures
   * @return whether the second server was refused, and the first unharmed
   * @throws DrillException if it can't go on
   */
  public static boolean run(PrintWriter out, Place place) throws DrillException {
    return new TwoServersDrill(out, place).run();
  }

  private boolean run() throws DrillException {
    try (database;
        ServerProcess first = site.start()) {
      String address = first.awaitReady(PATIENCE);
      List<Answer> answers = new ArrayList<>(mix.prepare(site, address));
      try (Load load = new Load(site.tokens(), mix.seats())) {
        load.connect(address);
        awaitMore(load);
        load.await("PostgreSQL runs", PATIENCE, () -> database.mark() != null);
        refuse(first);
        awaitMore(load);
        load.finish();
        load.expectEnds();
        Site.stop(first);
        load.awaitEnds();
        answers.addAll(load.takeAnswers());
      }
      problems.addAll(Figures.errors(first.logged()));
      log.catchUp();
      problems.addAll(log.contradictions(answers));
      problems.addAll(log.doubles());
      figures.row("answers compared", "%,d with the journal".formatted(answers.size()));
    }
    return figures.verdict(problems);
  }

  private static void awaitMore(Load load) throws DrillException {
    long enough = load.acknowledged() + COMMANDS;
    load.await("commands are answered", PATIENCE, () -> load.acknowledged() >= enough);
  }

  private void refuse(ServerProcess first) throws DrillException {
    long postgres = database.pid();
    long start = System.nanoTime();
    try (ServerProcess second = site.start()) {
      int exitCode = second.awaitExit(PATIENCE);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      List<String> said = second.logged();
      String last = said.isEmpty() ? "" : said.getLast();
      figures.row("second server", "exit code %d after %,d ms".formatted(exitCode, millis));
      figures.row("it says", last);
      if (exitCode != 1 || !last.contains("pid " + first.pid())) {
        problems.add(
            "the second server wasn't refused with exit code 1 and the first one's pid, %d"
                .formatted(first.pid()));
      }
    }
    if (!first.isAlive()) {
      problems.add("the first server has ended");
    }
    if (database.pid() != postgres) {
      problems.add("the first server's PostgreSQL was stopped");
    }
  }
}
