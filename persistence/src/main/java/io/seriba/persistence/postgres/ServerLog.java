package io.seriba.persistence.postgres;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What a PostgreSQL of the server's own says: a file that is added to, and kept from filling the
 * disk that the journal may be on.
 */
final class ServerLog {
  private static final long MOST_BYTES = 16 << 20;
  private static final int SAID_BYTES = 16 << 10;
  private static final int SAID_LINES = 20;

  private final Path file;

  /** Makes one in a file, which need not be there yet. */
  ServerLog(Path file) {
    this.file = file;
  }

  /** Returns where programs write to. */
  Redirect redirect() {
    return Redirect.appendTo(file.toFile());
  }

  /**
   * Moves what is there to a second file, in place of what is in that, if it is too much. Programs
   * may go on to write: each write goes to the file's end, wherever that is.
   */
  void limit() throws IOException {
    if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
      Files.copy(
          file,
          file.resolveSibling(file.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
      FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
          .close();
    }
  }

  /** Returns the last that was said, for people. */
  String said() throws IOException {
    if (!Files.exists(file)) {
      return "it has said nothing";
    }
    byte[] end;
    try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, reader.length() - SAID_BYTES);
      end = new byte[(int) (reader.length() - from)];
      reader.seek(from);
      reader.readFully(end);
    }
    List<String> lines = new String(end, ISO_8859_1).lines().toList(); // whatever it is in
    return file
        + " ends with\n  "
        + String.join("\n  ", lines.subList(Math.max(0, lines.size() - SAID_LINES), lines.size()));
  }
}
