package io.seriba.server;

import io.seriba.gateway.ws.GatewayOptions;
import io.seriba.gateway.ws.Stats;
import io.seriba.gateway.ws.Tokens;
import io.seriba.gateway.ws.WebSocketGateway;
import io.seriba.host.Clock;
import io.seriba.host.Host;
import io.seriba.host.HostStats;
import io.seriba.host.RecoveryReport;
import io.seriba.persistence.ChronicleJournal;
import io.seriba.persistence.JournalException;
import io.seriba.persistence.follower.FollowerStats;
import io.seriba.persistence.postgres.DatabaseException;
import io.seriba.persistence.snapshot.SnapshotException;
import io.seriba.server.config.ServerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.agrona.concurrent.SystemEpochMicroClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running Seriba: a journal, the host around it, and the WebSocket gateway in front.
 *
 * <p>Closing is orderly: nothing more is taken, what is taken is decided, forced and answered, then
 * the connections are closed. {@link #close} may be called by any thread but the server's own, and
 * more than once.
 */
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  /** The one that decides, and the one that follows. */
  private static final int ENGINES = 2;

  /** The machine's clock. */
  public static final Clock SYSTEM_CLOCK = new SystemEpochMicroClock()::microTime;

  private final Host host;
  private final Following following;
  private final WebSocketGateway gateway;
  private final RecoveryReport recovery;
  private final StartReport startReport;
  private final String address;
  private boolean closed;

  private Server(
      Host host,
      Following following,
      WebSocketGateway gateway,
      RecoveryReport recovery,
      StartReport startReport,
      GatewayOptions options,
      int port) {
    this.host = host;
    this.following = following;
    this.gateway = gateway;
    this.recovery = recovery;
    this.startReport = startReport;
    address = "ws://" + hostInUrl(options.host()) + ":" + port + options.path();
  }

  private static String hostInUrl(String host) {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  /**
   * Opens the journal, replays it, and begins to serve.
   *
   * @param tokens says who a connection is
   * @param clock the server's only source of time
   * @param onFailure told once, on a thread of the server's, when it can't go on; it must not close
   *     the server itself but have another thread do it
   * @throws StartException if something isn't as it must be; nothing is left running then
   */
  public static Server start(
      ServerConfig config, Tokens tokens, Clock clock, Consumer<String> onFailure)
      throws StartException {
    Consumer<String> once = once(onFailure);
    StartReport.Watch watch = new StartReport.Watch();
    checkAddress(config.gateway());
    Recovered recovered = null;
    Host host = null;
    StartingDatabase database = null;
    Following following = null;
    WebSocketGateway gateway = null;
    boolean started = false;
    try {
      config.host().checkHeap(Runtime.getRuntime().maxMemory(), 0, ENGINES);
      database =
          config
              .database()
              .map(options -> StartingDatabase.open(options, Following.TABLES.schema()))
              .orElse(null);
      recovered = Recovered.open(config);
      if (database != null) {
        database.start();
      }
      watch.lap();
      host =
          new Host(
              recovered.journal(),
              clock,
              config
                  .host()
                  .withOnFailure(
                      failure -> {
                        LOG.error("{}", failure.message(), failure.cause());
                        once.accept(failure.message());
                      }),
              recovered.engine());
      RecoveryReport recovery = recover(host);
      long replay = watch.lap();
      gateway = new WebSocketGateway(host, clock, config.gateway(), tokens, once);
      host.start();
      int port = gateway.start();
      StartReport report = report(recovered, recovery, replay, watch);
      following = new Following(config, recovered.journal(), host, database, clock);
      started = true;
      LOG.info("{}", report);
      return new Server(host, following, gateway, recovery, report, config.gateway(), port);
    } catch (JournalException | SnapshotException | DatabaseException | IllegalStateException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    } finally {
      if (!started) {
        // the journal, whose lock says that all of this is ours, goes last; the host closes it
        ChronicleJournal unhosted = host == null && recovered != null ? recovered.journal() : null;
        try (unhosted) {
          closeAll(host, following == null ? database : null, following, gateway);
        }
      }
    }
  }

  private static Consumer<String> once(Consumer<String> listener) {
    AtomicBoolean told = new AtomicBoolean();
    return what -> {
      if (told.compareAndSet(false, true)) {
        listener.accept(what);
      }
    };
  }

  /** A port that is taken shall be known before a long replay, not after it. */
  private static void checkAddress(GatewayOptions options) throws StartException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(options.host(), options.port()));
    } catch (IOException | IllegalArgumentException e) {
      throw new StartException(
          "can't listen on %s, port %d: %s. Stop what uses it, or choose others with gateway.host and gateway.port"
              .formatted(options.host(), options.port(), e.getMessage()),
          e);
    }
  }

  private static RecoveryReport recover(Host host) {
    RecoveryReport report = host.recover();
    LOG.info(
        "replayed {} commands in {} ms",
        report.records(),
        Duration.ofNanos(report.durationNanos()).toMillis());
    return report;
  }

  private static StartReport report(
      Recovered recovered, RecoveryReport recovery, long replay, StartReport.Watch watch) {
    long gateways = watch.lap();
    return new StartReport(
        watch.total(),
        recovered.opening(),
        recovered.snapshot(),
        recovered.loading(),
        recovery.records(),
        replay,
        gateways,
        recovery.lastSequence(),
        recovery.stateHash());
  }

  /** Returns a state hash as people compare it: 16 hexadecimal digits. */
  public static String hash(long stateHash) {
    return "%016x".formatted(stateHash);
  }

  /** Returns the URL that clients connect to. */
  public String address() {
    return address;
  }

  /** Returns what the journal's replay led to. */
  public RecoveryReport recovery() {
    return recovery;
  }

  /** Returns how long the start took. */
  public StartReport startReport() {
    return startReport;
  }

  /** Returns where the engine and the way to it stand. Any thread. */
  public HostStats hostStats() {
    return host.stats();
  }

  /** Returns where the follower of the journal stands. Any thread. */
  public FollowerStats followerStats() {
    return following.stats();
  }

  /** Returns how many snapshots were taken since the start. Any thread. */
  public long snapshotsTaken() {
    return following.snapshotsTaken();
  }

  /** Returns what the gateway has done. Any thread. */
  public Stats gatewayStats() {
    return gateway.stats();
  }

  /** Returns the engine's state hash; after {@link #close}, the last one. Any thread. */
  public long stateHash() {
    return host.stateHash();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      closeAll(host, null, following, gateway);
      LOG.info("stopped at sequence {}; state hash {}", host.sequence(), hash(host.stateHash()));
    }
  }

  /**
   * The host goes first: it releases its last events, which the gateway still sends; but the
   * follower, which closes its database, lets go of the journal before.
   */
  private static void closeAll(
      @Nullable Host host,
      @Nullable StartingDatabase database,
      @Nullable Following following,
      @Nullable WebSocketGateway gateway) {
    try (gateway;
        host;
        database;
        following) {
      LOG.debug("stopping");
    }
  }
}
