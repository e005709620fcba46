package io.seriba.server.cli;

import io.seriba.persistence.JournalDamage;
import io.seriba.persistence.JournalException;
import io.seriba.persistence.JournalReport;
import io.seriba.server.JournalReplay;
import io.seriba.server.JournalReplay.Beginning;
import io.seriba.server.Server;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a journal and replays it. */
@Command(
    name = "verify",
    description = {
      "Reads a stopped server's journal from end to end, checks every record, decides every command anew, and prints what came out. Changes nothing.",
      "",
      "The state hash is the one that the server logged at the same sequence, if all is well. Damage is told with its place and what to do."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  seriba verify data",
      "",
      "Exit codes:",
      "  0  the journal is intact",
      "  1  it is damaged or can't be read"
    })
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "DIR",
      description = "The server's data directory (data-dir), or the journal's directory in it.")
  private Path directory = Path.of("");

  @Override
  public Integer call() throws CommandException {
    PrintWriter out = spec.commandLine().getOut();
    if (!Files.isDirectory(directory)) {
      throw new CommandException(
          ExitCode.FAILED,
          Files.exists(directory)
              ? directory + " isn't a directory"
              : "there is no directory " + directory);
    }
    Path journal = directory.resolve("journal");
    JournalReplay replay;
    try {
      replay = JournalReplay.run(Files.isDirectory(journal) ? journal : directory);
    } catch (JournalException e) {
      throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()));
    }
    print(out, replay);
    out.flush();
    return replay.report().isIntact() && replay.beginning() != Beginning.UNKNOWN
        ? ExitCode.OK
        : ExitCode.FAILED;
  }

  private static void print(PrintWriter out, JournalReplay replay) {
    JournalReport report = replay.report();
    row(
        out,
        "records",
        report.records() == 0
            ? "none"
            : "%,d, sequence %,d to %,d"
                .formatted(report.records(), report.firstSequence(), report.lastSequence()));
    row(
        out,
        "size",
        "%,d bytes in %,d files of %,d generations"
            .formatted(report.bytes(), report.cycles(), report.generations()));
    Long durable = report.durableSequence();
    row(out, "forced", durable == null ? "unknown" : "up to sequence %,d".formatted(durable));
    row(
        out,
        "begins with",
        switch (replay.beginning()) {
          case NOTHING -> "the first command";
          case SNAPSHOT -> "a snapshot: what came before was removed";
          case UNKNOWN ->
              "what was removed, and no snapshot stands in for it: the files were checked, nothing was decided. Put a snapshot back from a backup";
        });
    row(
        out,
        "timers",
        "%,d fired, %,d pending".formatted(replay.timersFired(), replay.timersPending()));
    row(out, "state hash", Server.hash(replay.stateHash()));
    row(out, "replayed", "%,d records/s".formatted(replay.recordsPerSecond()));
    list(out, "holds nothing that counts; the next start leaves it behind", report.leftovers());
    list(out, "DAMAGE", report.damage());
    row(
        out,
        "result",
        report.isIntact()
            ? "intact"
            : "damaged; the figures are those of the records before the damage, %,d whole records lie behind it"
                .formatted(report.recordsBeyond()));
  }

  private static void row(PrintWriter out, String name, String value) {
    out.printf("%-11s %s%n", name, value);
  }

  private static void list(PrintWriter out, String heading, List<JournalDamage> damage) {
    if (!damage.isEmpty()) {
      out.println(heading + ":");
      damage.forEach(
          one -> {
            out.printf("  %s, byte %,d, sequence %,d%n", one.file(), one.offset(), one.sequence());
            out.println("    " + one.what());
            out.println("    " + one.remedy());
          });
    }
  }
}
