/**
 * Act three: an evening of a salon that far more guests want than there are seats.
 *
 * <p>{@link io.seriba.server.demo.evening.EveningAct} plays it and keeps in an {@link
 * io.seriba.server.demo.evening.EveningLog} what the guests were told; {@link
 * io.seriba.server.demo.evening.EveningAudit} judges by that alone.
 */
@NullMarked
package io.seriba.server.demo.evening;

import org.jspecify.annotations.NullMarked;
