package io.seriba.gateway.ws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Everything about the gateway that an operator can choose. Immutable; made by {@link #builder};
 * one exception names every value that is out of its range.
 *
 * @param host the address to listen on
 * @param port 0..65535; 0: one that is free
 * @param path the path of the WebSocket in a URL, starting with a slash
 * @param eventLoops 1..256 threads that serve the connections
 * @param anonymousViewers whether a connection without a token is taken, as a viewer
 * @param origins what a browser's Origin header may be, like {@code https://example.org}; empty:
 *     anything. Connections without that header aren't from a browser's page, and always pass
 * @param connections 1..1,000,000 open at a time; up to twice as many are told so (HTTP 503), the
 *     rest is cut off
 * @param connectionsPerAddress 0..1,000,000 open at a time from one IPv4 address or one IPv6 /64;
 *     up to twice as many are told so (HTTP 429), the rest is cut off; 0: no limit, for a gateway
 *     behind a proxy, which would be one address for all
 * @param maxFrameBytes 256..1,048,576 bytes of a client's longest message, all fragments together
 * @param messagesPerSecond 0..1,000,000 WebSocket frames of any kind that a connection may go on
 *     sending, with a burst of as many; 10 state records that a join gives count as one more. What
 *     is beyond is refused, and who goes on is closed with {@link CloseCode#TOO_MANY_MESSAGES}; 0:
 *     no limit
 * @param bidsPerMinute 0..1,000,000 commands of role bidder that an account may send, over all of
 *     its connections to this gateway; 0: no limit
 * @param topicsPerConnection 1..1,000,000 lots and sales that a connection may have joined
 * @param stateRecordsPerJoin 1..1,000,000 state records that one join may give; with {@link
 *     #STATE_RECORD_BYTES} each they must fit into unwrittenBytesPerConnection
 * @param unwrittenBytesPerConnection 65,536..1,073,741,824 bytes that may wait for a client to read
 *     them; one more and it is closed with {@link CloseCode#TOO_SLOW}. At worst the gateway holds
 *     this much for each connection, outside the heap
 * @param replyWait 0..1 ms that an event loop, after it has handed commands to the core, looks out
 *     for events instead of going to sleep: saves a wake-up for each round trip, where the core
 *     answers that fast (without waiting for a disk) and a core of the machine can be kept busy; 0:
 *     it sleeps
 * @param handshakeTime 100 ms..1 min from the connection's start to the end of its handshake
 * @param pingInterval 50 ms..10 min from one ping's answer to the next ping; shorter than idleTime
 * @param idleTime 100 ms..1 h that a ping may stay unanswered, after which a connection is closed
 *     with {@link CloseCode#IDLE}; only answers count, because they prove that the client still
 *     reads
 * @param closeTime 10 ms..1 min that a closing connection gets for the closing handshake before it
 *     is cut off
 */
public record GatewayOptions(
    String host,
    int port,
    String path,
    int eventLoops,
    boolean anonymousViewers,
    Set<String> origins,
    int connections,
    int connectionsPerAddress,
    int maxFrameBytes,
    int messagesPerSecond,
    int bidsPerMinute,
    int topicsPerConnection,
    int stateRecordsPerJoin,
    int unwrittenBytesPerConnection,
    Duration replyWait,
    Duration handshakeTime,
    Duration pingInterval,
    Duration idleTime,
    Duration closeTime) {

  /** What one state record in JSON is reckoned to take at most, in bytes. */
  public static final int STATE_RECORD_BYTES = 1024;

  /** What RFC 3986 calls an absolute path: else no client could ask for it. */
  private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*");

  /** The defaults. */
  public static final GatewayOptions DEFAULT = new Builder().build();

  /** Checks every range; see the parameters. */
  public GatewayOptions {
    origins = Set.copyOf(origins);
    Problems problems = new Problems();
    problems.unless(!host.isBlank(), "host is empty; name an address to listen on");
    problems.range("port", port, 0, 65_535);
    problems.unless(
        PATH.matcher(path).matches(),
        "path is \"" + path + "\"; it must be a URL's path, from a slash on");
    problems.range("eventLoops", eventLoops, 1, 256);
    problems.range("connections", connections, 1, 1_000_000);
    problems.range("connectionsPerAddress", connectionsPerAddress, 0, 1_000_000);
    problems.range("maxFrameBytes", maxFrameBytes, 256, 1 << 20);
    problems.range("messagesPerSecond", messagesPerSecond, 0, 1_000_000);
    problems.range("bidsPerMinute", bidsPerMinute, 0, 1_000_000);
    problems.range("topicsPerConnection", topicsPerConnection, 1, 1_000_000);
    problems.range("stateRecordsPerJoin", stateRecordsPerJoin, 1, 1_000_000);
    problems.range("unwrittenBytesPerConnection", unwrittenBytesPerConnection, 1 << 16, 1 << 30);
    problems.unless(
        (long) stateRecordsPerJoin * STATE_RECORD_BYTES <= unwrittenBytesPerConnection,
        "stateRecordsPerJoin is %d: at %d bytes each they don't fit into unwrittenBytesPerConnection, %d"
            .formatted(stateRecordsPerJoin, STATE_RECORD_BYTES, unwrittenBytesPerConnection));
    problems.range("replyWait", replyWait, Duration.ZERO, Duration.ofMillis(1));
    problems.range("handshakeTime", handshakeTime, Duration.ofMillis(100), Duration.ofMinutes(1));
    problems.range("pingInterval", pingInterval, Duration.ofMillis(50), Duration.ofMinutes(10));
    problems.range("idleTime", idleTime, Duration.ofMillis(100), Duration.ofHours(1));
    problems.unless(
        pingInterval.compareTo(idleTime) < 0,
        "pingInterval is " + pingInterval + "; it must be shorter than idleTime, " + idleTime);
    problems.range("closeTime", closeTime, Duration.ofMillis(10), Duration.ofMinutes(1));
    problems.throwIfAny();
  }

  /** Starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** One event loop on up to two cores, else one for every two: the engine wants the others. */
  private static int defaultEventLoops() {
    return Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 256);
  }

  /** Collects what is wrong, so that it is all told at once. */
  private static final class Problems {
    private final List<String> found = new ArrayList<>();

    void unless(boolean right, String problem) {
      if (!right) {
        found.add(problem);
      }
    }

    <T extends Comparable<T>> void range(String name, T value, T least, T most) {
      unless(
          value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
          name + " is " + value + "; it must be " + least + " to " + most);
    }

    void throwIfAny() {
      if (!found.isEmpty()) {
        throw new IllegalArgumentException("gateway options: " + String.join("; ", found));
      }
    }
  }

  /** Takes values one by one; what isn't set keeps its default. */
  public static final class Builder {
    private String host = "127.0.0.1";
    private int port = 8080;
    private String path = "/ws";
    private int eventLoops = defaultEventLoops();
    private boolean anonymousViewers;
    private Set<String> origins = Set.of();
    private int connections = 20_000;
    private int connectionsPerAddress = 100;
    private int maxFrameBytes = 16 * 1024;
    private int messagesPerSecond = 100;
    private int bidsPerMinute = 10;
    private int topicsPerConnection = 100;
    private int stateRecordsPerJoin = 500;
    private int unwrittenBytesPerConnection = 1 << 20;
    private Duration replyWait = Duration.ZERO;
    private Duration handshakeTime = Duration.ofSeconds(5);
    private Duration pingInterval = Duration.ofSeconds(20);
    private Duration idleTime = Duration.ofSeconds(60);
    private Duration closeTime = Duration.ofSeconds(2);

    private Builder() {}

    /** Sets {@link GatewayOptions#host}. */
    public Builder host(String value) {
      host = value;
      return this;
    }

    /** Sets {@link GatewayOptions#port}. */
    public Builder port(int value) {
      port = value;
      return this;
    }

    /** Sets {@link GatewayOptions#path}. */
    public Builder path(String value) {
      path = value;
      return this;
    }

    /** Sets {@link GatewayOptions#eventLoops}. */
    public Builder eventLoops(int value) {
      eventLoops = value;
      return this;
    }

    /** Sets {@link GatewayOptions#anonymousViewers}. */
    public Builder anonymousViewers(boolean value) {
      anonymousViewers = value;
      return this;
    }

    /** Sets {@link GatewayOptions#origins}. */
    public Builder origins(Set<String> value) {
      origins = value;
      return this;
    }

    /** Sets {@link GatewayOptions#connections}. */
    public Builder connections(int value) {
      connections = value;
      return this;
    }

    /** Sets {@link GatewayOptions#connectionsPerAddress}. */
    public Builder connectionsPerAddress(int value) {
      connectionsPerAddress = value;
      return this;
    }

    /** Sets {@link GatewayOptions#maxFrameBytes}. */
    public Builder maxFrameBytes(int value) {
      maxFrameBytes = value;
      return this;
    }

    /** Sets {@link GatewayOptions#messagesPerSecond}. */
    public Builder messagesPerSecond(int value) {
      messagesPerSecond = value;
      return this;
    }

    /** Sets {@link GatewayOptions#bidsPerMinute}. */
    public Builder bidsPerMinute(int value) {
      bidsPerMinute = value;
      return this;
    }

    /** Sets {@link GatewayOptions#topicsPerConnection}. */
    public Builder topicsPerConnection(int value) {
      topicsPerConnection = value;
      return this;
    }

    /** Sets {@link GatewayOptions#stateRecordsPerJoin}. */
    public Builder stateRecordsPerJoin(int value) {
      stateRecordsPerJoin = value;
      return this;
    }

    /** Sets {@link GatewayOptions#unwrittenBytesPerConnection}. */
    public Builder unwrittenBytesPerConnection(int value) {
      unwrittenBytesPerConnection = value;
      return this;
    }

    /** Sets {@link GatewayOptions#replyWait}. */
    public Builder replyWait(Duration value) {
      replyWait = value;
      return this;
    }

    /** Sets {@link GatewayOptions#handshakeTime}. */
    public Builder handshakeTime(Duration value) {
      handshakeTime = value;
      return this;
    }

    /** Sets {@link GatewayOptions#pingInterval}. */
    public Builder pingInterval(Duration value) {
      pingInterval = value;
      return this;
    }

    /** Sets {@link GatewayOptions#idleTime}. */
    public Builder idleTime(Duration value) {
      idleTime = value;
      return this;
    }

    /** Sets {@link GatewayOptions#closeTime}. */
    public Builder closeTime(Duration value) {
      closeTime = value;
      return this;
    }

    /**
     * Makes the options.
     *
     * @throws IllegalArgumentException naming every value that is out of its range
     */
    public GatewayOptions build() {
      return new GatewayOptions(
          host,
          port,
          path,
          eventLoops,
          anonymousViewers,
          origins,
          connections,
          connectionsPerAddress,
          maxFrameBytes,
          messagesPerSecond,
          bidsPerMinute,
          topicsPerConnection,
          stateRecordsPerJoin,
          unwrittenBytesPerConnection,
          replyWait,
          handshakeTime,
          pingInterval,
          idleTime,
          closeTime);
    }
  }
}
