package io.seriba.persistence.snapshot;

import io.seriba.persistence.Directories;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A directory of the file system. */
record FileDirectory(Path path) implements SnapshotDirectory {

  @Override
  public void make() throws IOException {
    Files.createDirectories(path);
  }

  @Override
  public Closeable lock() throws IOException {
    FileChannel channel =
        FileChannel.open(
            path.resolve("snapshots.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new IOException("this process writes another snapshot there now", e);
    }
    channel.close();
    throw new IOException("another process writes a snapshot there now");
  }

  @Override
  public List<String> names() throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (var files = Files.list(path)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public long usableBytes() throws IOException {
    FileStore store = Files.getFileStore(path);
    return store.getUsableSpace();
  }

  @Override
  public Output create(String name) throws IOException {
    return new Written(
        FileChannel.open(
            path.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  @Override
  public Input open(String name) throws IOException {
    return new Read(FileChannel.open(path.resolve(name), StandardOpenOption.READ));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(path.resolve(from), path.resolve(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(path.resolve(name));
  }

  @Override
  public void force() throws IOException {
    Directories.force(path);
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      Directories.force(parent);
    }
  }

  private record Written(FileChannel channel) implements Output {
    @Override
    public void write(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(true);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private record Read(FileChannel channel) implements Input {
    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public int read(ByteBuffer into, long from) throws IOException {
      return channel.read(into, from);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
