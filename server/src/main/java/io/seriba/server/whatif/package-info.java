/** What would have become of the same commands, had one term been another. */
@NullMarked
package io.seriba.server.whatif;

import org.jspecify.annotations.NullMarked;
