package io.seriba.persistence;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link JournalVerifier} found.
 *
 * @param records the records that are whole and in their place
 * @param bytes the bytes of the batches that hold them
 * @param generations how many times the journal was opened and written to
 * @param cycles the files that hold the records
 * @param firstSequence the first record's sequence; one more than lastSequence if there is none
 * @param lastSequence the last record's sequence
 * @param durableSequence the last sequence that the journal says was forced; null if it can't say
 * @param recordsBeyond whole records behind the first damage, which can't be used unless it is
 *     mended
 * @param damage why the journal can't be opened; empty if it can
 * @param leftovers what a killed process left unfinished and the next opening leaves behind
 */
public record JournalReport(
    long records,
    long bytes,
    int generations,
    int cycles,
    long firstSequence,
    long lastSequence,
    @Nullable Long durableSequence,
    long recordsBeyond,
    List<JournalDamage> damage,
    List<JournalDamage> leftovers) {
  /** Tells whether the journal can be opened. */
  public boolean isIntact() {
    return damage.isEmpty();
  }
}
