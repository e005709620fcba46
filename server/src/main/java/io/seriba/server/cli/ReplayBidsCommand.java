package io.seriba.server.cli;

import io.seriba.sbe.Reason;
import io.seriba.server.history.BidHistory;
import io.seriba.server.history.BidHistoryReader;
import io.seriba.server.history.Money;
import io.seriba.server.history.PriceReplay;
import io.seriba.server.history.PriceReplay.Report;
import io.seriba.server.history.PriceReplay.Result;
import io.seriba.server.history.PriceReplay.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Decides a file of recorded auctions anew and compares the prices. */
@Command(
    name = "replay-bids",
    description = {
      "Decides recorded auctions anew, in this process and on the recording's own time, and compares the prices with the published ones.",
      "",
      "The file is CSV with the columns auctionid, bid, bidtime (days since the start), bidder, openbid, price and auction_type (\"7 day auction\"); others are ignored. A bid is the bidder's max. Where the published price is the winner's own max and the rule without a reserve gives less, that price is taken for the seller's hidden reserve. A malformed row is named by its line and skipped."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  seriba replay-bids config/demo/ebay-auctions.csv",
      "",
      "Prints a line for each price that the rule without a reserve doesn't give;",
      "its last line reads:",
      "  prices equal: N equal, R with a hidden reserve, X unexplained of M"
    })
final class ReplayBidsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "The recording.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws CommandException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    BidHistory history = read();
    history.skipped().forEach(finding -> err.println(finding + "; skipped"));
    history.notes().forEach(finding -> err.println(finding));
    Report report = PriceReplay.run(history);
    report.results().stream()
        .filter(result -> result.verdict() != Verdict.EQUAL)
        .forEach(result -> out.println(line(result)));
    out.printf(
        "bids: %d read, %d rows skipped, %d accepted, %d refused%s%n",
        history.bids(),
        history.skipped().size(),
        report.accepted(),
        history.bids() - report.accepted(),
        reasons(report.refused()));
    out.println(summary(report));
    out.flush();
    return ExitCode.OK;
  }

  /** Returns the last line: how many prices are equal, and how many aren't, by cause. */
  static String summary(Report report) {
    return "prices equal: %d equal, %d with a hidden reserve, %d unexplained of %d"
        .formatted(
            report.count(Verdict.EQUAL),
            report.count(Verdict.HIDDEN_RESERVE),
            report.count(Verdict.UNEXPLAINED),
            report.results().size());
  }

  private static String line(Result result) {
    return "auction %s: %s by the rule, %s published: %s"
        .formatted(
            result.auction().id(),
            Money.dollars(result.price()),
            Money.dollars(result.auction().publishedPrice()),
            result.verdict() == Verdict.HIDDEN_RESERVE
                ? "hidden reserve, for it is the winner's own max"
                : "unexplained; the winner's own max is " + Money.dollars(result.winnersMax()));
  }

  private static String reasons(Map<Reason, Integer> refused) {
    return refused.isEmpty()
        ? ""
        : refused.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", ", " (", ")"));
  }

  private BidHistory read() throws CommandException {
    try (InputStream in = Files.newInputStream(file)) {
      return BidHistoryReader.read(in);
    } catch (NoSuchFileException e) {
      throw new CommandException(ExitCode.FAILED, "there is no file " + file);
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, file + " can't be used: " + e.getMessage());
    }
  }
}
