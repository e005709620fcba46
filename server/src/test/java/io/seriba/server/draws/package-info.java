/** Tests of recomputing draws. */
@NullMarked
package io.seriba.server.draws;

import org.jspecify.annotations.NullMarked;
