/**
 * Gacha: pools of prizes, drawn by odds that were published and can be recomputed. Rules, section
 * 4; {@link io.seriba.gacha.Gacha} says what each command checks and causes.
 */
@NullMarked
package io.seriba.gacha;

import org.jspecify.annotations.NullMarked;
