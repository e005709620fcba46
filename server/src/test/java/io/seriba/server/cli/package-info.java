@NullMarked
package io.seriba.server.cli;

import org.jspecify.annotations.NullMarked;
