/** Deadlines as data, fired in an order that the log alone determines. Deterministic. */
@NullMarked
package io.seriba.timer;

import org.jspecify.annotations.NullMarked;
