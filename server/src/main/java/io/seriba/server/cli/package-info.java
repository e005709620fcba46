/** The command line: one class for each command. */
@NullMarked
package io.seriba.server.cli;

import org.jspecify.annotations.NullMarked;
