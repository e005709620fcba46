package io.seriba.persistence.postgres;

import io.seriba.persistence.Directories;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's own programs, unpacked from the archive that comes along. They are unpacked beside
 * their place, written through to the disk and then moved there: what is there is whole, wherever
 * an earlier start was killed.
 */
final class Programs {
  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
  private static final String DRAFT = "unpacked-";
  private static final int OWNER_MAY_EXECUTE = 0100;

  private final Path home;

  private Programs(Path home) {
    this.home = home;
  }

  /**
   * Returns the programs in a directory, unpacked there if they aren't yet, or if those there are
   * of another version. None of them may run.
   *
   * @throws IOException if they can't be unpacked
   */
  static Programs in(Path directory) throws IOException {
    Path home = directory.resolve(version());
    if (!Files.exists(home)) {
      Files.createDirectories(directory);
      Path draft = Files.createTempDirectory(directory, DRAFT);
      unpack(draft);
      forceDirectories(draft);
      Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
      Directories.force(directory);
      sweep(directory, home);
    }
    return new Programs(home);
  }

  private static void forceDirectories(Path unpacked) throws IOException {
    try (Stream<Path> entries = Files.walk(unpacked)) {
      for (Path each : entries.filter(Programs::isRealDirectory).toList()) {
        Directories.force(each);
      }
    }
  }

  private static boolean isRealDirectory(Path entry) {
    return Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
  }

  /** Removes other versions, and what interrupted starts have left. */
  private static void sweep(Path directory, Path home) throws IOException {
    List<Path> others;
    try (Stream<Path> entries = Files.list(directory)) {
      others = entries.filter(entry -> !entry.equals(home)).toList();
    }
    for (Path other : others) {
      Path doomed = directory.resolve(DRAFT + "old-" + other.getFileName()); // half is none
      Files.move(other, doomed, StandardCopyOption.ATOMIC_MOVE);
      Directories.delete(doomed);
    }
  }

  private static String version() throws IOException {
    CRC32C sum = new CRC32C();
    try (InputStream archive = new CheckedInputStream(archive(), sum)) {
      archive.transferTo(OutputStream.nullOutputStream());
    }
    return "%08x".formatted(sum.getValue());
  }

  private static InputStream archive() throws IOException {
    InputStream archive = Programs.class.getResourceAsStream(ARCHIVE);
    if (archive == null) {
      throw new IOException("no PostgreSQL comes along: " + ARCHIVE + " isn't on the class path");
    }
    return archive;
  }

  private static void unpack(Path directory) throws IOException {
    try (TarArchiveInputStream entries =
        new TarArchiveInputStream(new XZCompressorInputStream(archive()))) {
      for (TarArchiveEntry entry = entries.getNextEntry();
          entry != null;
          entry = entries.getNextEntry()) {
        Path path = directory.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
          unpack(entries, path, (entry.getMode() & OWNER_MAY_EXECUTE) != 0);
        } else {
          throw new IOException(entry.getName() + " is of a kind that can't be unpacked");
        }
      }
    }
  }

  private static void unpack(InputStream entry, Path path, boolean isProgram) throws IOException {
    Files.createDirectories(Objects.requireNonNull(path.getParent()));
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      entry.transferTo(Channels.newOutputStream(file));
      if (isProgram) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      file.force(true);
    }
  }

  /**
   * Starts a program.
   *
   * @param program its file's name
   * @param log gets what it says, and what those say that it starts
   * @throws IOException if it can't be started
   */
  Run start(String program, List<String> arguments, ServerLog log) throws IOException {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("unshare", "-U")); // PostgreSQL refuses to run as root
    }
    command.add(home.resolve("bin").resolve(program).toString());
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.redirect())
            .start();
    return new Run(process);
  }

  private static boolean isRoot() throws IOException {
    return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  /** A program that was started. */
  record Run(Process process) {
    /** Ends it and what it has started. */
    void kill() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
