package io.seriba.sim;

import static io.seriba.sim.Violation.unless;

import io.seriba.client.EventFrame;
import io.seriba.persistence.follower.Projection;
import io.seriba.persistence.follower.ProjectionException;
import io.seriba.persistence.follower.UnavailableException;
import io.seriba.sim.SimDatabase.Broken;
import io.seriba.sim.SimDatabase.Mark;
import io.seriba.sim.SimDatabase.Row;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link SimDatabase} by the rules that the projection to PostgreSQL keeps: a batch is one
 * transaction, which moves the watermark from the last batch's end to its own; what became of one
 * whose commit failed the watermark says; if it is anywhere else, somebody else writes here.
 */
final class SimProjection implements Projection {
  /** Begins the reason of whoever finds that it isn't alone. */
  static final String ELSEWHERE = "another follower writes to this database";

  /** The records of one entry may come on top of what is almost full. */
  private static final int MOST_AT_ONCE = 64;

  private final SimDatabase database;
  private final int batch;
  private final Plant plant;
  private List<Row> rows = new ArrayList<>();

  /** What is written next; as in PostgreSQL, while the follower goes on. */
  private List<Row> sealed = new ArrayList<>();

  private SimDatabase.@Nullable Session session;
  private Mark from = Mark.NONE;
  private long stateHash;
  private long sealedHash;
  private boolean isInDoubt;

  /** Whether the writing thread has something to do. */
  private boolean isUnderway;

  /** Whether the writing thread has done it. */
  private boolean isWritten;

  /** What it has met instead. */
  private @Nullable Exception met;

  SimProjection(SimDatabase database, int batch, Plant plant) {
    this.database = database;
    this.batch = batch;
    this.plant = plant;
  }

  @Override
  public String name() {
    return "the database";
  }

  @Override
  public long open() throws UnavailableException {
    rows.clear();
    sealed.clear();
    isUnderway = false;
    isWritten = false;
    isInDoubt = false;
    met = null;
    try {
      SimDatabase.Session connection = connect();
      from = connection.read();
      connection.commit();
      return from.sequence();
    } catch (Broken e) {
      throw failed(e);
    }
  }

  @Override
  public void begin(long engineHash) {
    if (from.sequence() > 0 && engineHash != from.stateHash()) {
      throw new ProjectionException("the database was made of other commands");
    }
  }

  @Override
  public void command(long number, long timestamp, DirectBuffer command, int offset, int length) {
    unless(rows.size() < batch + MOST_AT_ONCE, "what isn't flushed yet has a bounded size", number);
    byte[] bytes = new byte[length];
    command.getBytes(offset, bytes);
    rows.add(new Row(number, timestamp, bytes, new ArrayList<>()));
  }

  @Override
  public void event(DirectBuffer buffer, int frame) {
    byte[] bytes = new byte[EventFrame.length(buffer, frame)];
    buffer.getBytes(frame, bytes);
    rows.getLast().frames().add(bytes);
  }

  @Override
  public void endOfCommand(long hash) {
    stateHash = hash;
  }

  @Override
  public boolean isFull() {
    return rows.size() >= batch;
  }

  @Override
  public void flush() throws UnavailableException {
    keep();
    settle();
  }

  @Override
  public long keep() throws UnavailableException {
    settle();
    List<Row> empty = sealed;
    sealed = rows;
    rows = empty;
    sealedHash = stateHash;
    isUnderway = !sealed.isEmpty();
    return from.sequence();
  }

  /** Lets the writing thread do its work, if it has any: the follower may go on meanwhile. */
  void write() {
    if (isUnderway) {
      isUnderway = false;
      try {
        writeSealed();
        isWritten = true;
      } catch (Broken | ProjectionException e) {
        met = e;
      }
    }
  }

  private void settle() throws UnavailableException {
    if (sealed.isEmpty()) {
      return;
    }
    try {
      await();
    } catch (Broken e) {
      throw failed(e);
    }
    isInDoubt = false;
    isWritten = false;
    from = to();
    sealed.clear();
  }

  private void await() throws Broken {
    write();
    Exception failure = met;
    met = null;
    if (failure instanceof Broken broken) {
      throw broken;
    }
    if (failure instanceof ProjectionException wrong) {
      throw wrong;
    }
    if (!isWritten) {
      writeSealed();
    }
  }

  private Mark to() {
    return new Mark(sealed.getLast().sequence(), sealedHash);
  }

  private void writeSealed() throws Broken {
    SimDatabase.Session connection = connect();
    if (!isInDoubt || !isThere(connection, to())) {
      isInDoubt = true;
      write(connection, to());
    }
  }

  private void write(SimDatabase.Session connection, Mark to) throws Broken {
    switch (plant) {
      case WATERMARK_OUTSIDE_TRANSACTION -> {
        connection.move(from, to);
        connection.commit();
      }
      case BATCH_WRITTEN_TWICE, WATERMARK_UNGUARDED -> connection.moveUnguarded(to);
      default -> {
        if (!connection.move(from, to)) {
          connection.rollback();
          throw elsewhere(connection.read());
        }
      }
    }
    connection.insert(sealed);
    connection.commit();
  }

  /** Finds out what became of a batch that was tried before. */
  private boolean isThere(SimDatabase.Session connection, Mark to) throws Broken {
    if (plant == Plant.BATCH_WRITTEN_TWICE) {
      return false;
    }
    Mark now = connection.read();
    connection.commit();
    if (now.equals(to)) {
      return true;
    }
    if (!now.equals(from)) {
      throw elsewhere(now);
    }
    return false;
  }

  private ProjectionException elsewhere(Mark now) {
    return new ProjectionException(
        "%s: it was at sequence %d, and is at %d now"
            .formatted(ELSEWHERE, from.sequence(), now.sequence()));
  }

  private SimDatabase.Session connect() throws Broken {
    SimDatabase.Session connection = session;
    if (connection == null) {
      connection = database.connect();
      session = connection;
    }
    return connection;
  }

  private UnavailableException failed(Broken cause) {
    close();
    return new UnavailableException(String.valueOf(cause.getMessage()), cause);
  }

  @Override
  public void abandon() {
    throw new IllegalStateException("nothing waits here");
  }

  @Override
  public void close() {
    SimDatabase.Session connection = session;
    session = null;
    if (connection != null) {
      connection.abort();
    }
  }
}
