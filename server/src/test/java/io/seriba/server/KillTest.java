package io.seriba.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.seriba.persistence.JournalReport;
import io.seriba.persistence.JournalVerifier;
import io.seriba.sbe.MessageHeaderDecoder;
import io.seriba.sbe.OpenAccountDecoder;
import io.seriba.sbe.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server as a process of its own is killed under load, again and again: what it acknowledged is
 * in the journal, at the place that it said, and the next one goes on from there.
 */
class KillTest {
  private static final int CYCLES = Integer.getInteger("kill.cycles", 2);
  private static final int IN_FLIGHT = 64;

  @TempDir Path directory;

  private record Acknowledged(UUID request, long sequence) {}

  @Test
  void whatWasAcknowledgedSurvivesAKill() throws IOException, InterruptedException {
    ConcurrentSkipListMap<Long, Acknowledged> acknowledged = new ConcurrentSkipListMap<>();
    AtomicLong nextHolder = new AtomicLong(2);
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      Process process = start();
      try (TestClient client = connect(process)) {
        checkLast(client, acknowledged);
        int wanted = ThreadLocalRandom.current().nextInt(200, 1_000);
        CountDownLatch enough = new CountDownLatch(wanted);
        for (int i = 0; i < IN_FLIGHT; i++) {
          openNext(client, nextHolder, acknowledged, enough);
        }
        assertTrue(enough.await(60, TimeUnit.SECONDS), enough + " of " + wanted);
      } finally {
        process.destroyForcibly().waitFor();
      }
      checkJournal(acknowledged);
    }
    System.out.printf(
        "killed %d times, %d acknowledged commands, none lost%n", CYCLES, acknowledged.size());
  }

  private static void openNext(
      TestClient client,
      AtomicLong nextHolder,
      ConcurrentSkipListMap<Long, Acknowledged> acknowledged,
      CountDownLatch enough) {
    long holder = nextHolder.getAndIncrement();
    UUID request = UUID.randomUUID();
    CompletableFuture<Void> unused =
        client
            .send(request, "ledger:open-account", "\"holder\":" + holder)
            .thenAccept(
                reply -> {
                  if (reply.path("reason").asText().equals("ACCEPTED")) {
                    acknowledged.put(
                        holder, new Acknowledged(request, reply.path("decidedAt").asLong()));
                    enough.countDown();
                    openNext(client, nextHolder, acknowledged, enough);
                  }
                });
    assertNotNull(unused);
  }

  /** The server that was killed had this; the next one says the same, and knows its effect. */
  private static void checkLast(
      TestClient client, ConcurrentSkipListMap<Long, Acknowledged> acknowledged) {
    Map.Entry<Long, Acknowledged> last = acknowledged.lastEntry();
    if (last != null) {
      String fields = "\"holder\":" + last.getKey();
      JsonNode again =
          TestClient.get(client.send(last.getValue().request(), "ledger:open-account", fields));
      assertEquals("ACCEPTED", again.path("reason").asText());
      assertEquals(last.getValue().sequence(), again.path("decidedAt").asLong());
      assertEquals(
          "ACCOUNT_EXISTS", client.ask("ledger:open-account", fields).path("reason").asText());
    }
  }

  private void checkJournal(Map<Long, Acknowledged> acknowledged) {
    Map<Long, Long> sequences = new HashMap<>();
    MessageHeaderDecoder header = new MessageHeaderDecoder();
    OpenAccountDecoder open = new OpenAccountDecoder();
    JournalReport report =
        JournalVerifier.verify(
            directory.resolve("journal"),
            (sequence, timestamp, command, offset, length) -> {
              header.wrap(command, offset);
              if (header.templateId() == OpenAccountDecoder.TEMPLATE_ID) {
                open.wrapAndApplyHeader(command, offset, header);
                sequences.putIfAbsent(open.holder(), sequence);
              }
            });

    assertTrue(report.isIntact(), report.toString());
    acknowledged.forEach(
        (holder, ack) -> assertEquals(ack.sequence(), sequences.get(holder), "holder " + holder));
  }

  private Process start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--") || argument.startsWith("-XX"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx512m", "-ea", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.add("run");
    TestServers.settings(directory).forEach(setting -> command.addAll(List.of("--set", setting)));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().keySet().removeIf(name -> name.startsWith("SERIBA_"));
    return builder.start();
  }

  private static TestClient connect(Process process) throws IOException {
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    assertNotNull(line, "the server didn't start");
    return new TestClient(line.substring(line.indexOf("ws://")), TestServers.token(1, Role.ADMIN));
  }
}
