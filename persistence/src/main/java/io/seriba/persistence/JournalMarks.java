package io.seriba.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file {@value #FILE_NAME}: whose journal this is, and how far it had come, kept apart from the
 * records so that their loss is noticed.
 *
 * <p>Each mark has two slots with a checksum, written in turn: whenever a process or the power
 * dies, one of them is whole. A mark is written by one thread at a time; different marks may be
 * written at the same time. The file is mapped: a mark survives the process as soon as it is
 * written, and the power once {@link #force} has returned.
 */
final class JournalMarks {
  static final String FILE_NAME = "journal.marks";

  /** The last sequence written; what a process of the same boot must find. */
  static final int WRITTEN = 0;

  /** The last sequence forced; what every process must find. */
  static final int DURABLE = 1;

  /** The first sequence that retention has kept. */
  static final int FIRST = 2;

  /** The boot of the machine in which the journal was last open. */
  static final int BOOT = 3;

  private static final int MARKS = 4;

  private static final int FILE_LENGTH = 4096;
  private static final long MAGIC = 0x314C_4E4A_4252_4553L; // "SERBJNL1"
  private static final int VERSION = 8;
  private static final int JOURNAL = 16;
  private static final int HEADER_CRC = 32;
  private static final int FIRST_SLOT = 128;
  private static final int SLOT_LENGTH = 64;
  private static final int SLOT_CRC = 24;

  /**
   * What a file of marks says.
   *
   * @param journal the journal's own id
   * @param written see {@link #WRITTEN}
   * @param durable see {@link #DURABLE}
   * @param first see {@link #FIRST}
   * @param boot see {@link #BOOT}
   */
  record Values(UUID journal, long written, long durable, long first, UUID boot) {
    /** Returns the last sequence that must be found in that boot of the machine. */
    long promised(UUID bootNow) {
      return boot.equals(bootNow) ? Math.max(written, durable) : durable;
    }
  }

  private final MappedByteBuffer mapped;
  private final ByteBuffer[] slots = new ByteBuffer[2 * MARKS];
  private final long[] turns = new long[MARKS];
  private final CRC32C[] crcs = new CRC32C[MARKS];

  private JournalMarks(MappedByteBuffer mapped) {
    this.mapped = mapped;
    for (int mark = 0; mark < MARKS; mark++) {
      slots[2 * mark] = slot(mapped, mark, 0);
      slots[2 * mark + 1] = slot(mapped, mark, 1);
      turns[mark] = Math.max(turn(slots[2 * mark]), turn(slots[2 * mark + 1]));
      crcs[mark] = new CRC32C();
    }
  }

  /** Maps the file for writing. It must be one that {@link #read} finds whole. */
  static JournalMarks open(Path directory) throws IOException {
    Path file = directory.resolve(FILE_NAME);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new JournalMarks(channel.map(FileChannel.MapMode.READ_WRITE, 0, FILE_LENGTH));
    }
  }

  /** Writes a new file as a whole, in place of any other, and forces it. */
  static void create(Path directory, Values values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(FILE_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(0, MAGIC).putInt(VERSION, Excerpt.FORMAT_VERSION);
    putId(bytes, JOURNAL, values.journal);
    CRC32C crc = new CRC32C();
    bytes.putInt(HEADER_CRC, checksum(bytes, HEADER_CRC, crc));
    UUID boot = values.boot;
    putSlot(slot(bytes, WRITTEN, 1), 1, values.written, 0, crc);
    putSlot(slot(bytes, DURABLE, 1), 1, values.durable, 0, crc);
    putSlot(slot(bytes, FIRST, 1), 1, values.first, 0, crc);
    putSlot(
        slot(bytes, BOOT, 1),
        1,
        boot.getMostSignificantBits(),
        boot.getLeastSignificantBits(),
        crc);
    Path draft = directory.resolve(FILE_NAME + ".new");
    try (FileChannel channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(draft, directory.resolve(FILE_NAME), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Reads the marks.
   *
   * @return null if there is no such file
   * @throws JournalException if it is no such file, or a mark has no whole slot left
   */
  static @Nullable Values read(Path directory) throws IOException {
    Path file = directory.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.capacity() != FILE_LENGTH || bytes.getLong(0) != MAGIC) {
      throw damaged(file, 0, "it isn't a file of marks");
    }
    int version = bytes.getInt(VERSION);
    if (version != Excerpt.FORMAT_VERSION) {
      throw new JournalException(
          "%s has format version %d, and this Seriba knows version %d. Use the Seriba that wrote it"
              .formatted(file, version, Excerpt.FORMAT_VERSION));
    }
    if (checksum(bytes, HEADER_CRC, new CRC32C()) != bytes.getInt(HEADER_CRC)) {
      throw damaged(file, 0, "its header's checksum is wrong");
    }
    ByteBuffer boot = newest(file, bytes, BOOT);
    return new Values(
        id(bytes, JOURNAL),
        newest(file, bytes, WRITTEN).getLong(8),
        newest(file, bytes, DURABLE).getLong(8),
        newest(file, bytes, FIRST).getLong(8),
        id(boot, 8));
  }

  /** Sets a mark. Allocates nothing. */
  void set(int mark, long value) {
    set(mark, value, 0);
  }

  void setBoot(UUID boot) {
    set(BOOT, boot.getMostSignificantBits(), boot.getLeastSignificantBits());
  }

  void force() throws IOException {
    try {
      mapped.force();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void set(int mark, long high, long low) {
    long turn = ++turns[mark];
    putSlot(slots[2 * mark + (int) (turn & 1)], turn, high, low, crcs[mark]);
  }

  private static void putSlot(ByteBuffer slot, long turn, long high, long low, CRC32C crc) {
    slot.putLong(0, turn).putLong(8, high).putLong(16, low);
    slot.putInt(SLOT_CRC, checksum(slot, SLOT_CRC, crc));
  }

  private static ByteBuffer newest(Path file, ByteBuffer bytes, int mark) {
    ByteBuffer even = slot(bytes, mark, 0);
    ByteBuffer odd = slot(bytes, mark, 1);
    ByteBuffer newest = turn(even) > turn(odd) ? even : odd;
    if (turn(newest) == 0) {
      throw damaged(file, FIRST_SLOT + 2L * mark * SLOT_LENGTH, "mark " + mark + " is damaged");
    }
    return newest;
  }

  /** Returns a slot's turn, counted from 1, or 0 if it isn't whole. */
  private static long turn(ByteBuffer slot) {
    boolean whole = checksum(slot, SLOT_CRC, new CRC32C()) == slot.getInt(SLOT_CRC);
    return whole ? slot.getLong(0) : 0;
  }

  private static ByteBuffer slot(ByteBuffer bytes, int mark, int which) {
    int at = FIRST_SLOT + (2 * mark + which) * SLOT_LENGTH;
    return bytes.slice(at, SLOT_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int checksum(ByteBuffer bytes, int length, CRC32C crc) {
    crc.reset();
    crc.update(bytes.limit(length));
    bytes.clear();
    return (int) crc.getValue();
  }

  private static void putId(ByteBuffer bytes, int at, UUID id) {
    bytes.putLong(at, id.getMostSignificantBits()).putLong(at + 8, id.getLeastSignificantBits());
  }

  private static UUID id(ByteBuffer bytes, int at) {
    return new UUID(bytes.getLong(at), bytes.getLong(at + 8));
  }

  private static JournalException damaged(Path file, long offset, String what) {
    JournalDamage damage =
        new JournalDamage(
            file,
            offset,
            1,
            what,
            "Put it back from a copy of this directory. If there is none, delete it and do what the"
                + " next start says about a missing file");
    return new JournalException(damage.toString(), List.of(damage));
  }
}
