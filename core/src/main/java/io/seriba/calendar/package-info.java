/**
 * Turns what people agree on (opening hours, holidays, shifts, menus, time zones) into slots as the
 * engine knows them: moments. Outside of the engine, which knows no calendar; needs nothing of it.
 *
 * <p>Start at {@link io.seriba.calendar.SlotPlanner}. All classes are immutable and thread-safe.
 */
@NullMarked
package io.seriba.calendar;

import org.jspecify.annotations.NullMarked;
