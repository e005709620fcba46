/**
 * Recomputes draws from what was published: by code that shares nothing with the engine's, so that
 * the one checks the other.
 */
@NullMarked
package io.seriba.server.draws;

import org.jspecify.annotations.NullMarked;
