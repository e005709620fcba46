package io.seriba.persistence.snapshot;

import java.nio.file.Path;
import java.util.UUID;

/**
 * What a snapshot's header says of it.
 *
 * @param file where it is
 * @param bytes its length
 * @param journal the journal whose state it is
 * @param sequence the last command in the state
 * @param time that command's timestamp, microseconds
 * @param stateHash the engine's state hash after it
 * @param takenAt when it was taken, microseconds
 * @param schemaVersion the version of the records' schema
 */
public record SnapshotInfo(
    Path file,
    long bytes,
    UUID journal,
    long sequence,
    long time,
    long stateHash,
    long takenAt,
    int schemaVersion) {}
