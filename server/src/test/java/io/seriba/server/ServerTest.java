package io.seriba.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.seriba.sbe.Role;
import io.seriba.server.config.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTest {
  @TempDir Path directory;

  private static TestClient admin(Server server) {
    return new TestClient(server.address(), TestServers.token(1, Role.ADMIN));
  }

  @Test
  void goesOnWhereItWasStopped() throws StartException {
    ServerConfig config = TestServers.config(directory);
    Server stopped = TestServers.start(config);
    try (TestClient client = admin(stopped)) {
      assertEquals(
          "ACCEPTED", client.ask("ledger:open-account", "\"holder\":5").path("reason").asText());
    } finally {
      stopped.close();
    }

    try (Server server = TestServers.start(config);
        TestClient client = admin(server)) {
      assertEquals(stopped.stateHash(), server.recovery().stateHash());
      assertEquals(
          "ACCOUNT_EXISTS",
          client.ask("ledger:open-account", "\"holder\":5").path("reason").asText());
    }
  }

  @Test
  void closingAnswersWhatWasTaken() throws StartException {
    ServerConfig config = TestServers.config(directory);
    List<CompletableFuture<JsonNode>> replies = new ArrayList<>();
    Server server = TestServers.start(config);
    try (TestClient client = admin(server)) {
      for (int i = 0; i < 500; i++) {
        replies.add(client.send(UUID.randomUUID(), "ledger:open-account", "\"holder\":" + (5 + i)));
      }
      TestClient.get(replies.getFirst());
      server.close();
      assertEquals(server.hostStats().decided(), outcomes(replies));
    } finally {
      server.close();
    }
    assertEquals(
        server.hostStats().sequence(),
        JournalReplay.run(config.journalDirectory()).report().records());
  }

  /** Counts the outcomes; the other replies are refusals, or never came. */
  private static long outcomes(List<CompletableFuture<JsonNode>> replies) {
    return replies.stream()
        .map(reply -> reply.handle((message, error) -> message))
        .map(CompletableFuture::join)
        .filter(message -> message != null && message.path("type").asText().equals("outcome"))
        .count();
  }

  @Test
  void aTakenPortStopsTheStartAndLeavesNothingBehind() throws IOException, StartException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ServerConfig config = TestServers.config(directory, "gateway.port=" + other.getLocalPort());

      StartException e = assertThrows(StartException.class, () -> TestServers.start(config));

      assertTrue(String.valueOf(e.getMessage()).contains("gateway.port"), e.getMessage());
    }
    TestServers.start(TestServers.config(directory)).close();
  }

  @Test
  void aDamagedJournalStopsTheStartUntilTheOperatorAcceptsTheLoss()
      throws StartException, IOException {
    ServerConfig config = TestServers.config(directory);
    Server first = TestServers.start(config);
    try (TestClient client = admin(first)) {
      client.ask("ledger:open-account", "\"holder\":5");
      client.ask("ledger:open-account", "\"holder\":6");
    } finally {
      first.close();
    }
    damageLastRecord(config.journalDirectory());

    StartException e = assertThrows(StartException.class, () -> TestServers.start(config));
    String problem = String.valueOf(e.getMessage());
    assertTrue(problem.contains("--accept-loss-after 2 "), problem);

    try (Server server = TestServers.start(config.acceptingLossAfter(2))) {
      assertEquals(2, server.recovery().lastSequence());
    }
    try (Server server = TestServers.start(config)) {
      assertEquals(2, server.recovery().lastSequence());
    }
  }

  /** Flips a bit of account 6 in the record that opens it. */
  private static void damageLastRecord(Path journal) throws IOException {
    Path file;
    try (Stream<Path> files = Files.walk(journal)) {
      file = files.filter(path -> path.toString().endsWith(".cq4")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    int last = bytes.length - 1;
    while (bytes[last] != 6) {
      last--;
    }
    bytes[last] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void aSecondServerOnTheSameDirectoryIsRefused() throws StartException {
    ServerConfig config = TestServers.config(directory);
    try (Server first = TestServers.start(config)) {
      StartException e = assertThrows(StartException.class, () -> TestServers.start(config));

      assertTrue(String.valueOf(e.getMessage()).contains("in use"), e.getMessage());
      assertTrue(first.hostStats().sequence() >= 0);
    }
  }
}
