package io.seriba.server.config;

import com.typesafe.config.Config;
import io.seriba.engine.Limits;
import io.seriba.gateway.ws.GatewayOptions;
import io.seriba.host.Durability;
import io.seriba.host.HostOptions;
import io.seriba.host.Wait;
import io.seriba.persistence.JournalOptions;
import io.seriba.persistence.postgres.DatabaseOptions;
import io.seriba.persistence.snapshot.SnapshotOptions;
import io.seriba.sbe.ConfigureDecoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * All that an operator can choose, checked. The keys, their meaning, units, ranges and defaults
 * stand in {@code config/seriba.conf}; a test holds this class to that file.
 *
 * @param dataDirectory where the server writes
 * @param database where the tables are; empty: there are none
 */
public record ServerConfig(
    Path dataDirectory,
    JournalOptions journal,
    SnapshotOptions snapshots,
    Optional<DatabaseOptions> database,
    HostOptions host,
    GatewayOptions gateway,
    TokenKeys tokens) {

  private static final int MILLION = 1_000_000;
  private static final Pattern DURATION = Pattern.compile("\\bPT[0-9HMS.]+");
  private static final Pattern CAMEL = Pattern.compile("\\b[a-z]+(?:[A-Z][a-z]*)+\\b");

  /**
   * Puts the sources over the defaults and checks everything.
   *
   * @throws ConfigException with every problem there is
   */
  public static ServerConfig load(ConfigSources sources) throws ConfigException {
    List<String> problems = new ArrayList<>();
    Config merged = sources.merge(problems);
    Settings settings = new Settings(merged);
    Optional<ServerConfig> config = read(settings);
    problems.addAll(settings.problems());
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return config.orElseThrow();
  }

  /** Reads every key; empty if there were problems. */
  static Optional<ServerConfig> read(Settings settings) {
    Path directory = settings.path("data-dir");
    Optional<JournalOptions> journal = section("journal", settings, () -> journal(settings));
    Optional<SnapshotOptions> snapshots = section("snapshots", settings, () -> snapshots(settings));
    Optional<DatabaseOptions> database =
        section("database", settings, () -> database(settings, directory));
    boolean hasTables = settings.flag("database.enabled");
    Optional<HostOptions> host = section("host", settings, () -> host(settings));
    Optional<GatewayOptions> gateway = section("gateway", settings, () -> gateway(settings));
    TokenKeys tokens = TokenKeys.read(settings);
    return settings.problems().isEmpty()
        ? Optional.of(
            new ServerConfig(
                directory,
                journal.orElseThrow(),
                snapshots.orElseThrow(),
                hasTables ? database : Optional.empty(),
                host.orElseThrow(),
                gateway.orElseThrow(),
                tokens))
        : Optional.empty();
  }

  /**
   * Makes a section's options. They check once more what goes together; their problems come with
   * their own names, which are the keys' in another spelling.
   */
  private static <O> Optional<O> section(String name, Settings settings, Supplier<O> options) {
    int problems = settings.problems().size();
    try {
      return Optional.of(options.get());
    } catch (IllegalArgumentException e) {
      // a stand-in for a wrong value may be what doesn't go together
      if (settings.problems().size() == problems) {
        settings.problem("section " + name + ": " + withKeys(String.valueOf(e.getMessage())));
      }
      return Optional.empty();
    }
  }

  /** In the options' names the unit stands behind, in the keys' values. */
  private static String withKeys(String message) {
    String keys =
        CAMEL
            .matcher(message.replaceFirst("^gateway options: ", ""))
            .replaceAll(
                match ->
                    match
                        .group()
                        .replaceAll("Bytes|Micros", "")
                        .replaceAll("(?=[A-Z])", "-")
                        .toLowerCase(Locale.ROOT));
    return DURATION
        .matcher(keys)
        .replaceAll(match -> Duration.parse(match.group()).toMillis() + " ms");
  }

  private static JournalOptions journal(Settings settings) {
    return new JournalOptions(
        (int) settings.bytes("journal.block", "1 MiB", "1 GiB"),
        settings.bytes("journal.cycle", "64 KiB", "64 GiB"),
        settings.bytes("journal.min-free", "0 B", "64 TiB"),
        settings.duration("journal.look-every", "0 s", "60 s").toNanos() / 1_000,
        (int) settings.bytes("journal.largest-batch", "8 KiB", "1 MiB"),
        JournalOptions.NO_LOSS);
  }

  private static SnapshotOptions snapshots(Settings settings) {
    return new SnapshotOptions(
        settings.integer("snapshots.every-commands", 1_000, 1_000_000_000),
        settings.duration("snapshots.every", "1 s", "365 d"),
        settings.integer("snapshots.keep", 1, 1_000),
        settings.flag("snapshots.prune-journal"));
  }

  private static DatabaseOptions database(Settings settings, Path directory) {
    String url = settings.text("database.url");
    return new DatabaseOptions(
        url.isEmpty() ? null : url,
        settings.text("database.user"),
        settings.text("database.password"),
        directory.resolve("postgres"),
        settings.integer("database.own-port", 0, 65_535),
        settings.integer("database.connections", 4, 200));
  }

  private static HostOptions host(Settings settings) {
    Durability durability = settings.choice("host.durability", Durability.class);
    long forceInterval =
        settings.duration("host.force-interval", "0 s", "100 ms").toNanos() / 1_000;
    Wait wait = settings.choice("host.wait", Wait.class);
    int ringSlots = settings.integer("host.ring-slots", 64, 1 << 20);
    int maxBatch = settings.integer("host.max-batch", 1, 1 << 20);
    int outbound = (int) settings.bytes("host.outbound", "64 KiB", "1 GiB");
    return new HostOptions(
        ringSlots,
        maxBatch,
        outbound,
        durability,
        (int) forceInterval,
        wait,
        limits(settings),
        HostOptions.DEFAULT.onFailure());
  }

  private static Limits limits(Settings settings) {
    return new Limits(
        settings.integer("limits.request-ids", 1, ConfigureDecoder.requestIdsMaxValue()),
        settings.integer("limits.accounts", 1, ConfigureDecoder.accountsMaxValue()),
        settings.integer("limits.holds", 1, ConfigureDecoder.holdsMaxValue()),
        settings.integer("limits.sales", 1, ConfigureDecoder.salesMaxValue()),
        settings.integer("limits.lots", 1, ConfigureDecoder.lotsMaxValue()),
        settings.integer("limits.lots-per-sale", 1, ConfigureDecoder.lotsPerSaleMaxValue()),
        settings.integer("limits.approvals", 1, ConfigureDecoder.approvalsMaxValue()),
        settings.integer("limits.voidable-bids", 1, ConfigureDecoder.voidableBidsMaxValue()),
        bookingLimits(settings),
        gachaLimits(settings));
  }

  private static Limits.Booking bookingLimits(Settings settings) {
    return new Limits.Booking(
        settings.integer("limits.stores", 1, ConfigureDecoder.storesMaxValue()),
        settings.integer("limits.resources", 1, ConfigureDecoder.resourcesMaxValue()),
        settings.integer("limits.slots", 1, ConfigureDecoder.slotsMaxValue()),
        settings.integer(
            "limits.slots-per-resource", 1, ConfigureDecoder.slotsPerResourceMaxValue()),
        settings.integer("limits.bookings", 1, ConfigureDecoder.bookingsMaxValue()),
        settings.integer("limits.ended-bookings", 1, ConfigureDecoder.endedBookingsMaxValue()),
        settings.integer("limits.waiting-per-slot", 1, ConfigureDecoder.waitingPerSlotMaxValue()),
        settings.integer("limits.per-guest", 1, ConfigureDecoder.perGuestMaxValue()));
  }

  private static Limits.Gacha gachaLimits(Settings settings) {
    return new Limits.Gacha(
        settings.integer("limits.medal-lots", 1, ConfigureDecoder.medalLotsMaxValue()),
        settings.integer(
            "limits.refundable-spends", 1, ConfigureDecoder.refundableSpendsMaxValue()),
        settings.integer("limits.pools", 1, ConfigureDecoder.poolsMaxValue()),
        settings.integer("limits.prizes", 1, ConfigureDecoder.prizesMaxValue()),
        settings.integer("limits.players", 1, ConfigureDecoder.playersMaxValue()),
        settings.integer("limits.owned-prizes", 1, ConfigureDecoder.ownedPrizesMaxValue()),
        settings.integer("limits.seeds", 1, ConfigureDecoder.seedsMaxValue()),
        settings.integer("limits.offers", 1, ConfigureDecoder.offersMaxValue()),
        settings.integer("limits.lots-per-holder", 1, ConfigureDecoder.lotsPerHolderMaxValue()));
  }

  private static GatewayOptions gateway(Settings settings) {
    GatewayOptions.Builder gateway =
        GatewayOptions.builder()
            .host(settings.text("gateway.host"))
            .port(settings.integer("gateway.port", 0, 65_535))
            .path(settings.text("gateway.path"))
            .anonymousViewers(settings.flag("gateway.anonymous-viewers"))
            .origins(settings.texts("gateway.origins"))
            .connections(settings.integer("gateway.connections", 1, MILLION))
            .connectionsPerAddress(settings.integer("gateway.connections-per-address", 0, MILLION))
            .maxFrameBytes((int) settings.bytes("gateway.max-frame", "256 B", "1 MiB"))
            .messagesPerSecond(settings.integer("gateway.messages-per-second", 0, MILLION))
            .bidsPerMinute(settings.integer("gateway.bids-per-minute", 0, MILLION))
            .topicsPerConnection(settings.integer("gateway.topics-per-connection", 1, MILLION))
            .stateRecordsPerJoin(settings.integer("gateway.state-records-per-join", 1, MILLION))
            .unwrittenBytesPerConnection(
                (int) settings.bytes("gateway.unwritten-per-connection", "64 KiB", "1 GiB"))
            .handshakeTime(settings.duration("gateway.handshake-time", "100 ms", "60 s"))
            .pingInterval(settings.duration("gateway.ping-interval", "50 ms", "10 m"))
            .idleTime(settings.duration("gateway.idle-time", "100 ms", "1 h"))
            .closeTime(settings.duration("gateway.close-time", "10 ms", "60 s"))
            .replyWait(settings.duration("gateway.reply-wait", "0 s", "1 ms"));
    int eventLoops = settings.integer("gateway.event-loops", 0, 256);
    return (eventLoops == 0 ? gateway : gateway.eventLoops(eventLoops)).build();
  }

  /**
   * Returns the same configuration, for one start that goes on without the records after a sequence
   * because they are damaged; see {@link JournalOptions#acceptLossAfter}.
   */
  public ServerConfig acceptingLossAfter(long sequence) {
    JournalOptions accepting =
        new JournalOptions(
            journal.blockBytes(),
            journal.cycleBytes(),
            journal.minFreeBytes(),
            journal.lookEveryMicros(),
            journal.largestBatchBytes(),
            sequence);
    return new ServerConfig(dataDirectory, accepting, snapshots, database, host, gateway, tokens);
  }

  /** Returns the directory of the journal. */
  public Path journalDirectory() {
    return dataDirectory.resolve("journal");
  }

  /** Returns the directory of the snapshots. */
  public Path snapshotDirectory() {
    return dataDirectory.resolve("snapshots");
  }

  /** Returns the file of the secret that {@code --dev} makes. */
  public Path devSecretFile() {
    return dataDirectory.resolve("dev-secret");
  }
}
