package io.seriba.persistence.snapshot;

import io.airlift.compress.lz4.Lz4Compressor;
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
  private final Lz4Compressor compressor = new Lz4Compressor();
  private ByteBuffer unpacked = Block.allocate(Block.CAPACITY);
  private ByteBuffer packed = Block.allocate(0);
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
  }

  @Override
  public void write(DirectBuffer record, int offset, int length) {
    if (unpacked.remaining() < Block.PREFIX + length) {
      if (records > 0) {
        endBlock();
      }
      if (unpacked.remaining() < Block.PREFIX + length) {
        unpacked = Block.allocate(Block.PREFIX + length);
      }
    }
    unpacked.putInt(length);
    record.getBytes(offset, unpacked, length);
    records++;
  }

  private void endBlock() {
    int bytes = unpacked.position();
    int most = compressor.maxCompressedLength(bytes);
    if (packed.capacity() < Block.HEADER + most) {
      packed = Block.allocate(Block.HEADER + most);
    }
    packed.position(Block.HEADER);
    compressor.compress(unpacked.flip(), packed);
    int length = packed.position();
    packed.putInt(Block.LENGTH, length);
    packed.putInt(Block.NUMBER, blocks++);
    packed.putInt(Block.RECORDS, records);
    packed.putLong(Block.UNPACKED, bytes);
    packed.putInt(Block.CRC, Block.checksum(packed, Block.LENGTH, length, crc));
    write(packed, length);
    unpacked.clear();
    allRecords += records;
    records = 0;
  }

  /** Writes the last block and forces the file. */
  void finish() {
    if (records > 0) {
      endBlock();
    }
    unpacked.putLong(allRecords);
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
