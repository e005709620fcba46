package io.seriba.persistence.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * Connections that die at random: before a statement, before a commit, or after it, so that its
 * answer is lost; and that the database can be told to end. Only those that a projection keeps:
 * they are given a schema.
 */
final class FaultySource extends ConnectionSource {
  private static final String NAME = "seriba-faulty";

  private final DataSource source;
  private final int percent;
  private final SplittableRandom random;
  private final AtomicLong lostAnswers = new AtomicLong();
  private final AtomicLong deaths = new AtomicLong();

  FaultySource(DataSource source, long seed, int percent) {
    this.source = source;
    this.percent = percent;
    random = new SplittableRandom(seed);
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = source.getConnection();
    AtomicBoolean isKept = new AtomicBoolean();
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("setSchema")) {
                connection.setClientInfo("ApplicationName", NAME);
                isKept.set(true);
              }
              boolean isCommit = method.getName().equals("commit");
              boolean isStatement =
                  method.getName().equals("prepareStatement")
                      || method.getName().equals("createStatement")
                      || method.getName().equals("unwrap");
              boolean counts =
                  isKept.get() && (isCommit || isStatement) && !connection.getAutoCommit();
              if (counts && chance(isCommit ? percent : percent / 10)) {
                die(connection);
              }
              try {
                Object result = method.invoke(connection, arguments);
                if (counts && isCommit && chance(percent)) {
                  lostAnswers.incrementAndGet();
                  die(connection);
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** Tells whether connections have died of each fault. */
  boolean hasShownAll() {
    return lostAnswers.get() > 0 && deaths.get() > lostAnswers.get();
  }

  /** Has the database end the connection, whatever it is doing; false if there is none now. */
  boolean killSession() {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                    + " where application_name = '%s'".formatted(NAME))) {
      row.next();
      return row.getLong(1) > 0;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean chance(int of) {
    synchronized (random) {
      return random.nextInt(100) < of;
    }
  }

  private void die(Connection connection) throws SQLException {
    deaths.incrementAndGet();
    connection.abort(Runnable::run);
    throw new SQLException("the connection died", "08006");
  }
}
