package io.seriba.persistence.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections that can all be cut at once, whatever they are doing. Thread-safe. */
final class CuttableSource extends ConnectionSource {
  private static final Logger LOG = LoggerFactory.getLogger(CuttableSource.class);

  private final DataSource source;

  /** Guarded by this. */
  private final List<Connection> given = new ArrayList<>();

  private volatile boolean isCut;

  CuttableSource(DataSource source) {
    this.source = source;
  }

  @Override
  public Connection getConnection() throws SQLException {
    requireUncut();
    Connection connection = source.getConnection();
    forgetClosed();
    synchronized (this) {
      given.add(connection);
    }
    if (isCut) {
      abort(connection);
    }
    requireUncut();
    return connection;
  }

  private void requireUncut() throws SQLException {
    if (isCut) {
      throw new SQLTransientConnectionException("closed meanwhile");
    }
  }

  private synchronized void forgetClosed() throws SQLException {
    List<Connection> open = new ArrayList<>();
    for (Connection each : given) {
      if (!each.isClosed()) {
        open.add(each);
      }
    }
    given.clear();
    given.addAll(open);
  }

  /** Cuts them all, and gives no more. */
  void cut() {
    isCut = true;
    List<Connection> all;
    synchronized (this) {
      all = List.copyOf(given);
    }
    all.forEach(CuttableSource::abort);
  }

  /** Lets go of a connection for good, whatever state it is in. */
  static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.debug("a broken connection can't be closed", e);
    }
  }
}
