package io.seriba.persistence.snapshot;

import java.time.Duration;
import java.util.Objects;

/**
 * When snapshots are taken, and what is kept. Immutable; checked when it is made.
 *
 * @param everyCommands a snapshot is due so many commands behind the last one, 1,000 to
 *     1,000,000,000
 * @param every or after so long, if there was a command since; 1 s to 365 d
 * @param keep how many that are whole are kept, 1 to 1,000; so many more if projections are behind
 * @param pruneJournal whether the journal's files are removed that hold only what lies before the
 *     oldest snapshot kept and what every projection has
 */
public record SnapshotOptions(long everyCommands, Duration every, int keep, boolean pruneJournal) {

  /** What to use unless there is a reason not to. */
  public static final SnapshotOptions DEFAULT =
      new SnapshotOptions(2_000_000, Duration.ofHours(1), 3, false);

  /** Checks every figure; the message names the one that is wrong and its limits. */
  public SnapshotOptions {
    within("everyCommands", everyCommands, 1_000, 1_000_000_000);
    within("every", every.toMillis(), 1_000, Duration.ofDays(365).toMillis());
    within("keep", keep, 1, 1_000);
    Objects.requireNonNull(every, "every");
  }

  private static void within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + " to " + most + ", not " + value);
    }
  }
}
