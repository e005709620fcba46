/** The demo: recorded auctions, played through real WebSocket connections. */
@NullMarked
package io.seriba.server.demo;

import org.jspecify.annotations.NullMarked;
