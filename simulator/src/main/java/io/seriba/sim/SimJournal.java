package io.seriba.sim;

import io.seriba.host.Journal;
import io.seriba.persistence.LogTail;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A journal on a {@link SimDisk} that keeps the contract and the rules of recovery of the one on
 * Chronicle Queue: every opening checks all that is there and begins a generation of its own; an
 * entry holds the records of a commit (or part of them) under one CRC-32C; the marks say how far it
 * must reach after the process died, and how far after the power failed; what is missing within
 * that is damage, and what is broken beyond it is left behind.
 */
final class SimJournal implements Journal {
  /** A journal that must not be used as it is. */
  static final class Damaged extends RuntimeException {
    private static final long serialVersionUID = 1;

    Damaged(String what) {
      super(what, null, false, false);
    }
  }

  /** Where a record lies. */
  record Place(String file, int from, int to) {}

  private static final String GENERATION = "generation-";
  private static final int HEAD_LENGTH = 32;
  private static final int ENTRY_HEADER = 32;
  private static final int RECORD_HEADER = 16;
  private static final int LARGEST_ENTRY = 4096;
  private static final int HEAD = 1;
  private static final int BATCH = 2;
  private static final long FORCE_MARKS_MICROS = 1_000_000;

  private record Head(String file, int number, long first) {}

  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  private record Logged(long sequence, long time, byte[] command) {}

  private final SimDisk disk;
  private final LongSupplier micros;
  private final Plant plant;
  private final List<Logged> recovered = new ArrayList<>();
  private final List<Logged> batch = new ArrayList<>();
  private final List<Place> places = new ArrayList<>();
  private final SimMarks marks;
  private final List<Tail> tails = new ArrayList<>();

  /** The generations that are kept, the last one's included. */
  private final List<Head> generations;

  /** The sequence of the first record that was recovered, or of the first one ever. */
  private final long recoveredFrom;

  private final String file;
  private final int number;
  private int end;
  private boolean entryForced;
  private long marksForcedAt;
  private long appended;
  private long written;
  private long durable;
  private @Nullable RuntimeException ended;

  /**
   * Recovers what is on the disk and begins a new generation.
   *
   * @param boot which start of the machine this is
   * @param micros the time, for what is done now and then
   * @throws Damaged if something is missing or broken that had to be kept
   */
  SimJournal(SimDisk disk, long boot, LongSupplier micros, Plant plant) {
    this.disk = disk;
    this.micros = micros;
    this.plant = plant;
    SimMarks.Values found = SimMarks.read(disk);
    if (found == null) {
      if (disk.names().stream().anyMatch(name -> name.startsWith(GENERATION))) {
        throw new Damaged("the marks are missing");
      }
      found = new SimMarks.Values(0, 0, 1, boot);
    }
    recoveredFrom = found.first();
    generations = kept(heads(), found.first());
    long promised = found.promised(boot);
    walk(generations);
    if (plant == Plant.RECOVERY_DROPS_LAST_BATCH && !recovered.isEmpty()) {
      recovered.removeLast();
      places.removeLast();
    } else if (lastRecovered() < promised && plant != Plant.DAMAGE_TAKEN_FOR_THE_END) {
      throw new Damaged(
          "the journal ends with sequence %d and was written up to %d, forced up to %d"
              .formatted(lastRecovered(), found.written(), found.durable()));
    }
    // names too, before the marks ask for what lies in these files (seeds 4293, 6284)
    generations.forEach(head -> disk.force(head.file));
    disk.forceDirectory();
    written = lastRecovered();
    durable = written;
    appended = written;
    marks = new SimMarks(disk, new SimMarks.Values(written, durable, found.first(), boot));
    number = lastNumber() + 1;
    file = "%s%06d".formatted(GENERATION, number);
    disk.create(file);
    byte[] head = new byte[HEAD_LENGTH];
    ByteBuffer.wrap(head)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(4, HEAD_LENGTH)
        .putInt(8, HEAD)
        .putInt(12, number)
        .putLong(16, written + 1);
    seal(head, HEAD_LENGTH);
    disk.write(file, 0, head, HEAD_LENGTH);
    end = HEAD_LENGTH;
    generations.add(new Head(file, number, written + 1));
    marksForcedAt = micros.getAsLong();
  }

  // ---- recovery

  /** Returns up to which sequence a journal must reach; 0 if there is none. */
  static long promised(SimDisk disk, long boot) {
    SimMarks.Values marks = SimMarks.read(disk);
    return marks == null ? 0 : marks.promised(boot);
  }

  /** Returns the first sequence that a journal must have; 1 if there is none. */
  static long first(SimDisk disk) {
    SimMarks.Values marks = SimMarks.read(disk);
    return marks == null ? 1 : marks.first();
  }

  private long lastRecovered() {
    return recoveredFrom - 1 + recovered.size();
  }

