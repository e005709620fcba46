package io.seriba.gateway.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class GatewayOptionsTest {

  @Test
  void everyDefaultIsPinned() {
    assertEquals(
        new GatewayOptions(
            "127.0.0.1",
            8080,
            "/ws",
            Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
            false,
            Set.of(),
            20_000,
            100,
            16_384,
            100,
            10,
            100,
            500,
            1_048_576,
            Duration.ZERO,
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            Duration.ofSeconds(2)),
        GatewayOptions.DEFAULT);
  }

  @Test
  void everyProblemIsNamedAtOnceWithValueAndRange() {
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> GatewayOptions.builder().port(70_000).path("ws").maxFrameBytes(1).build());
    assertEquals(
        "gateway options: port is 70000; it must be 0 to 65535; path is \"ws\"; it must be a"
            + " URL's path, from a slash on; maxFrameBytes is 1; it must be 256 to 1048576",
        refused.getMessage());
  }

  @Test
  void eachValueIsChecked() {
    refuses("host is empty", options -> options.host(" "));
    refuses("port is -1", options -> options.port(-1));
    refuses("eventLoops is 0", options -> options.eventLoops(0));
    refuses("connections is 0", options -> options.connections(0));
    refuses("connectionsPerAddress is -1", options -> options.connectionsPerAddress(-1));
    refuses("maxFrameBytes is 2000000", options -> options.maxFrameBytes(2_000_000));
    refuses("messagesPerSecond is -1", options -> options.messagesPerSecond(-1));
    refuses("bidsPerMinute is -1", options -> options.bidsPerMinute(-1));
    refuses("topicsPerConnection is 0", options -> options.topicsPerConnection(0));
    refuses("stateRecordsPerJoin is 0", options -> options.stateRecordsPerJoin(0));
    refuses("unwrittenBytesPerConnection is 1", options -> options.unwrittenBytesPerConnection(1));
    refuses(
        "stateRecordsPerJoin is 1025: at 1024 bytes each they don't fit into"
            + " unwrittenBytesPerConnection, 1048576",
        options -> options.stateRecordsPerJoin(1025));
    refuses("replyWait is PT1S", options -> options.replyWait(Duration.ofSeconds(1)));
    refuses("handshakeTime is PT0S", options -> options.handshakeTime(Duration.ZERO));
    refuses("pingInterval is PT0S", options -> options.pingInterval(Duration.ZERO));
    refuses(
        "pingInterval is PT1M; it must be shorter than idleTime, PT1M",
        options -> options.pingInterval(Duration.ofMinutes(1)));
    refuses("idleTime is PT2H", options -> options.idleTime(Duration.ofHours(2)));
    refuses("closeTime is PT0S", options -> options.closeTime(Duration.ZERO));
  }

  private static void refuses(String problem, UnaryOperator<GatewayOptions.Builder> change) {
    var refused =
        assertThrows(
            IllegalArgumentException.class, () -> change.apply(GatewayOptions.builder()).build());
    String message = String.valueOf(refused.getMessage());
    assertEquals(
        "gateway options: " + problem,
        message.substring(0, Math.min(message.length(), 17 + problem.length())));
  }
}
