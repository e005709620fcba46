package io.seriba.persistence.snapshot;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.seriba.engine.StateSource;
import io.seriba.sbe.snapshot.MessageHeaderDecoder;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads one snapshot's file, front to back, and checks every byte of it on the way. */
final class SnapshotReader implements StateSource, AutoCloseable {
  private final Path file;
  private final SnapshotDirectory.Input input;
  private final SnapshotInfo info;
  private final CRC32C crc = new CRC32C();

  /** As large as what was read last needs; who asks for the header only needs no more. */
  private ByteBuffer block = Block.allocate(Block.FILE_HEADER);

  private final Lz4Decompressor decompressor = new Lz4Decompressor();
  private ByteBuffer records = Block.allocate(0);
  private final UnsafeBuffer view = new UnsafeBuffer(records);
  private long blockAt;
  private int blocks;
  private int left;
  private long allRecords;
  private int next;
  private int length;
  private int blockLength;

  /** Where the present block's records end. */
  private int end;

  private boolean ended;

  /**
   * Opens a file and checks its header.
   *
   * @throws SnapshotException if it isn't a snapshot that this program can read
   */
  SnapshotReader(SnapshotDirectory directory, String name) {
    file = directory.path().resolve(name);
    boolean good = false;
    input = open(directory, name);
    try {
      info = readHeader(input.size());
      good = true;
    } catch (IOException e) {
      throw failed(e);
    } finally {
      if (!good) {
        close();
      }
    }
  }

  private SnapshotDirectory.Input open(SnapshotDirectory directory, String name) {
    try {
      return directory.open(name);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private SnapshotInfo readHeader(long size) throws IOException {
    if (size < Block.FILE_HEADER) {
      throw damaged(0, "the file is cut short within its header");
    }
    read(0, Block.FILE_HEADER);
    if (block.getLong(0) != Block.MAGIC) {
      throw new SnapshotException(file + " isn't a snapshot of Seriba's");
    }
    if (block.getInt(Block.FILE_CRC) != Block.checksum(block, 0, Block.FILE_CRC, crc)) {
      throw damaged(0, "the header doesn't have its checksum");
    }
    int format = block.getInt(Block.FORMAT);
    if (format != Block.FORMAT_VERSION) {
      throw new SnapshotException(
          "%s has format version %d, and this Seriba knows version %d. Use the Seriba that wrote it"
              .formatted(file, format, Block.FORMAT_VERSION));
    }
    int version = block.getShort(Block.SCHEMA_VERSION) & 0xFFFF;
    if (version > MessageHeaderDecoder.SCHEMA_VERSION) {
      throw new SnapshotException(
          "%s: the records have version %d, and this Seriba knows up to %d. Use the Seriba that wrote it"
              .formatted(file, version, MessageHeaderDecoder.SCHEMA_VERSION));
    }
    blockAt = Block.FILE_HEADER;
    return new SnapshotInfo(
        file,
        size,
        new UUID(block.getLong(Block.JOURNAL), block.getLong(Block.JOURNAL + Long.BYTES)),
        block.getLong(Block.SEQUENCE),
        block.getLong(Block.TIME),
        block.getLong(Block.STATE_HASH),
        block.getLong(Block.TAKEN_AT),
        version);
  }

  /** Returns what the header says. */
  SnapshotInfo info() {
    return info;
  }

  /**
   * Goes to the next record; false: there was none, and the file is whole.
   *
   * @throws SnapshotException at damage
   */
  @Override
  public boolean next() {
    while (left == 0) {
      if (ended) {
        return false;
      }
      nextBlock();
    }
    if (next + Block.PREFIX > end) {
      throw damaged(blockAt, "a block ends within a record");
    }
    length = records.getInt(next);
    next += Block.PREFIX;
    if (length < 0 || length > end - next) {
      throw damaged(blockAt, "a record is said to have %d bytes".formatted(length));
    }
    next += length;
    left--;
    return true;
  }

  private void nextBlock() {
    blockAt = blocks == 0 ? Block.FILE_HEADER : blockAt + blockLength;
    try {
      long rest = input.size() - blockAt;
      if (rest < Block.HEADER) {
        throw damaged(blockAt, "the file is cut short, or was never finished");
      }
      read(blockAt, Block.HEADER);
      int bytes = block.getInt(Block.LENGTH);
      if (bytes < Block.HEADER || bytes > rest) {
        throw damaged(
            blockAt, "a block is said to have %d bytes where %d are left".formatted(bytes, rest));
      }
      if (bytes > block.capacity()) {
        block = Block.allocate(bytes);
      }
      read(blockAt, bytes);
      if (block.getInt(Block.CRC) != Block.checksum(block, Block.LENGTH, bytes, crc)) {
        throw damaged(blockAt, "a block doesn't have its checksum");
      }
      if (block.getInt(Block.NUMBER) != blocks) {
        throw damaged(blockAt, "block %d is missing".formatted(blocks));
      }
      blocks++;
      blockLength = bytes;
      unpack();
      left = block.getInt(Block.RECORDS);
      allRecords += left;
      if (left == 0) {
        finish(rest);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void unpack() {
    end = block.getInt(Block.UNPACKED);
    next = 0;
    if (end > records.capacity()) {
      records = Block.allocate(end);
      view.wrap(records);
    }
    try {
      decompressor.decompress(
          block.limit(blockLength).position(Block.HEADER), records.clear().limit(end));
      if (records.hasRemaining()) {
        throw damaged(blockAt, "a block's records have less than %d bytes".formatted(end));
      }
      block.clear();
      records.clear();
    } catch (MalformedInputException e) {
      throw damaged(blockAt, "a block can't be decompressed: " + e.getMessage());
    }
  }

  private void finish(long rest) {
    if (end != Long.BYTES || records.getLong(0) != allRecords) {
      throw damaged(blockAt, "the last block doesn't count the records that are there");
    }
    if (rest != blockLength) {
      throw damaged(blockAt, "%d bytes lie behind the last block".formatted(rest - blockLength));
    }
    ended = true;
  }

  @Override
  public DirectBuffer buffer() {
    return view;
  }

  @Override
  public int offset() {
    return next - length;
  }

  @Override
  public int length() {
    return length;
  }

  /** Returns how many records there were so far. */
  long records() {
    return allRecords;
  }

  private void read(long from, int bytes) throws IOException {
    block.limit(bytes).position(0);
    long at = from;
    while (block.hasRemaining()) {
      int read = input.read(block, at);
      if (read < 0) {
        throw new EOFException("it ends at byte " + at);
      }
      at += read;
    }
    block.clear();
  }

  private SnapshotException damaged(long offset, String what) {
    return new SnapshotException("%s is damaged at byte %d: %s".formatted(file, offset, what));
  }

  private SnapshotException failed(IOException e) {
    return new SnapshotException("%s can't be read: %s".formatted(file, e), e);
  }

  @Override
  public void close() {
    try {
      input.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
