package io.seriba.persistence.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * The directory that snapshots lie in: what they need of a file system. What was written or renamed
 * outlives the power once it was forced, and not before.
 */
public interface SnapshotDirectory {

  /** Returns where it is. */
  Path path();

  /** Makes it if it isn't there. */
  void make() throws IOException;

  /**
   * Keeps every other process from writing here until it is closed.
   *
   * @throws IOException if one does now
   */
  default Closeable lock() throws IOException {
    return () -> {};
  }

  /** Returns the names of all that is in it; none if it isn't there. */
  List<String> names() throws IOException;

  /** Returns how much can still be written, bytes. */
  long usableBytes() throws IOException;

  /** Begins a file that isn't there yet. */
  Output create(String name) throws IOException;

  /** Opens a file. */
  Input open(String name) throws IOException;

  /** Gives a file another name, in place of what bore that before: both at once or neither. */
  void rename(String from, String to) throws IOException;

  /** Removes a file if it is there. */
  void delete(String name) throws IOException;

  /** Brings the names to the disk, the directory's own included. */
  void force() throws IOException;

  /** A file that is written, front to back. */
  interface Output extends Closeable {
    /** Writes all that is left in the buffer. */
    void write(ByteBuffer bytes) throws IOException;

    /** Brings what was written to the disk. */
    void force() throws IOException;
  }

  /** A file that is read. */
  interface Input extends Closeable {
    /** Returns its length, bytes. */
    long size() throws IOException;

    /** Reads into what is left of the buffer; returns how many bytes, -1 at the end. */
    int read(ByteBuffer into, long from) throws IOException;
  }
}
