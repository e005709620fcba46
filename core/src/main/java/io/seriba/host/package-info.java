/** One machine's way of running the engine: one order, one journal, one thread that decides. */
@NullMarked
package io.seriba.host;

import org.jspecify.annotations.NullMarked;
