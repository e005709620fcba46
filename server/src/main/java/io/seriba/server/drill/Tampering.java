package io.seriba.server.drill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** What befalls files. */
final class Tampering {
  private static final int PAGE = 4_096;

  private Tampering() {}

  /** Flips one bit. */
  static void flip(Path file, long at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) at] ^= 1;
    overwrite(file, at, new byte[] {bytes[(int) at]});
  }

  static void overwrite(Path file, long at, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), at);
    }
  }

  /** Zeroes the page that holds a byte. */
  static void zeroPage(Path file, long at) throws IOException {
    long page = at / PAGE * PAGE;
    overwrite(file, page, new byte[(int) Math.min(PAGE, Files.size(file) - page)]);
  }

  static void cut(Path file, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  static void swap(Path one, Path other) throws IOException {
    Path aside = one.resolveSibling("aside");
    Files.move(one, aside);
    Files.move(other, one);
    Files.move(aside, other);
  }

  /** Deletes a file, or a directory and all that is in it. */
  static void delete(Path path) throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }

  /** Returns the checksum of every file in a directory, but for the locks. */
  static Map<Path, Long> checksums(Path directory) throws IOException {
    Map<Path, Long> sums = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.toString().endsWith(".lock")) {
          CRC32C crc = new CRC32C();
          crc.update(Files.readAllBytes(file));
          sums.put(directory.relativize(file), crc.getValue());
        }
      }
    }
    return sums;
  }
}
