package io.seriba.server.drill;

import io.seriba.persistence.JournalException;
import io.seriba.persistence.snapshot.SnapshotException;
import io.seriba.server.Server;
import io.seriba.server.StartException;
import io.seriba.server.config.ConfigException;
import io.seriba.server.drill.Sample.End;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Damages copies of a small data directory in every way that is known to happen, and starts a
 * server, in this process, on each.
 */
public final class DamageDrill {
  private static final List<String> SETTINGS =
      List.of(
          "journal.block=1 MiB",
          "journal.cycle=64 KiB",
          "journal.largest-batch=8 KiB",
          "journal.min-free=64 MiB",
          "host.outbound=4 MiB",
          "limits.request-ids=" + Sample.REQUEST_IDS,
          "gateway.event-loops=1");

  private final Place place;
  private final Figures figures;
  private final List<String> problems = new ArrayList<>();
  private int started;
  private int refused;

  private DamageDrill(PrintWriter out, Place place) {
    this.place = place;
    figures = new Figures(out);
  }

  /**
   * Runs it.
   *
   * @param out gets a table with a row for each kind of damage
   * @return whether each start did as it must
   * @throws DrillException if it can't go on
   */
  public static boolean run(PrintWriter out, Place place) throws DrillException, ConfigException {
    try {
      return new DamageDrill(out, place).run();
    } catch (IOException | JournalException | SnapshotException e) {
      throw new DrillException("the drill's own data can't be had: " + e);
    }
  }

  private boolean run() throws IOException, ConfigException {
    Sample sample = Sample.write(place.directory().resolve("whole"), false);
    Sample other = Sample.write(place.directory().resolve("another"), false);
    Sample pruned = Sample.write(place.directory().resolve("pruned"), true);
    figures.line(
        "%,d commands in %d files, snapshots of %d sequences"
            .formatted(
                sample.end().sequence(), sample.cycles().size(), sample.snapshotFiles().size()));
    suffer("The journal", Damage.ofJournal(), sample, other);
    suffer("The newest snapshot", Damage.ofSnapshots(), sample, other);
    suffer("The journal's beginning and snapshots", Damage.ofPruned(), pruned, other);
    figures.line("");
    figures.row("kinds of damage", started + refused);
    figures.row("started, with all of it", started);
    figures.row("refused, with place and remedy", refused);
    figures.row("otherwise", problems.size());
    return figures.verdict(problems);
  }

  private void suffer(String heading, List<Damage> kinds, Sample sample, Sample other)
      throws IOException, ConfigException {
    figures.line("");
    figures.line(heading);
    for (Damage damage : kinds) {
      Path directory = place.directory().resolve("copy");
      Files.createDirectories(directory);
      Sample copy = sample.at(directory.resolve("data"));
      Tampering.copy(sample.data(), copy.data());
      damage.mishap().befall(copy, other);
      start(damage, copy, directory);
      Tampering.delete(directory);
    }
  }

  private void start(Damage damage, Sample copy, Path directory)
      throws IOException, ConfigException {
    Site site = new Place(directory, place.settings(), List.of(), place.domains()).site(SETTINGS);
    Map<Path, Long> before = Tampering.checksums(copy.data());
    int problemsBefore = problems.size();
    String came;
    try (Server server =
        Server.start(site.config(), site.tokens(), Server.SYSTEM_CLOCK, failure -> {})) {
      came = "started: " + checkStarted(damage, copy, server);
      started++;
    } catch (StartException e) {
      String message = String.valueOf(e.getMessage()).replace(directory.toRealPath() + "/", "");
      came = "refused: " + message.replace("\n", "\n      ");
      refused++;
      checkRefused(damage, message);
      Map<Path, Long> after = Tampering.checksums(copy.data());
      if (!before.equals(after)) {
        problems.add(damage.name() + ": the refused start has changed files");
      }
    }
    figures.line(
        "  %-6s %s%n      %s"
            .formatted(problems.size() == problemsBefore ? "ok" : "WRONG", damage.name(), came));
  }

  private String checkStarted(Damage damage, Sample copy, Server server) {
    End end = new End(server.recovery().lastSequence(), server.recovery().stateHash());
    switch (damage.expected()) {
      case START -> checkEnd(damage, copy.end(), end);
      case REFUSE -> problems.add(damage.name() + ": the server started");
    }
    return "sequence %,d, state hash %s, by the snapshot of sequence %,d"
        .formatted(end.sequence(), Server.hash(end.stateHash()), server.startReport().snapshot());
  }

  private void checkEnd(Damage damage, End expected, End end) {
    if (!end.equals(expected)) {
      problems.add("%s: the server is at %s instead of %s".formatted(damage.name(), end, expected));
    }
  }

  private void checkRefused(Damage damage, String message) {
    if (damage.expected() != Damage.Expected.REFUSE) {
      problems.add(damage.name() + ": the server refused to start");
    }
    for (String words : damage.says()) {
      if (!message.contains(words)) {
        problems.add("%s: the refusal doesn't say \"%s\"".formatted(damage.name(), words));
      }
    }
  }
}
