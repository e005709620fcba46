package io.seriba.engine;

import io.seriba.sbe.ConfigureDecoder;

/**
 * The numbers that bound the engine's memory. They decide what is refused, so they are logged: the
 * host appends them as a {@code Configure} command.
 *
 * @param requestIds how many request ids are remembered; each costs 64 bytes, plus 16 to 32 of
 *     index, allocated at once
 * @param accounts most accounts
 * @param holds most holds at a time
 * @param sales most sales
 * @param lots most lots
 * @param lotsPerSale most lots in one sale
 * @param approvals most approvals of bidders for sales
 * @param voidableBids how many of a lot's last bids can be voided; each costs 32 bytes for every
 *     lot that has a bid
 */
public record Limits(
    int requestIds,
    int accounts,
    int holds,
    int sales,
    int lots,
    int lotsPerSale,
    int approvals,
    int voidableBids) {

  /** The most heap that each remembered request id takes, index included, bytes. */
  public static final int MOST_BYTES_PER_REQUEST_ID = 96;

  /** What applies before the first {@code Configure}, and by default. */
  public static final Limits DEFAULT =
      new Limits(1_000_000, 1_000_000, 1_000_000, 100_000, 1_000_000, 10_000, 1_000_000, 16);

  /**
   * @throws IllegalArgumentException naming the first limit that is outside its range
   */
  public Limits {
    check("requestIds", requestIds, ConfigureDecoder.requestIdsMaxValue());
    check("accounts", accounts, ConfigureDecoder.accountsMaxValue());
    check("holds", holds, ConfigureDecoder.holdsMaxValue());
    check("sales", sales, ConfigureDecoder.salesMaxValue());
    check("lots", lots, ConfigureDecoder.lotsMaxValue());
    check("lotsPerSale", lotsPerSale, ConfigureDecoder.lotsPerSaleMaxValue());
    check("approvals", approvals, ConfigureDecoder.approvalsMaxValue());
    check("voidableBids", voidableBids, ConfigureDecoder.voidableBidsMaxValue());
  }

  /** Returns the limits that a command sets. */
  public static Limits of(ConfigureDecoder command) {
    return new Limits(
        command.requestIds(),
        command.accounts(),
        command.holds(),
        command.sales(),
        command.lots(),
        command.lotsPerSale(),
        command.approvals(),
        command.voidableBids());
  }

  private static void check(String name, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(
          "limits." + name + " is " + value + "; it must be from 1 to " + max);
    }
  }
}
