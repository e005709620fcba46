package io.seriba.persistence.postgres;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a PostgreSQL of the server's own says: a file that is added to, and kept from filling the
 * disk that the journal may be on.
 */
final class ServerLog {
  private static final Logger LOG = LoggerFactory.getLogger(ServerLog.class);
  private static final long MOST_BYTES = 16 << 20;
  private static final int SAID_BYTES = 16 << 10;
  private static final int SAID_LINES = 20;

  private final Path file;

  /** Whether the last attempt to limit it has failed, and that was told. */
  private boolean isUnlimited;

  /** Makes one in a file, which need not be there yet. */
  ServerLog(Path file) {
    this.file = file;
  }

  /** Returns where programs write to. */
  Redirect redirect() {
    return Redirect.appendTo(file.toFile());
  }

  /**
   * Moves its end to a second file, in place of what is in that, if it is too long. Programs may go
   * on to write: each write goes to the file's end, wherever that is; what comes meanwhile may be
   * lost. If this fails, that is logged once: no PostgreSQL shall be away for the sake of its log.
   */
  void limit() {
    try {
      if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
        try {
          copyEnd();
        } finally {
          FileChannel.open(file, WRITE, TRUNCATE_EXISTING).close();
        }
      }
      isUnlimited = false;
    } catch (IOException e) {
      if (!isUnlimited) {
        LOG.warn("{} can't be kept short", file, e);
      }
      isUnlimited = true;
    }
  }

  private void copyEnd() throws IOException {
    Path second = file.resolveSibling(file.getFileName() + ".1");
    try (FileChannel from = FileChannel.open(file, READ);
        FileChannel to = FileChannel.open(second, CREATE, WRITE, TRUNCATE_EXISTING)) {
      to.transferFrom(from.position(from.size() - MOST_BYTES), 0, MOST_BYTES);
    }
  }

  /** Returns the last that was said, for people. */
  String said() {
    try {
      return end();
    } catch (IOException e) {
      return "What it said can't be read: " + e;
    }
  }

  private String end() throws IOException {
    if (!Files.exists(file)) {
      return "It has said nothing";
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
