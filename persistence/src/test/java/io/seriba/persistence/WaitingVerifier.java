package io.seriba.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A process that verifies the journal in the directory given, and waits at its first record. */
public final class WaitingVerifier {
  private WaitingVerifier() {}

  /** Says that it verifies, and goes on when its input ends. */
  public static void main(String[] arguments) {
    JournalVerifier.verify(
        Path.of(arguments[0]),
        (sequence, timestamp, command, offset, length) -> {
          if (sequence == 1) {
            System.out.println("verifying");
            waitForInput();
          }
        });
  }

  private static void waitForInput() {
    try {
      System.in.transferTo(System.out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
