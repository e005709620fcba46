package io.seriba.persistence.snapshot;

import io.seriba.engine.StateSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;

/** Writes one snapshot's file, front to back. */
final class SnapshotWriter implements StateSink, AutoCloseable {
  private final Path file;
  private final SnapshotDirectory directory;
  private final long minFreeBytes;
  private final SnapshotDirectory.Output output;
  private final CRC32C crc = new CRC32C();
  private ByteBuffer block = Block.allocate(Block.CAPACITY);
  private int blocks;
  private int records;
  private long allRecords;

  /**
   * Begins a file, which must not be there yet.
   *
   * @param header its first {@link Block#FILE_HEADER} bytes, but for the checksum
   * @param minFreeBytes what must stay free on the file system
   */
  SnapshotWriter(SnapshotDirectory directory, String name, ByteBuffer header, long minFreeBytes)
      throws IOException {
    this.directory = directory;
    this.minFreeBytes = minFreeBytes;
    file = directory.path().resolve(name);
    output = directory.create(name);
    header.putInt(Block.FILE_CRC, Block.checksum(header, 0, Block.FILE_CRC, crc));
    write(header, Block.FILE_HEADER);
    block.position(Block.HEADER);
  }

  @Override
  public void write(DirectBuffer record, int offset, int length) {
    if (block.remaining() < Block.PREFIX + length) {
      if (records > 0) {
        endBlock();
      }
      if (block.remaining() < Block.PREFIX + length) {
        block = Block.allocate(Block.HEADER + Block.PREFIX + length);
        block.position(Block.HEADER);
      }
    }
    block.putInt(length);
    record.getBytes(offset, block, length);
    records++;
  }

  private void endBlock() {
    int length = block.position();
    block.putInt(Block.LENGTH, length);
    block.putInt(Block.NUMBER, blocks++);
    block.putInt(Block.RECORDS, records);
    block.putInt(Block.CRC, Block.checksum(block, Block.LENGTH, length, crc));
    write(block, length);
    block.clear().position(Block.HEADER);
    allRecords += records;
    records = 0;
  }

  /** Writes the last block and forces the file. */
  void finish() {
    if (records > 0) {
      endBlock();
    }
    block.putLong(allRecords);
    endBlock();
    try {
      output.force();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void write(ByteBuffer bytes, int length) {
    bytes.limit(length).position(0);
    try {
      if (directory.usableBytes() - length < minFreeBytes) {
        throw new SnapshotException(
            "%s isn't written on: it would leave less than %d bytes free, which the journal needs"
                .formatted(file, minFreeBytes));
      }
      output.write(bytes);
    } catch (IOException e) {
      throw failed(e);
    }
    bytes.clear();
  }

  private SnapshotException failed(IOException e) {
    return new SnapshotException("%s can't be written: %s".formatted(file, e), e);
  }

  @Override
  public void close() throws IOException {
    output.close();
  }
}
