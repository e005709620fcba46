package io.seriba.server;

import io.seriba.gateway.ws.Tokens;
import io.seriba.sbe.Role;
import io.seriba.server.config.ConfigException;
import io.seriba.server.config.ConfigSources;
import io.seriba.server.config.ServerConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes small servers for tests. */
public final class TestServers {
  static final String SECRET = "a secret of at least thirty-two bytes";

  private TestServers() {}

  public static List<String> settings(Path directory) {
    return List.of(
        "data-dir=" + directory,
        "journal.block=1 MiB",
        "journal.largest-batch=64 KiB",
        "journal.min-free=0 B",
        "database.enabled=false",
        "limits.request-ids=10000",
        "host.outbound=4 MiB",
        "gateway.port=0",
        "gateway.messages-per-second=0",
        "gateway.bids-per-minute=0",
        "gateway.close-time=100 ms",
        "tokens.hs256-secret=" + SECRET);
  }

  public static ServerConfig config(Path directory, String... more) {
    List<String> all = new ArrayList<>(settings(directory));
    all.addAll(List.of(more));
    try {
      return ServerConfig.load(new ConfigSources(null, Map.of(), Map.of(), all));
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  public static Server start(ServerConfig config) throws StartException {
    return Server.start(
        config,
        config.tokens().tokens(Server.SYSTEM_CLOCK),
        Server.SYSTEM_CLOCK,
        what -> System.err.println("the server failed: " + what));
  }

  public static String token(long account, Role role) {
    return Tokens.hs256(
            SECRET.getBytes(StandardCharsets.UTF_8), Tokens.Audience.ANY, Server.SYSTEM_CLOCK)
        .mint(account, role, Duration.ofHours(1));
  }
}
