/** Tests of the gacha's parts; its decisions are tested against the oracle. */
@NullMarked
package io.seriba.gacha;

import org.jspecify.annotations.NullMarked;
