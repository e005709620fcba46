package io.seriba.server.cli;

import io.seriba.persistence.JournalException;
import io.seriba.persistence.JournalOptions;
import io.seriba.persistence.JournalVerifier;
import io.seriba.persistence.snapshot.SnapshotException;
import io.seriba.persistence.snapshot.SnapshotInfo;
import io.seriba.persistence.snapshot.SnapshotStore;
import io.seriba.persistence.snapshot.SnapshotStore.Found;
import io.seriba.server.Server;
import io.seriba.server.past.PastState;
import io.seriba.server.past.PastState.Point;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What there is by way of snapshots. */
@Command(
    name = "snapshot",
    description =
        "Lists, checks and takes snapshots of a server's state. The server may be running.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  seriba snapshot list data",
      "  seriba snapshot take data --at 123456",
      "",
      "Exit codes:",
      "  0  done",
      "  1  a snapshot is damaged, or none could be taken"
    })
final class SnapshotCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static SnapshotStore store(Path data) {
    return new SnapshotStore(data.resolve("snapshots"), JournalOptions.DEFAULT.minFreeBytes());
  }

  private static Instant time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static void print(PrintWriter out, SnapshotInfo info, String behind) {
    out.printf(
        "%s  sequence %,d of %s, %,d bytes, state hash %s%s%n",
        info.file().getFileName(),
        info.sequence(),
        time(info.time()),
        info.bytes(),
        Server.hash(info.stateHash()),
        behind);
  }

  @Command(
      name = "list",
      description = "Lists the snapshots, newest first, with what their headers say.",
      mixinStandardHelpOptions = true)
  int list(
      @Parameters(paramLabel = "DIR", description = "The server's data directory (data-dir).")
          Path directory) {
    PrintWriter out = spec.commandLine().getOut();
    List<Found> all = store(directory).list();
    all.forEach(found -> printHeader(out, found));
    out.printf("%d snapshots%n", all.size());
    out.flush();
    return all.stream().allMatch(found -> found.problem() == null) ? ExitCode.OK : ExitCode.FAILED;
  }

  private static void printHeader(PrintWriter out, Found found) {
    SnapshotInfo info = found.info();
    if (info == null) {
      out.println(found.problem());
    } else {
      print(out, info, "");
    }
  }

  @Command(
      name = "verify",
      description =
          "Reads every snapshot from end to end, loads it into an engine, and compares its state hash.",
      mixinStandardHelpOptions = true)
  int verify(
      @Parameters(paramLabel = "DIR", description = "The server's data directory (data-dir).")
          Path directory) {
    PrintWriter out = spec.commandLine().getOut();
    int bad = 0;
    List<Found> all = store(directory).list();
    for (Found found : all) {
      long start = System.nanoTime();
      try {
        SnapshotInfo info = SnapshotStore.load(found.file()).info();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        print(out, info, ": whole, loaded in %,d ms".formatted(millis));
      } catch (SnapshotException e) {
        bad++;
        out.println("BAD: " + e.getMessage());
      }
    }
    out.printf("%d snapshots, %d of them bad%n", all.size(), bad);
    out.flush();
    return bad == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  @Command(
      name = "take",
      description = {
        "Takes a snapshot at the journal's end, or as of an earlier point, by an engine of its own: a running server doesn't notice."
      },
      mixinStandardHelpOptions = true)
  int take(
      @Parameters(paramLabel = "DIR", description = "The server's data directory (data-dir).")
          Path directory,
      @Option(
              names = "--at",
              paramLabel = "SEQ|TIME",
              description = "After this sequence or time; without it: at the log's end.")
          @Nullable String at)
      throws CommandException {
    Point point = StateCommand.point(at);
    try {
      // what isn't forced could be lost yet, and the snapshot would then be of what never was
      long durable = JournalVerifier.durableSequence(directory.resolve("journal"));
      PastState past =
          PastState.at(directory, new Point(Math.min(point.sequence(), durable), point.time()));
      long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
      PrintWriter out = spec.commandLine().getOut();
      print(out, store(directory).write(past.journal(), past.engine(), now), ": taken");
      out.flush();
      return ExitCode.OK;
    } catch (JournalException | SnapshotException e) {
      throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()));
    }
  }
}
