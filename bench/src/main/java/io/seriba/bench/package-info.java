/** What Seriba costs, measured: JMH benches, a comparison with a bare echo, a load generator. */
@NullMarked
package io.seriba.bench;

import org.jspecify.annotations.NullMarked;
