/**
 * Routes commands to the domains; remembers request ids; folds every event into the state hash.
 * Deterministic: no clock, randomness, input or output, threads, logging, or iteration without an
 * order.
 */
@NullMarked
package io.seriba.engine;

import org.jspecify.annotations.NullMarked;
