/**
 * The follower: a second engine, on a thread of its own, that reads the journal and gives commands
 * and events to {@link io.seriba.persistence.follower.Projection}s. What these do, however slow,
 * costs the deciding engine nothing.
 */
@NullMarked
package io.seriba.persistence.follower;

import org.jspecify.annotations.NullMarked;