  /** Leaves out what a removal was about to remove. */
  private static List<Head> kept(List<Head> heads, long first) {
    int oldest = 0;
    while (oldest + 1 < heads.size() && heads.get(oldest + 1).first <= first) {
      oldest++;
    }
    return new ArrayList<>(heads.subList(oldest, heads.size()));
  }

  private int lastNumber() {
    return disk.names().stream()
        .filter(name -> name.startsWith(GENERATION))
        .mapToInt(name -> Integer.parseInt(name.substring(GENERATION.length())))
        .max()
        .orElse(0);
  }

  /** Returns the generations that were begun for good; of the others nothing was ever kept. */
  private List<Head> heads() {
    List<Head> heads = new ArrayList<>();
    for (String name : disk.names()) {
      if (name.startsWith(GENERATION)) {
        byte[] bytes = disk.read(name);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (isWhole(bytes, 0) && buffer.getInt(8) == HEAD) {
          heads.add(new Head(name, buffer.getInt(12), buffer.getLong(16)));
        }
      }
    }
    return heads;
  }

  private void walk(List<Head> heads) {
    for (int i = 0; i < heads.size(); i++) {
      Head head = heads.get(i);
      boolean last = i + 1 == heads.size();
      long until = last ? Long.MAX_VALUE : heads.get(i + 1).first - 1;
      if (head.first != lastRecovered() + 1) {
        return;
      }
      walk(head, until);
      if (!last && lastRecovered() < until) {
        return;
      }
    }
  }

  private void walk(Head head, long until) {
    byte[] bytes = disk.read(head.file);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int at = HEAD_LENGTH;
    while (lastRecovered() < until && isWhole(bytes, at)) {
      int count = buffer.getInt(at + 24);
      if (buffer.getInt(at + 8) != BATCH
          || buffer.getInt(at + 12) != head.number
          || buffer.getLong(at + 16) != lastRecovered() + 1) {
        return;
      }
      int end = at + buffer.getInt(at + 4);
      int record = at + ENTRY_HEADER;
      for (int i = 0; i < count && lastRecovered() < until; i++) {
        byte[] command = new byte[buffer.getInt(record)];
        buffer.get(record + RECORD_HEADER, command);
        recovered.add(new Logged(lastRecovered() + 1, buffer.getLong(record + 8), command));
        places.add(new Place(head.file, at, end));
        record += RECORD_HEADER + command.length;
      }
      at = end;
    }
  }

  private boolean isWhole(byte[] bytes, int at) {
    if (at + HEAD_LENGTH > bytes.length) {
      return false;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = buffer.getInt(at + 4);
    return length >= HEAD_LENGTH
        && length <= bytes.length - at
        && (crc(bytes, at, length) == buffer.getInt(at)
            || (plant == Plant.CHECKSUM_IGNORED && buffer.getInt(at + 8) == BATCH));
  }

  /** Returns the checksum of all but the first four of some bytes. */
  static int crc(byte[] bytes, int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, at + 4, length - 4);
    return (int) crc.getValue();
  }

  private static void seal(byte[] entry, int length) {
    ByteBuffer.wrap(entry).order(ByteOrder.LITTLE_ENDIAN).putInt(0, crc(entry, 0, length));
  }

  // ---- the contract

  @Override
  public void append(long sequence, long timestamp, DirectBuffer command, int offset, int length) {
    requireUsable();
    if (sequence != appended + 1) {
      throw new IllegalArgumentException("sequence " + sequence + " after " + appended);
    }
    byte[] bytes = new byte[length];
    command.getBytes(offset, bytes);
    batch.add(new Logged(sequence, timestamp, bytes));
    appended = sequence;
  }

  @Override
  public void commit() {
    requireUsable();
    try {
      while (!batch.isEmpty()) {
        writeEntry();
      }
      marks.set(SimMarks.WRITTEN, appended);
    } catch (DiskFault e) {
      throw failed(e);
    }
    written = appended;
  }

  private void writeEntry() {
    int length = ENTRY_HEADER;
    int count = 0;
    while (count < batch.size()
        && (count == 0
            || length + RECORD_HEADER + batch.get(count).command.length <= LARGEST_ENTRY)) {
      length += RECORD_HEADER + batch.get(count).command.length;
      count++;
    }
    List<Logged> records = batch.subList(0, count);
    byte[] entry = new byte[length];
    ByteBuffer buffer = ByteBuffer.wrap(entry).order(ByteOrder.LITTLE_ENDIAN);
    buffer
        .putInt(4, length)
        .putInt(8, BATCH)
        .putInt(12, number)
        .putLong(16, records.getFirst().sequence)
        .putInt(24, count);
    int at = ENTRY_HEADER;
    for (Logged record : records) {
      buffer.putInt(at, record.command.length).putLong(at + 8, record.time);
      buffer.put(at + RECORD_HEADER, record.command);
      at += RECORD_HEADER + record.command.length;
      places.add(new Place(file, end, end + length));
    }
    seal(entry, length);
    disk.write(file, end, entry, length);
    end += length;
    records.clear();
  }

