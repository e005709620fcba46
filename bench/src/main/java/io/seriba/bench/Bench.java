package io.seriba.bench;

import io.seriba.server.cli.Seriba;
import io.seriba.server.config.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The benches' command line. */
@Command(
    name = "seriba bench",
    mixinStandardHelpOptions = true,
    subcommands = {EchoComparison.class, LoadGenerator.class},
    description = "Lists the benches, or runs those that are named.",
    footer = {
      "",
      "Examples:",
      "  seriba bench --short            bid, replay, pipeline and json, briefly",
      "  seriba bench --full bid json    two of them, for a report",
      "  seriba bench echo --set host.wait=yield",
      "  seriba bench load --rate 5000 --connections 1000 --readers 0.9",
      "",
      "Compare figures within one run: another run, another machine, another truth."
    })
public final class Bench implements Callable<Integer> {
  private static final Map<String, String> BENCHES = new LinkedHashMap<>();

  static {
    BENCHES.put("bid", "one thread decides bids, everything on, beside a bare map");
    BENCHES.put("booking", "one thread decides holds and pledges, and serves waitlists");
    BENCHES.put("draw", "one thread decides draws, everything on, beside HMAC alone");
    BENCHES.put("replay", "a host recovers from a journal");
    BENCHES.put("pipeline", "ring, journal and engine, at each level of durability");
    BENCHES.put("json", "JSON to a bid, a change of price to JSON");
  }

  private static final Map<String, Class<?>> CLASSES =
      Map.of(
          "bid", BidDecisionBench.class,
          "booking", BookingBench.class,
          "draw", DrawBench.class,
          "replay", ReplayBench.class,
          "pipeline", PipelineBench.class,
          "json", JsonBench.class);

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME",
      description =
          "Benches to run: bid, booking, draw, replay, pipeline, json. None: all, if a form is"
              + " given.")
  private List<String> names = List.of();

  @Option(names = "--short", description = "Short form: one fork, a few seconds for each.")
  private boolean brief;

  @Option(names = "--full", description = "Full form, for a report: three forks, minutes for each.")
  private boolean full;

  @Option(names = "--json", paramLabel = "FILE", description = "Also writes JMH's results there.")
  private @Nullable String json;

  /** Runs the command line; exits as {@code seriba} does. */
  public static void main(String[] arguments) {
    System.exit(Seriba.withPlainErrors(new CommandLine(new Bench())).execute(arguments));
  }

  @Override
  public Integer call() throws RunnerException {
    if (names.isEmpty() && !brief && !full) {
      System.out.println("Benches:");
      BENCHES.forEach((name, what) -> System.out.printf("  %-10s%s%n", name, what));
      System.out.println("Run all: seriba bench --short. Or some: seriba bench --short bid json");
      System.out.println("And over real WebSockets, each with a --help of its own:");
      System.out.println("  echo      round trip of a bid beside a bare echo's");
      System.out.println("  load      bids at a fixed rate, seen by many");
      return 0;
    }
    for (String name : names) {
      if (!BENCHES.containsKey(name)) {
        List<String> all = new ArrayList<>(BENCHES.keySet());
        all.addAll(List.of("echo", "load"));
        String nearest = Nearest.of(name, all).orElseThrow();
        System.err.println("seriba: there is no bench " + name + "; the nearest is " + nearest);
        return 2;
      }
    }
    print(run(names.isEmpty() ? BENCHES.keySet() : names));
    return 0;
  }

  private Collection<RunResult> run(Collection<String> chosen) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(full ? 3 : 1)
            .warmupIterations(full ? 5 : 2)
            .warmupTime(TimeValue.seconds(full ? 5 : 2))
            .measurementIterations(full ? 5 : 2)
            .measurementTime(TimeValue.seconds(full ? 5 : 2))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .jvmArgsAppend("-Xms3g", "-Xmx3g")
            .verbosity(VerboseMode.NORMAL);
    for (String name : chosen) {
      Class<?> bench = CLASSES.get(name);
      if (bench != null) {
        options.include("^" + bench.getName().replace(".", "\\.") + "\\.");
      }
    }
    if (json != null) {
      options.resultFormat(ResultFormatType.JSON).result(json);
    }
    return new Runner(options.build()).run();
  }

  private static void print(Collection<RunResult> results) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT, "%-58s%12s%12s%10s%10s", "bench", "M ops/s", "ns/op", "± ns", "B/op"));
    for (RunResult result : results) {
      Result<?> primary = result.getPrimaryResult();
      Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
      lines.add(
          String.format(
              Locale.ROOT,
              "%-58s%12.2f%12.1f%10s%10s",
              name(result),
              1_000 / primary.getScore(),
              primary.getScore(),
              format(primary.getScoreError()),
              allocated == null ? "?" : format(allocated.getScore())));
    }
    lines.forEach(System.out::println);
  }

  private static String name(RunResult result) {
    String method = result.getParams().getBenchmark().replaceAll(".*\\.(\\w+\\.\\w+)$", "$1");
    StringBuilder name = new StringBuilder(method);
    for (String key : result.getParams().getParamsKeys()) {
      name.append(' ').append(key).append('=').append(result.getParams().getParam(key));
    }
    return name.toString();
  }

  private static String format(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
  }
}
