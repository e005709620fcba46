package io.seriba.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.gateway.ws.CloseCode;
import io.seriba.gateway.ws.Identity;
import io.seriba.gateway.ws.TokenRefusedException;
import io.seriba.gateway.ws.Tokens;
import io.seriba.gateway.ws.Tokens.Audience;
import io.seriba.sbe.Role;
import io.seriba.server.DevSecret;
import io.seriba.server.Server;
import io.seriba.server.StartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

class SeribaTest {
  private static final String HEADER =
      "auctionid,bid,bidtime,bidder,bidderrate,openbid,price,item,auction_type\n";

  @TempDir Path directory;

  private record Run(int exitCode, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        Seriba.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exitCode = commandLine.execute(arguments);
    return new Run(exitCode, out.toString(), err.toString());
  }

  static List<String> commands() {
    return List.copyOf(Seriba.commandLine().getSubcommands().keySet());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpThatDescribesAllOfIt(String name) {
    Run help = run("help", name);
    CommandLine command = Objects.requireNonNull(Seriba.commandLine().getSubcommands().get(name));

    assertEquals(ExitCode.OK, help.exitCode());
    assertTrue(help.out().contains("seriba " + name), help.out());
    assertTrue(command.getCommandSpec().usageMessage().description().length > 0);
    for (ArgSpec argument : command.getCommandSpec().args()) {
      assertTrue(argument.description().length > 0, argument.toString());
    }
    if (!name.equals("help") && !name.equals("bench")) {
      assertEquals(help.out(), run(name, "--help").out());
      assertTrue(help.out().contains("Example"), help.out());
    }
    assertTrue(run().out().contains("  " + name + " "), "missing in the overview");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          demmo                        | there is no command demmo here; the nearest is demo
          replaybids x                 | there is no command replaybids here; the nearest is replay-bids
          demo --secconds=5            | there is no option --secconds here; the nearest is --seconds
          run --st gateway.port=1      | there is no option --st here; the nearest is --set
          demo --seconds soon          | Invalid value for option '--seconds': 'soon' isn't a whole number, or too large a one
          demo --seconds 0             | --seconds is 0, must be 1 to 3600
          demo --act 4                 | --act is 4, must be 1 to 3
          simulate --seeds 0           | --seeds is 0, must be 1 or more
          drill kil                    | there is no command kil here; the nearest is kill
          drill kill --cycles 0        | --cycles is 0, must be 1 or more
          drill recovery --accounts 1  | --accounts is 1, must be 2 or more
          help rum                     | there is no command rum here; the nearest is run
          run --dev --accept-loss-after -1 | --accept-loss-after is -1, must be 0 to 9223372036854775806
          run --set data-dir=          | data-dir is "", must be the path of a directory
          verify                       | Missing required parameter: 'DIR'
          token --account 1 --role bider | Invalid value for option '--role': there is no role bider; the nearest is bidder
          token --account 1 --role bidder --expires 5y | Invalid value for option '--expires': 5y isn't a time from 1s to 3650d
          run --set gateway.prot=1     | --set gateway.prot is no key; the nearest is gateway.port
          run                          | no key for tokens is configured, so nobody could connect.
          """)
  void aWrongCommandLineNamesWhatIsRight(String line, String problem) {
    Run run = run(line.split(" "));

    assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
    assertTrue(run.err().contains(problem), run.err());
    assertFalse(run.err().contains("\tat "), run.err());
  }

  @Test
  void theShippedRecordingGivesThePublishedPrices() {
    Run run = run("replay-bids", "../config/demo/ebay-auctions.csv");

    assertEquals(ExitCode.OK, run.exitCode());
    assertEquals(33, run.lines().stream().filter(line -> line.startsWith("auction ")).count());
    assertEquals(
        "prices equal: 446 equal, 31 with a hidden reserve, 2 unexplained of 479",
        run.lines().getLast());
  }

  @Test
  void aMalformedRowIsNamedByItsLineAndSkipped() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("a.csv"),
            HEADER
                + "1,two,0.5,ann,0,10,10,x,1 day auction\n1,10,0.5,ann,0,10,10,x,1 day auction\n");

    Run run = run("replay-bids", file.toString());

    assertEquals("line 2: bid is \"two\", not an amount in dollars; skipped\n", run.err());
    assertEquals(
        List.of(
            "bids: 1 read, 1 rows skipped, 1 accepted, 0 refused",
            "prices equal: 1 equal, 0 with a hidden reserve, 0 unexplained of 1"),
        run.lines());
  }

  @Test
  void aRecordingThatIsNotThereIsToldInALine() {
    Run run = run("replay-bids", directory.resolve("none.csv").toString());

    assertEquals(ExitCode.FAILED, run.exitCode());
    assertEquals("seriba: there is no file " + directory.resolve("none.csv") + "\n", run.err());
  }

  @Test
  void aTokenIsSignedWithTheConfiguredSecret() throws TokenRefusedException {
    String secret = "0123456789abcdef0123456789abcdef";

    Run run =
        run(
            "token",
            "--account=7",
            "--role=auctioneer",
            "--expires=90s",
            "--set=tokens.hs256-secret=" + secret);

    Identity identity =
        Tokens.hs256(secret.getBytes(StandardCharsets.UTF_8), Audience.ANY, Server.SYSTEM_CLOCK)
            .verify(run.out().strip());
    assertEquals(7, identity.account());
    assertEquals(Role.AUCTIONEER, identity.role());
  }

  @Test
  void withoutAnyKeyThereIsNoToken() {
    Run run = run("token", "--account=7", "--role=bidder", "--set=data-dir=" + directory);

    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().contains("seriba run --dev"), run.err());
  }

  @Test
  void theDevelopmentSecretIsItsOwnersOnly() throws IOException, StartException {
    Path file = directory.resolve("data").resolve("dev-secret");

    byte[] secret = DevSecret.readOrCreate(file);

    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertTrue(secret.length >= Tokens.MIN_SECRET_BYTES);
    assertEquals(
        new String(secret, StandardCharsets.UTF_8),
        new String(DevSecret.readOrCreate(file), StandardCharsets.UTF_8));
  }

  @Test
  void aDevelopmentSecretThatIsNoneIsNamed() throws IOException {
    Path file = Files.createFile(directory.resolve("dev-secret"));

    for (String command : List.of("run --dev", "token --account=1 --role=admin")) {
      Run run = run((command + " --set=data-dir=" + directory).split(" "));

      assertEquals(ExitCode.FAILED, run.exitCode(), run.err());
      assertTrue(run.err().contains(file + " has 0 bytes, must have at least 32"), run.err());
    }
  }

  @Test
  void helpFitsOn80Columns() {
    for (String command : commands()) {
      run("help", command)
          .lines()
          .forEach(line -> assertTrue(line.length() <= 80, () -> command + ": " + line));
      for (String footer :
          Objects.requireNonNull(Seriba.commandLine().getSubcommands().get(command))
              .getCommandSpec()
              .usageMessage()
              .footer()) {
        assertTrue(footer.length() < 80, footer);
      }
    }
  }

  static List<String> drills() {
    return List.copyOf(
        Objects.requireNonNull(Seriba.commandLine().getSubcommands().get("drill"))
            .getSubcommands()
            .keySet());
  }

  @ParameterizedTest
  @MethodSource("drills")
  void everyDrillHasHelpOn80ColumnsWithAnExample(String drill) {
    Run help = run("drill", drill, "--help");

    assertEquals(ExitCode.OK, help.exitCode());
    assertTrue(help.out().contains("Example"), help.out());
    help.lines().forEach(line -> assertTrue(line.length() <= 80, line));
  }

  @Test
  void aDrillBeginsWithAnEmptyDirectory() throws IOException {
    Files.createFile(directory.resolve("x"));

    Run run = run("drill", "damage", "--data-dir", directory.toString());

    assertEquals(ExitCode.FAILED, run.exitCode());
    assertTrue(run.err().contains("isn't empty"), run.err());
  }

  @Test
  void verifyOfWhatIsNoDirectorySaysSo() {
    Path none = directory.resolve("none");

    Run run = run("verify", none.toString());

    assertEquals(ExitCode.FAILED, run.exitCode());
    assertEquals("seriba: there is no directory " + none + "\n", run.err());
  }

  @Test
  void verifyOfADirectoryWithoutAJournalSaysSo() {
    Run run = run("verify", directory.toString());

    assertEquals(ExitCode.FAILED, run.exitCode());
    assertTrue(run.err().contains("holds no journal"), run.err());
  }

  @Test
  void aSimulationWithoutViolationTellsWhatItDid() {
    Run run = run("simulate", "--seeds", "3", "--from", "7");

    assertEquals(ExitCode.OK, run.exitCode(), run.err());
    assertTrue(run.out().contains("power failures"), run.out());
    assertTrue(run.out().matches("(?s).*violations +0\n.*"), run.out());
  }

  @Test
  void aSimulationWithAMistakeSaysHowToSeeItAgain() {
    Run run = run("simulate", "--seeds", "5", "--plant", "RECOVERY_DROPS_LAST_BATCH");

    assertEquals(ExitCode.FAILED, run.exitCode(), run.err());
    String violation = "(?s).*VIOLATED in seed 1 after [0-9]+ actions, commit [^\\n]+:\\n  [a-z].*";
    assertTrue(run.out().matches(violation), run.out());
    assertTrue(run.out().contains("    Start["), run.out());
  }

  @Test
  void theProtocolNamesEveryCloseCode() {
    String protocol = run("protocol").out();

    for (CloseCode code : CloseCode.values()) {
      assertTrue(protocol.contains("| " + code.code() + " | " + code.text() + " |"), code::text);
    }
  }

  @Test
  void theDemoDoesNotTouchADirectoryThatIsInUse() throws IOException {
    Files.createFile(directory.resolve("x"));

    Run run = run("demo", "--data-dir", directory.toString());

    assertEquals(ExitCode.FAILED, run.exitCode());
    assertTrue(run.err().contains("isn't empty"), run.err());
  }
}
