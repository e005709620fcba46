package io.seriba.persistence.postgres;

import java.util.List;

/**
 * What an {@link AuditVerifier} found.
 *
 * @param rows how many rows it read
 * @param lastSequence the last row's sequence; 0 if there is none
 * @param lastHash the last row's hash, hexadecimal. Whoever has kept it can tell later that nothing
 *     up to there was changed since
 * @param problems what doesn't fit, in order; only the first few. Empty if the chain is whole
 */
public record AuditReport(long rows, long lastSequence, String lastHash, List<String> problems) {
  /** Tells whether the chain is whole. */
  public boolean isIntact() {
    return problems.isEmpty();
  }
}
