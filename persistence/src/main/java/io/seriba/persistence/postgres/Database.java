package io.seriba.persistence.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to PostgreSQL: a pool of connections, and the server's own PostgreSQL if it has one.
 *
 * <p>Thread-safe. {@link #close} comes after whatever uses its connections is closed.
 */
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  static final int CONNECT_SECONDS = 5;

  /**
   * Longer than any statement of ours takes, but those of migrations: a connection that says
   * nothing for so long is dead.
   */
  private static final int SILENCE_SECONDS = 120;

  private final DatabaseOptions options;
  private final @Nullable EmbeddedServer server;
  private final PGSimpleDataSource direct;
  private final HikariDataSource pool;

  private Database(
      DatabaseOptions options,
      @Nullable EmbeddedServer server,
      PGSimpleDataSource direct,
      HikariDataSource pool) {
    this.options = options;
    this.server = server;
    this.direct = direct;
    this.pool = pool;
  }

  /**
   * Starts the server's own PostgreSQL, if that is what the options say. Of another one it is found
   * out whether it can be the right one; if it is away, that is for whoever uses it to wait for.
   *
   * @param schema the schema that connections begin in
   * @throws DatabaseException if its own can't be started, or the other one refuses the user, has
   *     no such database, or is too old
   */
  public static Database open(DatabaseOptions options, String schema) {
    String url = options.url();
    EmbeddedServer server =
        url == null ? EmbeddedServer.start(options.directory(), options.port()) : null;
    PGSimpleDataSource direct = new PGSimpleDataSource();
    direct.setUrl(server == null ? url : server.url());
    direct.setUser(server == null ? options.user() : EmbeddedServer.USER);
    direct.setPassword(server == null ? options.password() : server.password());
    direct.setCurrentSchema(schema);
    direct.setConnectTimeout(CONNECT_SECONDS);
    direct.setLoginTimeout(CONNECT_SECONDS);
    direct.setSocketFactory(LingeringSockets.class.getName());
    direct.setSocketTimeout(SILENCE_SECONDS);
    direct.setTcpKeepAlive(true);
    direct.setApplicationName("seriba");
    if (server == null) {
      check(direct, options);
    }
    HikariConfig config = new HikariConfig();
    config.setPoolName("seriba-database");
    config.setDataSource(direct);
    config.setMaximumPoolSize(options.connections());
    config.setMinimumIdle(1);
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(CONNECT_SECONDS));
    LOG.info("the database is {}", options.describe());
    return new Database(options, server, direct, new HikariDataSource(config));
  }

  private static void check(DataSource source, DatabaseOptions options) {
    try (Connection connection = source.getConnection()) {
      String problem = Migrations.problem(Migrations.version(connection));
      if (problem != null) {
        throw new DatabaseException(problem, null);
      }
    } catch (SQLException e) {
      if (SqlErrors.isRefusal(e)) {
        throw new DatabaseException(
            "%s: %s. Check database.url, database.user and database.password"
                .formatted(options.describe(), e.getMessage()),
            e);
      }
      LOG.warn("the database can't be reached yet: {}", e.getMessage());
    }
  }

  /**
   * Returns connections to a server's own PostgreSQL, while that server or another has it running.
   *
   * @param directory as in {@link DatabaseOptions#directory}
   * @param schema the schema that connections begin in
   * @throws IOException if none was ever started there
   */
  public static DataSource attach(Path directory, String schema) throws IOException {
    PGSimpleDataSource source = EmbeddedServer.attach(directory);
    source.setCurrentSchema(schema);
    source.setLoginTimeout(CONNECT_SECONDS);
    source.setSocketTimeout(SILENCE_SECONDS);
    source.setApplicationName("seriba-visitor");
    return source;
  }

  /** Returns the pool. A connection begins in the schema of the tables, in auto-commit. */
  public DataSource pool() {
    return pool;
  }

  /**
   * Returns a source of connections that are made when they are asked for, besides the pool's: for
   * whoever keeps one for long, as the projection does.
   */
  public DataSource direct() {
    return direct;
  }

  /** Returns the URL that its connections are made to. */
  public String url() {
    return direct.getUrl();
  }

  /** Returns how often the server's own PostgreSQL had to be started again. Any thread. */
  public long restarts() {
    return server == null ? 0 : server.restarts();
  }

  /** Says which database this is, without its password. */
  public String describe() {
    return options.describe();
  }

  /** Ends all connections, and stops the server's own PostgreSQL. */
  @Override
  public void close() {
    pool.close();
    if (server != null) {
      server.close();
    }
  }
}
