/** The demo: three acts, played through real WebSocket connections to a server of its own. */
@NullMarked
package io.seriba.server.demo;

import org.jspecify.annotations.NullMarked;
