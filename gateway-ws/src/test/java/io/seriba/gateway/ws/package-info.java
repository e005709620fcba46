/** Tests of the gateway, over real sockets. */
@NullMarked
package io.seriba.gateway.ws;

import org.jspecify.annotations.NullMarked;
