package io.seriba.server.demo.stage;

import io.seriba.gateway.ws.Tokens;
import io.seriba.sbe.Role;
import io.seriba.server.Server;
import io.seriba.server.StartException;
import io.seriba.server.TestServers;
import io.seriba.server.config.ServerConfig;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** A small server for acts to play on, and a screen that nobody sees. */
public final class TestVenue implements AutoCloseable {
  private final Server server;
  private final Venue venue;

  private TestVenue(Server server, Tokens tokens) {
    this.server = server;
    venue =
        new Venue(
            server.address(),
            tokens,
            new Screen(new PrintWriter(Writer.nullWriter()), true),
            new Checks(),
            new CompletableFuture<>());
  }

  /** Starts one that knows the demo's currencies. */
  public static TestVenue start(Path directory) throws StartException, DemoException {
    ServerConfig config =
        TestServers.config(directory, "gateway.connections-per-address=0", "host.outbound=16 MiB");
    TestVenue made =
        new TestVenue(TestServers.start(config), config.tokens().tokens(Server.SYSTEM_CLOCK));
    try (Stage stage = made.venue.stage(0, 0, (receiver, message) -> {})) {
      Connection admin = stage.connect("the administrator", Venue.ADMIN, Role.ADMIN);
      stage.request(admin, "ledger:open-account", "\"holder\":" + Venue.ADMIN);
      stage.request(admin, "ledger:declare-currency", "\"currency\":\"JPY\",\"exponent\":0");
    }
    return made;
  }

  public Venue venue() {
    return venue;
  }

  @Override
  public void close() {
    server.close();
  }
}
