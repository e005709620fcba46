/**
 * Snapshots: the engine's whole state as of one sequence, so that a start replays no more than what
 * came after it. {@link io.seriba.persistence.snapshot.SnapshotStore} writes, checks, lists and
 * loads them.
 *
 * <h2>A file</h2>
 *
 * {@code snapshot-0000000000001234567.seriba}, named by its sequence. All numbers are
 * little-endian.
 *
 * <pre>
 * offset type
 *  0     i64   "SERBSNP1"
 *  8     u32   format version: 2
 * 12     u32   length of this header: 80
 * 16     i64   id of the journal, high half
 * 24     i64   low half
 * 32     i64   sequence of the last command in the state
 * 40     i64   its timestamp, microseconds since 1970-01-01T00:00Z
 * 48     i64   the engine's state hash after it
 * 56     i64   when the snapshot was taken, microseconds
 * 64     u16   id of the schema of the records
 * 66     u16   its version
 * 68     u16   version of the schema of commands and events
 * 70     u16   0
 * 72     u32   0
 * 76     u32   CRC-32C of the 76 bytes before
 * then blocks, each:
 *  0     u32   CRC-32C of the block's bytes from 4 to its end
 *  4     u32   length of the block, with these 24 bytes
 *  8     u32   number of the block, from 0
 * 12     u32   records in it; 0: this is the last block, and the i64 behind is how many there are in all
 * 16     u32   bytes of the records before they were compressed
 * 20     u32   0
 * 24     ...   records, compressed as one LZ4 block; each a u32 length and the record: a message
 *              header and a message of the snapshot's schema
 * </pre>
 *
 * The last block says that the file is whole: one without it was never finished, or was cut short.
 *
 * <p>A snapshot is written beside its place as {@code .tmp}, forced, renamed, and its directory
 * forced: what bears the name was whole once.
 */
@NullMarked
package io.seriba.persistence.snapshot;

import org.jspecify.annotations.NullMarked;
