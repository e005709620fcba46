package io.seriba.sim;

import static io.seriba.sim.Violation.unless;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A database as a follower meets it: a table of what every command did, and the one row that says
 * up to where. What is committed stays, whatever happens to the process or the database's own.
 *
 * <p>Whoever reads or moves the row holds it until its transaction ends; the others wait, and give
 * up in the end. A transaction whose client is gone may hold it for a while longer, and may still
 * be committed.
 */
final class SimDatabase {
  /** A statement failed. Whether what was sent before was done, nobody says. */
  static final class Broken extends Exception {
    private static final long serialVersionUID = 1;

    Broken(String what) {
      super(what, null, false, false);
    }
  }

  /** What happens to it. */
  enum Trouble {
    /** It is well again. */
    NONE,
    /** Nobody can reach it until it is well again. */
    AWAY,
    /** It answers once, after a while. */
    SLOW,
    /** The next transaction loses its connection before it is to be committed. */
    CUT,
    /** The next commit is done, but its answer is lost. */
    ANSWER_LOST,
    /** The next commit loses its connection, and is done later or not at all. */
    COMMIT_LATE,
    /** The next commit is the last thing that the process asks for before it dies. */
    CLIENT_DIES,
    /** It is killed, and starts again. */
    RESTARTED
  }

  /** What a command did. */
  @SuppressWarnings("ArrayRecordComponent") // compared by hand
  record Row(long sequence, long time, byte[] command, List<byte[]> frames) {}

  /** Up to where, and the state hash there. */
  record Mark(long sequence, long stateHash) {
    static final Mark NONE = new Mark(0, 0);
  }

  private static final int MOST_DELAY = 2_000_000;

  private final List<Row> rows = new ArrayList<>();
  private Mark mark = Mark.NONE;
  private SplittableRandom luck = new SplittableRandom(0);
  private boolean away;
  private Trouble next = Trouble.NONE;
  private int starts;
  private int compared;

  /** A transaction that holds the row though its client is gone. */
  private @Nullable Session left;

  /** What happens to the transaction that was left in the end. */
  private boolean leftCommits;

  /** One connection. */
  final class Session {
    private final int start = starts;
    private final List<Row> inserted = new ArrayList<>();
    private @Nullable Mark moved;
    private int statements;
    private int cutAt = -1;
    private boolean ended;

    /** Reads the row when nobody else holds it, and holds it. */
    Mark read() throws Broken {
      statement();
      waitForTheRow();
      return mark;
    }

    /** Moves the row from one place to another, and holds it; false if it isn't at the one. */
    boolean move(Mark from, Mark to) throws Broken {
      statement();
      waitForTheRow();
      if (mark.sequence != from.sequence) {
        return false;
      }
      moved = to;
      return true;
    }

    /** A mistake: moves the row wherever it is. */
    void moveUnguarded(Mark to) throws Broken {
      statement();
      waitForTheRow();
      moved = to;
    }

    void insert(List<Row> added) throws Broken {
      statement();
      inserted.addAll(added);
    }

    void commit() throws Broken {
      Trouble trouble = moved == null ? Trouble.NONE : take();
      statement();
      switch (trouble) {
        case ANSWER_LOST -> {
          apply(this);
          throw lost("the answer to a commit is lost");
        }
        case COMMIT_LATE -> {
          leave();
          throw lost("the connection was lost while a commit was under way");
        }
        case CLIENT_DIES -> {
          leave();
          ended = true;
          throw new PowerCut();
        }
        default -> apply(this);
      }
    }

    void rollback() {
      inserted.clear();
      moved = null;
    }

    /** The client is gone. */
    void abort() {
      rollback();
      ended = true;
    }

    private void statement() throws Broken {
      if (ended || away || start != starts) {
        throw lost("the connection is lost");
      }
      if (next == Trouble.CUT && cutAt < 0) {
        cutAt = statements + luck.nextInt(4);
      }
      if (statements++ == cutAt) {
        next = Trouble.NONE;
        cutAt = -1;
        if (moved != null && luck.nextBoolean()) {
          leave();
          leftCommits = false;
        }
        throw lost("the connection was lost");
      }
    }

    private Trouble take() {
      Trouble trouble = next;
      if (trouble != Trouble.CUT) {
        next = Trouble.NONE;
      }
      return trouble;
    }

    private void leave() {
      Session own = new Session();
      own.inserted.addAll(inserted);
      own.moved = moved;
      left = own;
      leftCommits = luck.nextBoolean();
    }

    private void waitForTheRow() throws Broken {
      if (left != null) {
        if (luck.nextInt(3) == 0) {
          throw new Broken("a lock wasn't had in time");
        }
        endLeft();
      }
    }

    private Broken lost(String what) {
      rollback();
      ended = true;
      return new Broken(what);
    }
  }

  private void apply(Session session) {
    rows.addAll(session.inserted);
    mark = session.moved == null ? mark : session.moved;
    session.rollback();
  }

  private void endLeft() {
    Session ending = left;
    left = null;
    if (ending != null && leftCommits) {
      apply(ending);
    }
  }

  Session connect() throws Broken {
    if (away) {
      throw new Broken("connection refused");
    }
    return new Session();
  }

  // ---- what happens to it

  void happen(Trouble trouble, long withLuck) {
    luck = new SplittableRandom(withLuck);
    away = trouble == Trouble.AWAY || (away && trouble != Trouble.NONE);
    next = trouble;
    if (trouble == Trouble.RESTARTED) {
      starts++;
      endLeft();
    }
  }

  /** Ends all troubles. */
  void heal() {
    away = false;
    next = Trouble.NONE;
    endLeft();
  }

  /** Returns how long the next answer takes, microseconds. */
  long delay() {
    if (next != Trouble.SLOW) {
      return 0;
    }
    next = Trouble.NONE;
    return luck.nextInt(MOST_DELAY);
  }

  /** Tells whether what is sent to it comes now, before whoever sent it asks for the answer. */
  boolean isQuick() {
    return luck.nextBoolean();
  }

  // ---- what must hold

  Mark mark() {
    return mark;
  }

  /**
   * Its content is what the log's commands did, each once, in order, up to the watermark.
   *
   * @param durable the last sequence that outlives the power
   */
  void compare(Truth truth, long durable) {
    unless(
        mark.sequence <= durable,
        "the watermark isn't beyond what is durable",
        mark.sequence + ", durable " + durable);
    for (; compared < rows.size(); compared++) {
      Row row = rows.get(compared);
      unless(
          row.sequence == compared + 1,
          "each command is in the tables once, in order",
          "sequence " + row.sequence + " in place " + (compared + 1));
      unless(
          row.sequence <= durable && truth.isSame(row),
          "the tables hold what the log's commands did",
          row.sequence);
    }
    unless(
        rows.size() == mark.sequence,
        "the tables hold all up to the watermark and nothing beyond",
        rows.size() + " commands, watermark " + mark.sequence);
    unless(
        mark.sequence == 0 || mark.stateHash == truth.entry(mark.sequence).hash(),
        "the watermark has the log's state hash",
        mark.sequence);
  }
}
