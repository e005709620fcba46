package io.seriba.server.demo.stage;

import io.seriba.gateway.ws.Tokens;
import java.util.concurrent.CompletableFuture;

/**
 * Where the acts play: a running server, the screen, and the checks that they leave.
 *
 * @param address the server's
 * @param tokens that the server accepts
 * @param failure completed with what went wrong when the demo can't go on; by any thread
 */
public record Venue(
    String address,
    Tokens tokens,
    Screen screen,
    Checks checks,
    CompletableFuture<String> failure) {
  /** Who opens accounts and moves funds. */
  public static final long ADMIN = 1;

  /** Who runs sales, pools and stores. */
  public static final long AUCTIONEER = 2;

  /**
   * Makes a stage for an act; the act closes it.
   *
   * @param act its number: no two stages of a venue have the same
   * @param seconds how long the act may go on without any client hearing anything, besides a minute
   * @param events gets every event that any client gets
   */
  public Stage stage(int act, int seconds, EventListener events) {
    return new Stage(this, act, seconds, events);
  }
}