  @Override
  public long force() {
    requireUsable();
    long target = written;
    if (target > durable) {
      try {
        forceFiles();
        marks.set(SimMarks.DURABLE, target);
        forceMarksNowAndThen();
      } catch (DiskFault e) {
        if (plant != Plant.FAILED_FORCE_SWALLOWED) {
          throw failed(e);
        }
      }
      durable = target;
    }
    return durable;
  }

  private void forceFiles() {
    if (plant == Plant.ACKNOWLEDGE_BEFORE_DURABLE) {
      return;
    }
    disk.force(file);
    if (!entryForced && plant != Plant.DIRECTORY_NOT_FORCED) {
      disk.forceDirectory();
    }
    entryForced = true;
  }

  private void forceMarksNowAndThen() {
    long now = micros.getAsLong();
    if (now - marksForcedAt >= FORCE_MARKS_MICROS) {
      marks.force();
      marksForcedAt = now;
    }
  }

  @Override
  public long writtenSequence() {
    return written;
  }

  @Override
  public long durableSequence() {
    return durable;
  }

  @Override
  public boolean hasRoom() {
    return !disk.isFull();
  }

  @Override
  public long replay(long from, RecordHandler handler) {
    for (Logged record : recovered) {
      if (record.sequence >= from) {
        UnsafeBuffer command = new UnsafeBuffer(record.command);
        handler.onRecord(record.sequence, record.time, command, 0, record.command.length);
      }
    }
    return lastRecovered();
  }

  @Override
  public void close() {
    if (ended == null) {
      commit();
      force();
      marks.force();
      ended = new DiskFault("the journal is closed");
    }
  }

  /** Returns where a record lies that was written or recovered. */
  Place place(long sequence) {
    return places.get((int) (sequence - recoveredFrom));
  }

  // ---- beside the writing

  /** Returns the first sequence that is kept. */
  long firstSequence() {
    return generations.getFirst().first;
  }

  /** Opens a reader of what is written. */
  LogTail tail(long from) {
    if (from < firstSequence() || from > written + 1) {
      throw new IllegalArgumentException("sequence " + from + " isn't there to be read");
    }
    Tail tail = new Tail(from);
    tails.add(tail);
    return tail;
  }

  /**
   * Removes the generations that hold nothing but what lies before a sequence and that no reader
   * needs; returns the first sequence that is left.
   */
  long removeBefore(long sequence) {
    requireUsable();
    if (sequence < 1 || sequence > durable + 1) {
      throw new IllegalArgumentException("sequence " + sequence + " may still be needed");
    }
    long needed = sequence;
    for (Tail tail : tails) {
      needed = Math.min(needed, tail.next);
    }
    List<Head> left = kept(generations, needed);
    List<Head> gone = List.copyOf(generations.subList(0, generations.size() - left.size()));
    if (!gone.isEmpty()) {
      generations.clear();
      generations.addAll(left);
      try {
        // marked first: a file that is gone though the marks ask for it would count as lost
        marks.set(SimMarks.FIRST, firstSequence());
        marks.force();
      } catch (DiskFault e) {
        throw failed(e);
      }
      gone.forEach(head -> disk.delete(head.file));
    }
    return firstSequence();
  }

  /** Reads what is written, from the disk, and checks it as a recovery does. */
  private final class Tail implements LogTail {
    private long next;

    Tail(long from) {
      next = from;
    }

    @Override
    public int read(long limit, RecordHandler handler) {
      if (next > limit) {
        return 0;
      }
      Place place = place(next);
      byte[] bytes = disk.read(place.file, place.from, place.to);
      ByteBuffer entry = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      if (!isWhole(bytes, 0)) {
        throw new Damaged("sequence " + next + " can't be read");
      }
      UnsafeBuffer command = new UnsafeBuffer(bytes);
      long sequence = entry.getLong(16);
      long before = next;
      int record = ENTRY_HEADER;
      for (int i = 0; i < entry.getInt(24) && sequence <= limit; i++, sequence++) {
        int length = entry.getInt(record);
        if (sequence == next && place(sequence).equals(place)) {
          handler.onRecord(
              sequence, entry.getLong(record + 8), command, record + RECORD_HEADER, length);
          next++;
        }
        record += RECORD_HEADER + length;
      }
      return (int) (next - before);
    }

    @Override
    public void close() {
      tails.remove(this);
    }
  }

  private void requireUsable() {
    if (ended != null) {
      throw new IllegalStateException("the journal has ended", ended);
    }
  }

  private RuntimeException failed(DiskFault cause) {
    ended = cause;
    return cause;
  }
}
