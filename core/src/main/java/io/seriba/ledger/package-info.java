/** Accounts, balances, transfers and holds: double entry, rules section 1. Deterministic. */
@NullMarked
package io.seriba.ledger;

import org.jspecify.annotations.NullMarked;
