package io.seriba.server.drill;

import io.seriba.persistence.postgres.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL that a drill's server runs for itself, from outside: asked over a connection of
 * the drill's own, and done to as its processes can be. One thread.
 */
final class Postgres implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Path directory;
  private final String schema;
  private final Thread atExit = new Thread(this::end, "seriba-drill-postgres-end");
  private @Nullable Connection connection;
  private volatile boolean isPaused;

  /**
   * How far the tables are.
   *
   * @param stateHash of the engine that wrote them
   */
  record Mark(long sequence, long stateHash) {}

  /**
   * Looks at one that may not be there yet.
   *
   * @param directory where the server has it
   * @param schema where its tables are
   */
  Postgres(Path directory, String schema) {
    this.directory = directory;
    this.schema = schema;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Returns its first process; empty if it doesn't run. */
  Optional<ProcessHandle> process() {
    Path cluster = directory.resolve("cluster");
    try (Stream<String> lines = Files.lines(cluster.resolve("postmaster.pid"))) {
      return lines
          .findFirst()
          .filter(line -> line.strip().matches("\\d{1,18}"))
          .flatMap(line -> ProcessHandle.of(Long.parseLong(line.strip())))
          .filter(found -> found.info().commandLine().orElse("").contains("postgres"));
    } catch (IOException e) {
      return Optional.empty(); // stopped in order: it has taken its file away
    }
  }

  /** Returns its process id; 0: it doesn't run. */
  long pid() {
    return process().map(ProcessHandle::pid).orElse(0L);
  }

  /** Kills its first process, as {@code kill -9} does; those that work for it follow. */
  void kill() throws DrillException {
    disconnect();
    Optional<ProcessHandle> victim = process();
    victim.ifPresent(ProcessHandle::destroyForcibly);
    if (victim.isPresent()) {
      awaitEnd(victim.get());
    }
  }

  /** Stops it in order, though it ends its connections: what its administrator calls "fast". */
  void stop() throws DrillException {
    disconnect();
    Optional<ProcessHandle> stopped = process();
    if (stopped.isPresent()) {
      signal("INT", stopped.get());
      awaitEnd(stopped.get());
    }
  }

  private void awaitEnd(ProcessHandle process) throws DrillException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (pid() == process.pid()) {
      if (System.nanoTime() - end > 0) {
        throw new DrillException("PostgreSQL, process %d, doesn't end".formatted(process.pid()));
      }
      Waiting.briefly();
    }
  }

  /** Halts all of its processes where they are. */
  void pause() throws DrillException {
    isPaused = true;
    signalAll("STOP");
  }

  /** Lets them go on. */
  void resume() throws DrillException {
    signalAll("CONT");
    isPaused = false;
  }

  private void signalAll(String name) throws DrillException {
    Optional<ProcessHandle> first = process();
    if (first.isPresent()) {
      signal(
          name,
          Stream.concat(first.stream(), first.get().descendants()).toArray(ProcessHandle[]::new));
    }
  }

  private static void signal(String name, ProcessHandle... processes) throws DrillException {
    Stream<String> ids = Stream.of(processes).map(process -> Long.toString(process.pid()));
    try {
      Process kill =
          new ProcessBuilder(Stream.concat(Stream.of("kill", "-" + name), ids).toList())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      kill.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new DrillException("PostgreSQL can't be sent signals: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DrillException("interrupted");
    }
  }

  /** Cuts all connections but the drill's own, and returns how many; 0 if it can't be asked. */
  int cutConnections() {
    try (Statement statement = connection().createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity where"
                    + " backend_type = 'client backend' and pid <> pg_backend_pid()")) {
      return row.next() ? row.getInt(1) : 0;
    } catch (SQLException | IOException e) {
      disconnect();
      return 0;
    }
  }

  /** Returns how far the tables are; null if that can't be asked now. */
  @Nullable Mark mark() {
    boolean isOld = connection != null;
    Mark mark = ask();
    return mark == null && isOld ? ask() : mark; // it may have been started again since
  }

  private @Nullable Mark ask() {
    try (Statement statement = connection().createStatement();
        ResultSet row = statement.executeQuery("select sequence, state_hash from watermark")) {
      return row.next() ? new Mark(row.getLong(1), row.getLong(2)) : null;
    } catch (SQLException | IOException e) {
      disconnect();
      return null;
    }
  }

  /** Returns the drill's own connection, in auto-commit. */
  Connection connection() throws SQLException, IOException {
    Connection current = connection;
    if (current == null) {
      current = Database.attach(directory, schema).getConnection();
      connection = current;
    }
    return current;
  }

  /** Lets go of the connection; the next one is made when it is needed. */
  void disconnect() {
    Connection current = connection;
    connection = null;
    if (current != null) {
      try {
        current.abort(Runnable::run);
      } catch (SQLException e) {
        connection = null; // it is broken, which is why it is let go of
      }
    }
  }

  /** For when this process itself is ended. */
  private void end() {
    process()
        .ifPresent(
            first -> {
              if (isPaused) {
                first.descendants().forEach(ProcessHandle::destroyForcibly);
                first.destroyForcibly();
              } else {
                first.destroy();
              }
            });
  }

  /** Stops it, if it runs: its server may have been killed. */
  @Override
  public void close() throws DrillException {
    if (isPaused) {
      resume();
    }
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      end(); // this process ends, and the hook does the same again
    }
  }
}
