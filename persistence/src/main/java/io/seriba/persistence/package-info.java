/**
 * The journal: every command in its order, on disk. {@link io.seriba.persistence.ChronicleJournal}
 * writes and replays it, {@link io.seriba.persistence.JournalVerifier} checks it.
 *
 * <h2>A directory</h2>
 *
 * <pre>
 * journal.lock           locked by the process that has it open, whose id it holds as text
 * journal.marks          how far the journal had come; see below
 * generation-00000001/   what the first opening wrote
 *   20260729-1012.cq4    a cycle file
 *   20260729-1431.cq4    the next one
 *   metadata.cq4t        Chronicle Queue's own; not needed to read the journal
 * generation-00000002/   what the second opening wrote
 * </pre>
 *
 * Every opening begins a generation of its own, and nothing is appended to an older one. The
 * journal is all generations in the order of their numbers, in each the cycle files in the order of
 * their names, each up to the sequence before the one with which the next generation begins: what
 * lies behind that is what a killed process left unfinished, and never was part of the journal. A
 * cycle file's name is about the minute (UTC) in which it was begun, and sorts behind the one
 * before it whatever the clock did. A file is ended by its size; an opening that writes nothing
 * leaves no generation.
 *
 * <h2>A cycle file</h2>
 *
 * All numbers are little-endian. A cycle file is a chain of entries from its first byte on, each on
 * an offset that is a multiple of 4: a 32-bit word, then as many bytes as its low 30 bits say, then
 * 0 to 3 bytes of padding. A word of 0 is the end of what was written, 0xC0000000 the end of an
 * ended file; bit 31 is set while Chronicle Queue makes an entry of its own, bit 30 marks one of
 * its own, which is passed over. All other entries are these:
 *
 * <pre>
 * offset type
 *  0     u32   CRC-32C of the entry's bytes from 4 to its end
 *  4     u32   length of the entry in bytes, as in the word before it
 *  8     u16   kind: 1 head, 2 batch
 * 10     u16   format version: 1
 * 12     u32   number of the generation
 * 16     i64   head: sequence of the first record to come; batch: sequence of its first record
 * 24     i64   head: when the file was begun; batch: timestamp of its first record; microseconds
 *              since 1970-01-01T00:00Z
 * 32     u32   head: which file of its generation this is, from 0; batch: its records
 * 36     u32   0
 * head, the first entry of each file:
 * 40     i64   id of the journal, high half
 * 48     i64   low half
 * 56     u16   id of the schema of the commands
 * 58     u16   version of that schema, known to the program that wrote the file
 * 60     u32   0
 * batch, for each record, each on a multiple of 8:
 *  0     u32   length of the command in bytes
 *  4     u32   microseconds from the batch's timestamp to the record's
 *  8     ...   the command, then zeros up to a multiple of 8
 * </pre>
 *
 * Sequences have no gap: a record's is the batch's plus its place in it. A command begins with the
 * message header of the schema, so it names the version that it was written with. An entry is at
 * most 1 MiB long.
 *
 * <p>One entry holds the commands of one commit (or part of them, if they are many), with one
 * checksum. Measured on two cores that others used too, commands of 64 bytes, per second of the
 * writing thread's CPU time: 5 to 8 million commands in batches of 100, 1.3 to 2.3 million one by
 * one; 24 to 36 against 7 to 9 million replayed. The checksum costs 4 to 7 ns a command over the
 * batch and 11 to 19 ns over each record.
 *
 * <h2>The marks</h2>
 *
 * {@code journal.marks}, 4,096 bytes: i64 "SERBJNL1", u32 format version, u32 0, the journal's id
 * (two i64, high half first), u32 CRC-32C of the first 32 bytes. From byte 128 on four marks of two
 * slots, each slot 64 bytes: i64 turn, i64 value, i64 second value, u32 CRC-32C of those 24 bytes.
 * The slot that is whole and has the higher turn counts. The marks: the last sequence written; the
 * last sequence forced; the first sequence that retention has kept; the machine's boot id, high and
 * low half, when the journal was last opened.
 *
 * <p>A journal must reach to the last sequence forced; and while the machine hasn't been started
 * anew, to the last sequence written, for what a process wrote outlives it. What is missing beyond
 * that, a power failure may take. The marks are forced at most once a second, so after a power
 * failure they may ask for a second's records too few.
 *
 * <h2>What is guarded against</h2>
 *
 * <ul>
 *   <li>Two writers: Chronicle Queue would let both write. {@code journal.lock} is held for as long
 *       as the journal is open, and within the process the directory is noted.
 *   <li>Damage: Chronicle Queue has no checksum, and takes a zeroed page or a file cut short for
 *       the end of its queue. Here everything is read by its bytes and checked, at each opening and
 *       again at the replay.
 *   <li>What a killed process leaves in Chronicle's own structures (a lock under a process id that
 *       lives again, a half-written file header, appends behind damage): its queue is never opened
 *       again.
 *   <li>Power failure: Chronicle's sync is no barrier. The journal forces the files themselves and,
 *       when one is new, its directory. A force that fails is final, and the machine is to be
 *       started anew: its memory may hold what the disk never got.
 *   <li>A full disk, which can kill a process that writes to mapped files: a reserve is kept, and
 *       {@link io.seriba.host.Journal#hasRoom} says when it is reached.
 *   <li>A clock that steps back: files are ended by size, and only named by the clock.
 *   <li>Calls to the outside, threads in the background: switched off before Chronicle's classes
 *       load.
 * </ul>
 */
@NullMarked
package io.seriba.persistence;

import org.jspecify.annotations.NullMarked;
