package io.seriba.server.drill;

import io.seriba.gateway.ws.Tokens;
import io.seriba.persistence.postgres.ProjectionOptions;
import io.seriba.server.DevSecret;
import io.seriba.server.Server;
import io.seriba.server.config.ConfigException;
import io.seriba.server.config.ConfigSources;
import io.seriba.server.config.ServerConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where a drill's server lives, and with which settings and flags it is started. One thread. */
public final class Site {
  private static final Duration CLOSE_PATIENCE = Duration.ofMinutes(5);

  private final Path directory;
  private final List<String> settings;
  private final List<String> flags;
  private final Tokens tokens;
  private int starts;

  private Site(Path directory, List<String> settings, List<String> flags, Tokens tokens) {
    this.directory = directory;
    this.settings = settings;
    this.flags = flags;
    this.tokens = tokens;
  }

  /**
   * Chooses a place.
   *
   * @param directory the server's data gets a directory in it, its logs another
   * @param own settings of the drill's, {@code KEY=VALUE}
   * @param flags for the server's JVM, besides those of this process
   */
  static Site in(Path directory, List<String> own, List<String> operators, List<String> flags) {
    byte[] secret = DevSecret.random();
    List<String> settings = new ArrayList<>();
    settings.add("data-dir=" + directory.resolve("data"));
    settings.add("database.enabled=false");
    settings.add("gateway.port=0");
    settings.add("gateway.messages-per-second=0");
    settings.add("gateway.bids-per-minute=0");
    settings.add("gateway.connections-per-address=0");
    settings.add("gateway.close-time=100 ms");
    settings.add("tokens.hs256-secret=" + new String(secret, StandardCharsets.US_ASCII));
    settings.addAll(own);
    settings.addAll(operators);
    return new Site(
        directory,
        List.copyOf(settings),
        List.copyOf(flags),
        Tokens.hs256(secret, Tokens.Audience.ANY, Server.SYSTEM_CLOCK));
  }

  /**
   * Starts a server here; nobody waits for it yet.
   *
   * @throws DrillException if there is no process to be had
   */
  ServerProcess start() throws DrillException {
    Path log = directory.resolve("server-%04d.log".formatted(++starts));
    return ServerProcess.start(settings, flags, log);
  }

  /** Stops a server in order. */
  static void stop(ServerProcess server) throws DrillException {
    server.stop(CLOSE_PATIENCE);
  }

  /**
   * Returns the server's configuration.
   *
   * @throws ConfigException naming what the operator gave that can't be right
   */
  ServerConfig config() throws ConfigException {
    return ServerConfig.load(new ConfigSources(null, Map.of(), Map.of(), settings));
  }

  Path directory() {
    return directory;
  }

  Path data() {
    return directory.resolve("data");
  }

  Path journal() {
    return data().resolve("journal");
  }

  Path snapshots() {
    return data().resolve("snapshots");
  }

  /** Returns the PostgreSQL that servers here run for themselves, if they are told to. */
  Postgres postgres() {
    return new Postgres(data().resolve("postgres"), ProjectionOptions.DEFAULT.schema());
  }

  Tokens tokens() {
    return tokens;
  }
}
