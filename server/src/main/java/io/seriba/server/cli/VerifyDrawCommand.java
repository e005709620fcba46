package io.seriba.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seriba.persistence.JournalException;
import io.seriba.server.draws.DrawVerifier;
import io.seriba.server.draws.DrawVerifier.Finding;
import io.seriba.server.draws.DrawVerifier.Verdict;
import io.seriba.server.draws.JournalEvents;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Recomputes draws. */
@Command(
    name = "verify-draw",
    description = {
      "Recomputes draws from what was published about them: table hash, commitment, seed, and every"
          + " number and prize. By code of its own, not the engine's.",
      "",
      "SOURCE is a file of events as clients get them, one JSON object a line, in order; or a"
          + " stopped server's data directory, whose journal is decided anew."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  seriba verify-draw events.jsonl",
      "  seriba verify-draw data --sequence 4711",
      "",
      "Exit codes: 0 nothing is wrong; 1 something is, or nothing could be checked."
    })
final class VerifyDrawCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "SOURCE", description = "A file of events, or a data directory.")
  private Path source = Path.of("");

  @Option(
      names = "--sequence",
      paramLabel = "N",
      description = "Tells of this sequence's draw only.")
  private @Nullable Long sequence;

  @Override
  public Integer call() throws CommandException {
    DrawVerifier verifier = new DrawVerifier();
    if (Files.isDirectory(source)) {
      readJournal(verifier);
    } else {
      readFile(verifier);
    }
    List<Finding> findings =
        verifier.verify().stream()
            .filter(finding -> sequence == null || sequence == finding.sequence())
            .toList();
    PrintWriter out = spec.commandLine().getOut();
    findings.forEach(
        finding ->
            out.printf(
                "%d: %s: %s%n", finding.sequence(), finding.text(), word(finding.verdict())));
    long wrong = findings.stream().filter(each -> each.verdict() == Verdict.WRONG).count();
    out.printf("checked: %d, wrong: %d%n", findings.size(), wrong);
    out.flush();
    if (findings.isEmpty()) {
      throw new CommandException(ExitCode.FAILED, "there is nothing to check in " + source);
    }
    return wrong == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case RIGHT -> "right";
      case NUMBERS_RIGHT -> "numbers right; the prizes depend on draws of others";
      case NOT_REVEALED -> "the seed isn't revealed yet";
      case WRONG -> "WRONG";
    };
  }

  private void readJournal(DrawVerifier verifier) throws CommandException {
    Path journal = source.resolve("journal");
    try {
      if (!JournalEvents.read(Files.isDirectory(journal) ? journal : source, verifier::add)
          .isIntact()) {
        throw new CommandException(
            ExitCode.FAILED, "the journal is damaged; seriba verify " + source + " tells where");
      }
    } catch (JournalException e) {
      throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private void readFile(DrawVerifier verifier) throws CommandException {
    ObjectMapper mapper = new ObjectMapper();
    int number = 0;
    try {
      for (String line : Files.readAllLines(source)) {
        number++;
        if (!line.isBlank()) {
          verifier.add(mapper.readTree(line));
        }
      }
    } catch (JsonProcessingException e) {
      throw new CommandException(
          ExitCode.FAILED, "%s, line %d: this isn't JSON".formatted(source, number));
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, "there is no file " + source);
    }
  }
}
