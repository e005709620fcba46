package io.seriba.server.demo;

import java.io.Console;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/**
 * Where the demo shows itself: lines that stay, and one line of progress. On a terminal that line
 * is written anew in place; elsewhere it is printed every few seconds. One thread.
 */
final class Screen {
  private static final long PLAIN_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int BAR = 24;

  /** No wrapping while the line is written, so that a narrow terminal cuts it off instead. */
  private static final String REWRITE = "\r\u001b[K\u001b[?7l";

  private static final String REWRITTEN = "\u001b[?7h";

  private final PrintWriter out;
  private final boolean live;
  private long lastProgress = System.nanoTime();
  private boolean progressShown;

  Screen(PrintWriter out, boolean plain) {
    this.out = out;
    this.live = !plain && isTerminal();
  }

  // null since JDK 25 again where there is no terminal
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    Console console = System.console();
    String terminal = System.getenv("TERM");
    return console != null && console.isTerminal() && !"dumb".equals(terminal);
  }

  /** Prints a line that stays. */
  void line(String text) {
    clear();
    out.println(text);
    out.flush();
  }

  /** Shows how far it is: {@code done} of 1, and in words. */
  void progress(double done, String text) {
    long now = System.nanoTime();
    if (live) {
      int filled = (int) (BAR * Math.clamp(done, 0, 1));
      out.print(
          REWRITE + "  " + "█".repeat(filled) + "░".repeat(BAR - filled) + " " + text + REWRITTEN);
      out.flush();
      progressShown = true;
    } else if (now - lastProgress >= PLAIN_PAUSE_NANOS) {
      lastProgress = now;
      out.println("  " + text);
      out.flush();
    }
  }

  /** Removes the line of progress. */
  void clear() {
    if (progressShown) {
      out.print("\r\u001b[K");
      out.flush();
      progressShown = false;
    }
  }
}
