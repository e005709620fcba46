package io.seriba.persistence.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to PostgreSQL: a pool of connections, and the server's own PostgreSQL if it has one.
 *
 * <p>Thread-safe. {@link #close} comes after whatever uses its connections is closed.
 */
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final long CONNECT_MILLIS = TimeUnit.SECONDS.toMillis(5);

  /**
   * Longer than any statement of ours takes: a connection that says nothing for so long is dead.
   */
  private static final int SILENCE_SECONDS = 120;

  private final DatabaseOptions options;
  private final @Nullable EmbeddedServer server;
  private final HikariDataSource pool;

  private Database(
      DatabaseOptions options, @Nullable EmbeddedServer server, HikariDataSource pool) {
    this.options = options;
    this.server = server;
    this.pool = pool;
  }

  /**
   * Starts the server's own PostgreSQL, if that is what the options say. Another one isn't
   * connected to yet: it may be away.
   *
   * @param schema the schema that connections begin in
   * @throws DatabaseException if its own can't be started
   */
  public static Database open(DatabaseOptions options, String schema) {
    EmbeddedServer server =
        options.url() == null ? EmbeddedServer.start(options.directory(), options.port()) : null;
    HikariConfig config = new HikariConfig();
    config.setPoolName("seriba-database");
    config.setJdbcUrl(server == null ? options.url() : server.url());
    config.setUsername(server == null ? options.user() : EmbeddedServer.USER);
    config.setPassword(server == null ? options.password() : server.password());
    config.setSchema(schema);
    config.setMaximumPoolSize(options.connections());
    config.setMinimumIdle(1);
    config.setInitializationFailTimeout(-1);
    config.setConnectionTimeout(CONNECT_MILLIS);
    config.addDataSourceProperty(
        "connectTimeout", Long.toString(TimeUnit.MILLISECONDS.toSeconds(CONNECT_MILLIS)));
    config.addDataSourceProperty("socketTimeout", Integer.toString(SILENCE_SECONDS));
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("ApplicationName", "seriba");
    LOG.info("the database is {}", options.describe());
    return new Database(options, server, new HikariDataSource(config));
  }

  /** Returns the pool. A connection begins in the schema of the tables, in auto-commit. */
  public DataSource dataSource() {
    return pool;
  }

  /** Returns the URL that its connections are made to. */
  public String url() {
    return pool.getJdbcUrl();
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
