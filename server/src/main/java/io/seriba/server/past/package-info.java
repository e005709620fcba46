/** States of the past, made anew from snapshots and journal. */
@NullMarked
package io.seriba.server.past;

import org.jspecify.annotations.NullMarked;
