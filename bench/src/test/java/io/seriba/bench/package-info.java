/** Benches that no longer run, or no longer measure what they say, fail the build. */
@NullMarked
package io.seriba.bench;

import org.jspecify.annotations.NullMarked;
