package io.seriba.gateway.ws;

import io.seriba.client.CoreClient;
import io.seriba.host.Clock;
import io.seriba.sbe.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A gateway on a free port over a {@link FakeCore}, and the clients that a test opens. */
final class Gateway implements AutoCloseable {
  static final Clock CLOCK =
      () -> {
        var now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
      };

  static final Tokens TOKENS =
      Tokens.hs256(new byte[Tokens.MIN_SECRET_BYTES], Tokens.Audience.ANY, CLOCK);

  /** Does nothing if the gateway runs on another core. */
  final FakeCore core;

  final WebSocketGateway gateway;
  final int port;
  final List<String> failures = new CopyOnWriteArrayList<>();
  private final List<Client> clients = new ArrayList<>();

  private Gateway(CoreClient core, GatewayOptions options) {
    this.core = core instanceof FakeCore fake ? fake : new FakeCore();
    gateway = new WebSocketGateway(core, CLOCK, options, TOKENS, failures::add);
    port = gateway.start();
  }

  static Gateway start() {
    return start(options -> options);
  }

  static Gateway start(UnaryOperator<GatewayOptions.Builder> options) {
    return start(new FakeCore(), options);
  }

  static Gateway start(CoreClient core, UnaryOperator<GatewayOptions.Builder> options) {
    GatewayOptions.Builder builder =
        GatewayOptions.builder()
            .port(0)
            .anonymousViewers(true)
            .messagesPerSecond(0)
            .bidsPerMinute(0)
            .connectionsPerAddress(0)
            .closeTime(Duration.ofMillis(500));
    return new Gateway(core, options.apply(builder).build());
  }

  static String token(long account, Role role) {
    return TOKENS.mint(account, role, Duration.ofMinutes(5));
  }

  /** Opens a session; the welcome is taken. */
  Client client(long account, Role role) {
    return client(token(account, role));
  }

  /** Opens an anonymous viewer's session. */
  Client viewer() {
    return client(null);
  }

  Client client(@Nullable String token) {
    Client client = Client.connect(port, token);
    clients.add(client);
    return client;
  }

  /** Opens an anonymous viewer's session that never reads. */
  void deafClient() {
    clients.add(Client.connectDeaf(port, null));
  }

  Stats stats() {
    return gateway.stats();
  }

  @Override
  public void close() {
    clients.forEach(Client::close);
    gateway.close();
  }
}
