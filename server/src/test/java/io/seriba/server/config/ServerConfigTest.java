package io.seriba.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import io.seriba.gateway.ws.GatewayOptions;
import io.seriba.host.Durability;
import io.seriba.host.HostOptions;
import io.seriba.persistence.JournalOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerConfigTest {
  @TempDir Path directory;

  private static ServerConfig load(String... assignments) throws ConfigException {
    return ServerConfig.load(new ConfigSources(null, Map.of(), Map.of(), List.of(assignments)));
  }

  private static List<String> problems(ConfigSources sources) {
    return assertThrows(ConfigException.class, () -> ServerConfig.load(sources)).problems();
  }

  private static List<String> problems(String... assignments) {
    return problems(new ConfigSources(null, Map.of(), Map.of(), List.of(assignments)));
  }

  private ConfigSources file(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("test.conf"), text);
    return new ConfigSources(file, Map.of(), Map.of(), List.of());
  }

  @Test
  void theReferenceFileGivesEveryPartItsOwnDefaults() throws ConfigException {
    ServerConfig config = load();

    assertEquals(Path.of("data"), config.dataDirectory());
    assertEquals(JournalOptions.DEFAULT, config.journal());
    assertEquals(HostOptions.DEFAULT, config.host());
    assertEquals(GatewayOptions.DEFAULT, config.gateway());
    assertFalse(config.tokens().configured());
  }

  @Test
  void everyKeyIsUsedAndDocumentedWithWhatItMayBe() {
    Config reference = ConfigSources.reference();
    Settings settings = new Settings(reference);
    ServerConfig.read(settings);

    assertEquals(ConfigSources.keys(reference), settings.asked().keySet());
    settings
        .asked()
        .forEach(
            (key, allowed) -> {
              String comment = String.join(" ", reference.getValue(key).origin().comments());
              assertFalse(comment.isBlank(), key + " has no comment");
              if (allowed.startsWith("one of ")) {
                Set.of(allowed.substring("one of ".length()).split(", "))
                    .forEach(value -> assertTrue(comment.contains(" " + value + ":"), key));
              } else if (allowed.matches("[0-9].*") && !key.startsWith("limits.")) {
                assertTrue(comment.replaceAll("\\s+", " ").contains(allowed), key + ": " + allowed);
              }
            });
  }

  @Test
  void everyVariableOfTheEnvironmentStandsForOneKey() {
    Set<String> keys = ConfigSources.keys(ConfigSources.reference());

    assertEquals(keys.size(), keys.stream().map(ConfigSources::variable).distinct().count());
  }

  @Test
  void laterSourcesWin() throws IOException, ConfigException {
    Path file = Files.writeString(directory.resolve("a.conf"), "gateway { port = 1, path = /f }");
    Map<String, String> environment =
        Map.of("SERIBA_GATEWAY_PORT", "2", "SERIBA_GATEWAY_BIDS_PER_MINUTE", "7");
    Map<String, String> properties = Map.of("seriba.gateway.port", "3", "java.home", "x");

    GatewayOptions three =
        ServerConfig.load(new ConfigSources(file, environment, properties, List.of())).gateway();
    GatewayOptions four =
        ServerConfig.load(
                new ConfigSources(file, environment, properties, List.of("gateway.port=4")))
            .gateway();

    assertEquals(3, three.port());
    assertEquals("/f", three.path());
    assertEquals(7, three.bidsPerMinute());
    assertEquals(4, four.port());
  }

  @Test
  void valuesMayCarryUnitsAndListsMayComeFromTheCommandLine() throws ConfigException {
    ServerConfig config =
        load(
            "gateway.max-frame=1 MiB",
            "gateway.idle-time=2m",
            "host.durability=each",
            "gateway.event-loops=3",
            "gateway.origins=[\"https://a.example\"]");

    assertEquals(1 << 20, config.gateway().maxFrameBytes());
    assertEquals(Duration.ofMinutes(2), config.gateway().idleTime());
    assertEquals(Durability.EACH, config.host().durability());
    assertEquals(3, config.gateway().eventLoops());
    assertEquals(Set.of("https://a.example"), config.gateway().origins());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gateway.port=99999            | gateway.port is "99999", must be 0 to 65535 (--set gateway.port)
          gateway.port=http             | gateway.port is "http", must be 0 to 65535 (--set gateway.port)
          gateway.max-frame=1 GiB       | gateway.max-frame is "1 GiB", must be 256 B to 1 MiB (--set gateway.max-frame)
          gateway.idle-time=60          | gateway.idle-time is "60", must be 100 ms to 1 h (--set gateway.idle-time)
          gateway.idle-time=soon        | gateway.idle-time is "soon", must be 100 ms to 1 h (--set gateway.idle-time)
          gateway.anonymous-viewers=yes | gateway.anonymous-viewers is "yes", must be true or false (--set gateway.anonymous-viewers)
          host.force-interval=101 ms    | host.force-interval is "101 ms", must be 0 s to 100 ms (--set host.force-interval)
          host.durability=disk          | host.durability is "disk", must be one of memory, batch, each (--set host.durability)
          host.ring-slots=1000          | section host: ring-slots is 1000; it must be a power of two
          host.max-batch=20000          | section host: max-batch is 20000; it must be from 1 to 16384
          gateway.ping-interval=2m      | section gateway: ping-interval is 120000 ms; it must be shorter than idle-time, 60000 ms
          gateway.state-records-per-join=1025 | section gateway: state-records-per-join is 1025: at 1024 bytes each they don't fit into unwritten-per-connection, 1048576
          gateway.path=/a b             | section gateway: path is "/a b"; it must be a URL's path, from a slash on
          journal.largest-batch=1 MiB   | section journal: largest-batch must be 8192 to 1048512, not 1048576
          gateway.prot=1                | --set gateway.prot is no key; the nearest is gateway.port
          port=1                        | --set port is no key; the nearest is gateway.port
          gatewaay.bids-per-minute=1    | --set gatewaay.bids-per-minute is no key; the nearest is gateway.bids-per-minute
          gateway.port                  | --set gateway.port must be KEY=VALUE
          tokens.hs256-secret=short     | tokens.hs256-secret has 5 bytes, must have at least 32
          tokens.hs256-secret-file=/no/such/file | tokens.hs256-secret-file is /no/such/file, which can't be read: /no/such/file
          """)
  void aWrongValueIsNamedWithWhatIsAllowed(String assignment, String problem) {
    assertEquals(List.of(problem), problems(assignment));
  }

  @Test
  void allProblemsAreToldAtOnce() throws IOException {
    ConfigSources sources =
        new ConfigSources(
            file("""
                    gateway {
                      port = 70000
                      max-frame = null
                      hots = a
                    }
                    limits = 5
                    """)
                .file(),
            Map.of("SERIBA_GATEWAY_POTR", "1", "SERIBA_HEAP", "1g"),
            Map.of("seriba.host.wiat", "spin"),
            List.of("host.wait=sleep"));

    List<String> problems = problems(sources);

    assertEquals(
        List.of(
            "-Dseriba.host.wiat is no key; the nearest is host.wait",
            "the environment's SERIBA_GATEWAY_POTR is no key; the nearest is SERIBA_GATEWAY_PORT",
            "gateway.hots (test.conf: 4) is no key; the nearest is gateway.host",
            "gateway.max-frame (test.conf: 3) is null; leave it out to get its default",
            "limits (test.conf: 6) is a section; write its keys between { and }",
            "host.wait is \"sleep\", must be one of park, yield, spin (--set host.wait)",
            "gateway.port is 70000, must be 0 to 65535 (test.conf: 2)"),
        problems.stream().map(problem -> problem.replace(directory + "/", "")).toList());
  }

  @Test
  void aFileThatIsMissingOrNoHoconIsNamed() throws IOException {
    Path missing = directory.resolve("missing.conf");

    assertEquals(
        List.of("the configuration file " + missing + " can't be read"),
        problems(new ConfigSources(missing, Map.of(), Map.of(), List.of())));
    assertTrue(problems(file("gateway { port = ")).getFirst().contains("test.conf: 1"));
  }

  @Test
  void aSecretIsNeverShown() throws IOException {
    String secret = "correct horse battery staple";

    assertFalse(problems("tokens.hs256-secret=" + secret).toString().contains(secret));
    assertFalse(
        problems(file("tokens.hs256-secret = [\"" + secret + "\"]")).toString().contains(secret));
  }

  @Test
  void onlyOneKeyForTokensMayBeGiven() {
    assertEquals(
        List.of(
            "only one of tokens.hs256-secret-file, tokens.hs256-secret and"
                + " tokens.ed25519-public-key-file may be set"),
        problems(
            "tokens.hs256-secret=" + "x".repeat(32),
            "tokens.ed25519-public-key-file=" + publicKey()));
  }

  @Test
  void keysForTokensMustBelongTogether() throws GeneralSecurityException, IOException {
    byte[] other =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    Path file =
        Files.writeString(
            directory.resolve("key"),
            "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                .formatted(Base64.getEncoder().encodeToString(other)));

    assertEquals(
        List.of(
            "tokens.ed25519-private-key-file and tokens.ed25519-public-key-file aren't halves of"
                + " one key"),
        problems(
            "tokens.ed25519-private-key-file=" + file,
            "tokens.ed25519-public-key-file=" + publicKey()));
  }

  @Test
  void theLineBreakBehindASecretDoesNotCount() throws IOException, ConfigException {
    Path file = Files.writeString(directory.resolve("secret"), "x".repeat(32) + "\n");

    assertTrue(load("tokens.hs256-secret-file=" + file).tokens().configured());
    Files.writeString(file, "x".repeat(31) + "\n");
    assertEquals(
        List.of("the secret in " + file + " has 31 bytes, must have at least 32"),
        problems("tokens.hs256-secret-file=" + file));
  }

  private Path publicKey() {
    try {
      return Files.writeString(
          directory.resolve("key.pub"),
          """
          -----BEGIN PUBLIC KEY-----
          MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
          -----END PUBLIC KEY-----
          """);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
