package io.seriba.persistence.postgres;

import io.seriba.host.Uninterruptibly;
import io.seriba.persistence.follower.Projection;
import io.seriba.persistence.follower.ProjectionException;
import io.seriba.persistence.follower.UnavailableException;
import io.seriba.persistence.postgres.Watermark.Mark;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the tables in PostgreSQL.
 *
 * <p>One batch is written, on a thread of its own, while the next is made: PostgreSQL works then
 * and the follower, too. A batch is one transaction, which first moves the watermark from the last
 * batch's end to its own. If its commit fails, or its answer is lost, the watermark is read again,
 * after whatever still holds its row has ended: then it says whether the batch is in or not. If it
 * is anywhere else, another follower writes here, and this one stops.
 *
 * <p>Takes the memory of two batches, and about 40 bytes for each lot, store, booking and hold that
 * can have something held for it.
 */
public final class PostgresProjection implements Projection {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresProjection.class);

  /**
   * What changes are few and what they change is many: never read all of it. A temporary table has
   * no statistics that would say so.
   */
  private static final String SESSION =
      "set lock_timeout = '30s'; set jit = off; set enable_hashjoin = off; set enable_mergejoin = off;"
          + " set enable_seqscan = off";

  private final CuttableSource source;
  private final UUID journal;
  private final ProjectionOptions options;
  private final Watermark watermark;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("seriba-tables").daemon().factory());

  private TableRows rows = new TableRows();

  /** Used by the writer while a batch is underway, by the follower's thread otherwise. */
  private volatile @Nullable Connection session;

  /** The last batch's end. */
  private Mark from = Mark.NONE;

  private long sequence;
  private long time;
  private long stateHash;

  /** The sealed batch's end; null: there is none. */
  private @Nullable Mark sealed;

  /** Whether the sealed batch was tried, and nobody knows what became of it. */
  private boolean isInDoubt;

  /** The sealed batch's first try, if its outcome wasn't looked at yet. */
  private @Nullable Future<?> underway;

  /**
   * Makes a projection of a journal.
   *
   * @param source gives connections that may make tables in the schema, and aren't pooled
   * @param journal the journal's id
   */
  public PostgresProjection(DataSource source, UUID journal, ProjectionOptions options) {
    this.source = new CuttableSource(source);
    this.journal = journal;
    this.options = options;
    watermark = new Watermark(journal, options.schema());
  }

  @Override
  public String name() {
    return "the database";
  }

  @Override
  public long open() throws UnavailableException {
    forget();
    try {
      Migrations.run(source, options.schema());
      Connection connection = connect();
      watermark.create(connection);
      from = watermark.read(connection);
      rows.load(connection, from.auditHash());
      connection.commit();
      sequence = from.sequence();
      LOG.info("the database is at sequence {} of journal {}", sequence, journal);
      return sequence;
    } catch (SQLException e) {
      disconnect();
      throw failed("opened", e);
    }
  }

  /** Lets go of what it was given before: it is given again. */
  private void forget() {
    disconnect();
    Future<?> begun = underway;
    underway = null;
    if (begun != null) {
      try {
        Uninterruptibly.get(begun);
      } catch (ExecutionException e) {
        LOG.debug("a batch was given up", e);
      }
      disconnect(); // it may have connected meanwhile
    }
    sealed = null;
    isInDoubt = false;
    rows = new TableRows();
  }

  @Override
  public void begin(long engineHash) {
    if (from.sequence() > 0 && engineHash != from.stateHash()) {
      throw new ProjectionException(
          ("the database was made of other commands: at sequence %d its state hash is %016x, and the"
                  + " journal gives %016x. Put the journal back that it was made of, or make it anew"
                  + " with seriba rebuild-db")
              .formatted(from.sequence(), from.stateHash(), engineHash));
    }
  }

  @Override
  public void command(long number, long timestamp, DirectBuffer command, int offset, int length) {
    sequence = number;
    time = timestamp;
    rows.command(number, timestamp, command, offset, length);
  }

  @Override
  public void event(DirectBuffer buffer, int frame) {
    rows.event(buffer, frame);
  }

  @Override
  public void endOfCommand(long hash) {
    stateHash = hash;
    rows.endOfCommand();
  }

  @Override
  public boolean isFull() {
    return rows.commands() >= options.batchCommands() || rows.bytes() >= options.batchBytes();
  }

  @Override
  public void flush() throws UnavailableException {
    settle();
    if (rows.commands() > 0) {
      seal();
      settle();
    }
  }

  @Override
  public long keep() throws UnavailableException {
    settle();
    if (rows.commands() > 0) {
      Mark to = seal();
      underway =
          writer.submit(
              () -> {
                writeSealed(to);
                return to; // a task that returns something may throw
              });
    }
    return from.sequence();
  }

  private Mark seal() {
    Mark to = new Mark(sequence, time, stateHash, rows.lastAuditHash());
    rows.seal();
    sealed = to;
    return to;
  }

  /** Returns when nothing is sealed any more: all of that is kept. */
  private void settle() throws UnavailableException {
    Mark to = sealed;
    if (to == null) {
      return;
    }
    try {
      Future<?> begun = underway;
      underway = null;
      if (begun == null) {
        writeSealed(to);
      } else {
        await(begun);
      }
    } catch (SQLException e) {
      disconnect();
      throw failed("written", e);
    }
    isInDoubt = false;
    from = to;
    sealed = null;
    rows.clear();
  }

  private static void await(Future<?> begun) throws SQLException {
    try {
      Uninterruptibly.get(begun);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException failed) {
        throw failed;
      }
      throw e.getCause() instanceof RuntimeException failed ? failed : new IllegalStateException(e);
    }
  }

  /** Writes it, unless it is there already. */
  private void writeSealed(Mark to) throws SQLException {
    Connection connection = connect();
    if (!isInDoubt || !isWritten(connection, to)) {
      isInDoubt = true;
      write(connection, to);
    }
  }

  private void write(Connection connection, Mark to) throws SQLException {
    if (!watermark.move(connection, from, to)) {
      connection.rollback();
      throw elsewhere(watermark.read(connection));
    }
    rows.write(connection);
    connection.commit();
  }

  /** Finds out what became of a batch that was tried before. */
  private boolean isWritten(Connection connection, Mark to) throws SQLException {
    Mark now = watermark.read(connection);
    connection.commit();
    if (now.isAt(to)) {
      LOG.info(
          "the batch up to sequence {} was written, though its answer was lost", to.sequence());
      return true;
    }
    if (!now.isAt(from)) {
      throw elsewhere(now);
    }
    return false;
  }

  private ProjectionException elsewhere(Mark now) {
    return new ProjectionException(
        ("another follower writes to this database: it was at sequence %d, and is at %d now. Let only"
                + " one server use it, stop the other, and start this one again")
            .formatted(from.sequence(), now.sequence()));
  }

  private Connection connect() throws SQLException {
    Connection connection = session;
    if (connection == null) {
      connection = source.getConnection();
      session = connection;
      connection.setAutoCommit(true);
      connection.setSchema(options.schema());
      try (Statement statement = connection.createStatement()) {
        statement.execute(SESSION);
      }
      rows.prepare(connection);
      connection.setAutoCommit(false);
    }
    return connection;
  }

  /** Lets go of the connection for good: nobody knows what state it is in. */
  private void disconnect() {
    Connection connection = session;
    session = null;
    if (connection != null) {
      CuttableSource.abort(connection);
    }
  }

  private static UnavailableException failed(String what, SQLException error) {
    if (SqlErrors.pass(error)) {
      return new UnavailableException("the database can't be %s: %s".formatted(what, error), error);
    }
    throw new ProjectionException(
        ("the database can't be %s: %s. If somebody changed its tables, make them anew with seriba"
                + " rebuild-db")
            .formatted(what, error),
        error);
  }

  /** Returns its source of connections, which are cut when it is abandoned or closed. */
  public DataSource connections() {
    return source;
  }

  @Override
  public void abandon() {
    source.cut();
  }

  @Override
  public void close() {
    abandon();
    writer.close();
  }
}
