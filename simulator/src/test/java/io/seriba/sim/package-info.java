/** That the simulator finds nothing, and would. */
@NullMarked
package io.seriba.sim;

import org.jspecify.annotations.NullMarked;
