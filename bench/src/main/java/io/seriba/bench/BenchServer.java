package io.seriba.bench;

import io.seriba.gateway.ws.Tokens;
import io.seriba.sbe.Role;
import io.seriba.server.DevSecret;
import io.seriba.server.Server;
import io.seriba.server.StartException;
import io.seriba.server.config.ConfigException;
import io.seriba.server.config.ConfigSources;
import io.seriba.server.config.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A server in this process, in a directory of its own, without limits on what a client may send.
 */
final class BenchServer implements AutoCloseable {
  private final Path directory;
  private final Tokens tokens;
  private final Server server;

  /**
   * Starts it.
   *
   * @param assignments {@code key=value} each, on top of the bench's own configuration
   */
  BenchServer(List<String> assignments) throws IOException, ConfigException, StartException {
    directory = Scratch.directory();
    List<String> all =
        new ArrayList<>(
            List.of(
                "data-dir=" + directory,
                "journal.min-free=64 MiB",
                "database.enabled=false",
                "gateway.port=0",
                "gateway.connections-per-address=0",
                "gateway.messages-per-second=0",
                "gateway.bids-per-minute=0",
                "gateway.topics-per-connection=10000"));
    all.addAll(assignments);
    ServerConfig config = ServerConfig.load(new ConfigSources(null, Map.of(), Map.of(), all));
    tokens = config.tokens().withSecret(DevSecret.random()).tokens(Server.SYSTEM_CLOCK);
    server =
        Server.start(
            config,
            tokens,
            Server.SYSTEM_CLOCK,
            what -> System.err.println("the server failed: " + what));
  }

  URI address() {
    return URI.create(server.address());
  }

  String token(long account, Role role) {
    return tokens.mint(account, role, Duration.ofHours(1));
  }

  @Override
  public void close() throws IOException {
    server.close();
    Scratch.remove(directory);
  }
}
