/**
 * What every act of the demo needs: connections and what comes in over them, pipelines of commands,
 * the screen, latencies, and the checks that decide whether the demo held what it promises.
 */
@NullMarked
package io.seriba.server.demo.stage;

import org.jspecify.annotations.NullMarked;
