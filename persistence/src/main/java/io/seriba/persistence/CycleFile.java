package io.seriba.persistence;

import java.nio.file.Path;

/**
 * One file of a generation.
 *
 * @param path where it is
 * @param generation the generation it belongs to
 * @param ordinal its place in the generation, from 0
 * @param firstSequence the sequence of its first record, had it any
 */
record CycleFile(Path path, int generation, int ordinal, long firstSequence) {}
