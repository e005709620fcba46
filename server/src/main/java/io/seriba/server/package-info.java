/** Puts the parts together: configuration, the command line, and the server that it runs. */
@NullMarked
package io.seriba.server;

import org.jspecify.annotations.NullMarked;
