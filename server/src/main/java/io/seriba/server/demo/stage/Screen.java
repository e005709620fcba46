package io.seriba.server.demo.stage;

import java.io.Console;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/**
 * Where the demo shows itself: lines that stay, and below them the progress in up to two lines. On
 * a terminal these are written anew in place; elsewhere they are printed as one, every few seconds.
 * Made for 80 columns. One thread.
 */
public final class Screen {
  private static final long PLAIN_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int BAR = 24;

  /** Removes all from the start of the cursor's line to the end of the screen. */
  private static final String CLEAR = "\r\u001b[J";

  /** No wrapping while the lines are written, so that a narrow terminal cuts them off instead. */
  private static final String NO_WRAP = "\u001b[?7l";

  private static final String WRAP = "\u001b[?7h";
  private static final String LINE_UP = "\u001b[A";

  private final PrintWriter out;
  private final boolean live;
  private final String full;
  private final String empty;
  private long lastProgress = System.nanoTime();
  private boolean progressShown;

  /**
   * Makes one.
   *
   * @param plain whether nothing may be written in place
   */
  public Screen(PrintWriter out, boolean plain) {
    this.out = out;
    this.live = !plain && isTerminal();
    boolean blocks = canShow("█");
    full = blocks ? "█" : "#";
    empty = blocks ? "░" : ".";
  }

  /** Tells whether there are characters for a text where it is shown. */
  public static boolean canShow(String text) {
    return System.out.charset().newEncoder().canEncode(text);
  }

  /** Returns how long it took since a time of {@link System#nanoTime}, for people. */
  public static String since(long nanos) {
    return "(%.1f s)".formatted((System.nanoTime() - nanos) / 1e9);
  }

  // null since JDK 25 again where there is no terminal
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    Console console = System.console();
    String terminal = System.getenv("TERM");
    return console != null && console.isTerminal() && !"dumb".equals(terminal);
  }

  /** Prints a line that stays. */
  public void line(String text) {
    clear();
    out.println(text);
    out.flush();
  }

  /** Shows how far it is: {@code done} of 1, and in words; the second line may be empty. */
  public void progress(double done, String first, String second) {
    long now = System.nanoTime();
    if (live) {
      int filled = (int) (BAR * Math.clamp(done, 0, 1));
      out.print(
          CLEAR
              + NO_WRAP
              + ("  " + full.repeat(filled) + empty.repeat(BAR - filled) + " " + first)
              + (second.isEmpty() ? "" : "\n  " + second + LINE_UP)
              + WRAP);
      out.flush();
      progressShown = true;
    } else if (now - lastProgress >= PLAIN_PAUSE_NANOS) {
      lastProgress = now;
      out.println("  " + first + (second.isEmpty() ? "" : ", " + second));
      out.flush();
    }
  }

  /** Removes the progress. */
  public void clear() {
    if (progressShown) {
      out.print(CLEAR);
      out.flush();
      progressShown = false;
    }
  }
}
