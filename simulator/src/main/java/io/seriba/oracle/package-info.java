/**
 * A second implementation of the rules, written from rules.md alone: slow, obvious, with plain
 * collections; and the tests that compare the engine with it.
 *
 * <p>{@code Duel} gives both the same commands and compares all that they do. {@code Generator}
 * makes the commands, {@code Play} shrinks a sequence that fails to the script that it prints: the
 * lines can be pasted into a test. {@code Coverage} says what must have come about, so that the
 * generator can't rot; {@code PlantedBug} are mistakes that must be found, so that the comparison
 * can't. More sequences: {@code ./mvnw -pl simulator -am verify -Dtest=GeneratedSequencesTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dseriba.seeds=20000}.
 *
 * <p>Nothing here may be written by reading the engine.
 */
@NullMarked
package io.seriba.oracle;

import org.jspecify.annotations.NullMarked;
