package io.seriba.server.drill;

import io.seriba.engine.Limits;
import io.seriba.persistence.JournalException;
import io.seriba.persistence.snapshot.SnapshotException;
import io.seriba.persistence.snapshot.SnapshotInfo;
import io.seriba.server.Server;
import io.seriba.server.StartReport;
import io.seriba.server.config.ConfigException;
import io.seriba.server.config.ServerConfig;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Measures how long a server with a long history takes from nothing to open gateways. */
public final class RecoveryDrill {
  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final long BUILDING_MICROS = TimeUnit.MINUTES.toMicros(30);

  /**
   * What there is.
   *
   * @param lots in the snapshot
   * @param accounts in the snapshot, at least 2
   * @param slots in the snapshot
   * @param tail commands behind it
   */
  public record Size(int lots, int accounts, int slots, int tail) {}

  private final Site site;
  private final Size size;
  private final Figures figures;
  private final List<String> problems = new ArrayList<>();

  private RecoveryDrill(PrintWriter out, Place place, Size size) {
    site = place.site(settings(size));
    this.size = size;
    figures = new Figures(out);
  }

  /** As large as the defaults allow, and larger where that isn't enough. */
  private static List<String> settings(Size size) {
    Limits most = Limits.DEFAULT;
    return List.of(
        "limits.lots=" + Math.max(size.lots, most.lots()),
        "limits.accounts=" + Math.max(size.accounts, most.accounts()),
        "limits.slots=" + Math.max(size.slots, most.booking().slots()),
        "journal.min-free=64 MiB");
  }

  /**
   * Runs it. A history that is in the directory already, from an earlier run, is taken as it is.
   *
   * @param out gets the figures
   * @param starts how many times the server is started, and killed again
   * @return whether each start led to the state that the history has
   * @throws DrillException if it can't go on
   */
  public static boolean run(PrintWriter out, Place place, Size size, int starts)
      throws DrillException, ConfigException {
    return new RecoveryDrill(out, place, size).run(starts);
  }

  private boolean run(int starts) throws DrillException, ConfigException {
    StartReport expected = null;
    if (Files.isDirectory(site.journal())) {
      figures.line("the history is there already: " + site.data());
    } else {
      expected = build(site.config());
    }
    for (int i = 0; i < starts; i++) {
      try (ServerProcess server = site.start()) {
        server.awaitReady(PATIENCE);
        StartReport report = server.startReport();
        print(server.startMillis(), report);
        if (expected != null
            && (report.sequence() != expected.sequence()
                || report.stateHash() != expected.stateHash())) {
          problems.add("the server starts at another state: %s, %s".formatted(report, expected));
        }
        server.kill();
        problems.addAll(Figures.errors(server.logged()));
      }
    }
    return figures.verdict(problems);
  }

  private StartReport build(ServerConfig config) throws DrillException {
    long start = System.nanoTime();
    long first = Server.SYSTEM_CLOCK.micros() - BUILDING_MICROS;
    try (History history =
        new History(site.data(), config.journal(), config.host().limits(), first)) {
      World world = new World(history, size.accounts, size.lots, size.slots);
      world.define();
      world.trade(size.tail / 10);
      SnapshotInfo snapshot = history.snapshot();
      world.trade(size.tail);
      figures.row(
          "history",
          "%,d accounts, %,d lots, %,d slots".formatted(size.accounts, size.lots, size.slots));
      figures.row(
          "snapshot",
          "sequence %,d, %s".formatted(snapshot.sequence(), Figures.mebibytes(snapshot.bytes())));
      figures.row(
          "tail",
          "%,d commands, built in %,d s"
              .formatted(size.tail, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)));
      return new StartReport(0, 0, 0, 0, 0, 0, 0, history.sequence(), history.stateHash());
    } catch (JournalException | SnapshotException e) {
      throw new DrillException("the history can't be built: " + e.getMessage());
    }
  }

  private void print(long wholeMillis, StartReport report) {
    figures.row("process to gateways open", "%,d ms".formatted(wholeMillis));
    figures.row("  JVM and configuration", "%,d ms".formatted(wholeMillis - report.total()));
    figures.row("  journal opened", "%,d ms".formatted(report.journal()));
    figures.row(
        "  snapshot loaded", "%,d ms, sequence %,d".formatted(report.load(), report.snapshot()));
    figures.row(
        "  tail replayed",
        "%,d ms, %,d commands, %,d/s"
            .formatted(
                report.replay(),
                report.commands(),
                report.commands() * 1_000 / Math.max(1, report.replay())));
    figures.row("  gateways opened", "%,d ms".formatted(report.gateways()));
    figures.row(
        "  state",
        "sequence %,d, state hash %s"
            .formatted(report.sequence(), Server.hash(report.stateHash())));
  }
}
