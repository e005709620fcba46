/** The other end of a gateway's WebSocket, for programs that play clients. */
@NullMarked
package io.seriba.gateway.ws.client;

import org.jspecify.annotations.NullMarked;
