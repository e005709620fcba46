/**
 * Act two: thousands of players draw at once from a box that is sold exactly once.
 *
 * <p>{@link io.seriba.server.demo.box.BoxAct} plays it and keeps in a {@link
 * io.seriba.server.demo.box.BoxLog} what the players were told; {@link
 * io.seriba.server.demo.box.BoxAudit} judges by that alone.
 */
@NullMarked
package io.seriba.server.demo.box;

import org.jspecify.annotations.NullMarked;
