package io.seriba.bench;

import io.seriba.host.Journal;
import io.seriba.persistence.ChronicleJournal;
import io.seriba.persistence.JournalOptions;
import io.seriba.persistence.follower.Follower;
import io.seriba.persistence.follower.FollowerOptions;
import io.seriba.persistence.follower.FollowerStop;
import io.seriba.persistence.postgres.Database;
import io.seriba.persistence.postgres.DatabaseOptions;
import io.seriba.persistence.postgres.PostgresProjection;
import io.seriba.persistence.postgres.ProjectionOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Measures how fast the follower catches up: a journal of bids, with deposits, goes into an empty
 * PostgreSQL of our own with its default durability.
 */
public final class CatchUp {
  private static final int BATCH = 512;
  private static final int LOTS = 10_000;
  private static final int RECORDS = 1 << 20;
  private static final long TIME = 1_700_000_000_000_000L;
  private static final long LOOK_NANOS = Duration.ofMillis(10).toNanos();

  private long sequence;

  private CatchUp() {}

  /**
   * Measures once.
   *
   * @param args how many commands, 1,048,576 by default
   * @throws IOException if the disk can't be written
   */
  public static void main(String[] args) throws IOException {
    new CatchUp().run(args.length > 0 ? Integer.parseInt(args[0]) : RECORDS);
  }

  private void run(int records) throws IOException {
    Path directory = Scratch.directory();
    try (ChronicleJournal journal =
            ChronicleJournal.open(directory.resolve("journal"), JournalOptions.DEFAULT);
        Database database =
            Database.open(
                DatabaseOptions.embedded(directory.resolve("postgres")),
                ProjectionOptions.DEFAULT.schema())) {
      write(journal, records);
      PostgresProjection projection =
          new PostgresProjection(database.direct(), journal.id(), ProjectionOptions.DEFAULT);
      long started = System.nanoTime();
      try (Follower follower =
          new Follower(
              Follower.Origin.fromTheStart(journal),
              () -> sequence,
              null,
              List.of(projection),
              engine -> {},
              () -> TIME,
              FollowerOptions.DEFAULT)) {
        follower.start();
        await(follower);
      }
      double seconds = (System.nanoTime() - started) / 1e9;
      System.out.printf(
          "%,d commands in %.1f s: %,.0f commands/s%n", sequence, seconds, sequence / seconds);
    } finally {
      Scratch.remove(directory);
    }
  }

  private void await(Follower follower) {
    while (follower.watermark() < sequence) {
      @Nullable FollowerStop stop = follower.stop();
      if (stop != null) {
        throw new IllegalStateException(stop.reason(), stop.cause());
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private void write(Journal journal, int records) {
    Market market = new Market(LOTS, BATCH);
    Market.Taker writer =
        (buffer, offset, length) -> journal.append(++sequence, TIME, buffer, offset, length);
    market.configure(writer);
    market.open(writer);
    journal.commit();
    while (sequence + BATCH <= records) {
      market.prepare();
      market.bid(writer);
      journal.commit();
    }
    journal.force();
  }
}
