/** Recorded auctions: reading them, and replaying them through the engine. */
@NullMarked
package io.seriba.server.history;

import org.jspecify.annotations.NullMarked;
