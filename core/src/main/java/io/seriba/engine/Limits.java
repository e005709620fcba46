package io.seriba.engine;

import io.seriba.sbe.ConfigureDecoder;
import io.seriba.sbe.ConfigureEncoder;

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
 * @param booking the bookings' own
 * @param gacha the gacha's own, and the medals'
 */
public record Limits(
    int requestIds,
    int accounts,
    int holds,
    int sales,
    int lots,
    int lotsPerSale,
    int approvals,
    int voidableBids,
    Booking booking,
    Gacha gacha) {

  /** The most heap that each remembered request id takes, index included, bytes. */
  public static final int MOST_BYTES_PER_REQUEST_ID = 96;

  /** What applies before the first {@code Configure}, and by default. */
  public static final Limits DEFAULT =
      new Limits(
          1_000_000,
          1_000_000,
          1_000_000,
          100_000,
          1_000_000,
          10_000,
          1_000_000,
          16,
          Booking.DEFAULT,
          Gacha.DEFAULT);

  /**
   * What bounds the bookings' memory, which grows with what is there.
   *
   * @param stores most stores
   * @param resources most resources
   * @param slots most slots; each costs about 64 bytes
   * @param slotsPerResource most slots of one exclusive resource
   * @param bookings most bookings that have not ended and places on waitlists together, since a
   *     place becomes a booking by itself; each costs about 200 bytes
   * @param endedBookings how many of the last ended bookings are known, so that a late pledge hears
   *     why it is refused; each costs as much as one that has not ended
   * @param waitingPerSlot most places on one slot's waitlist: what closing it goes through
   * @param perGuest most bookings that have not ended and places on waitlists, together, of one
   *     account: what its commands go through
   */
  public record Booking(
      int stores,
      int resources,
      int slots,
      int slotsPerResource,
      int bookings,
      int endedBookings,
      int waitingPerSlot,
      int perGuest) {

    /** What applies before the first {@code Configure}, and by default. */
    public static final Booking DEFAULT =
        new Booking(10_000, 100_000, 1_000_000, 10_000, 1_000_000, 10_000, 1_000, 1_000);

    /**
     * @throws IllegalArgumentException naming the first limit that is outside its range
     */
    public Booking {
      check("stores", stores, ConfigureDecoder.storesMaxValue());
      check("resources", resources, ConfigureDecoder.resourcesMaxValue());
      check("slots", slots, ConfigureDecoder.slotsMaxValue());
      check("slotsPerResource", slotsPerResource, ConfigureDecoder.slotsPerResourceMaxValue());
      check("bookings", bookings, ConfigureDecoder.bookingsMaxValue());
      check("endedBookings", endedBookings, ConfigureDecoder.endedBookingsMaxValue());
      check("waitingPerSlot", waitingPerSlot, ConfigureDecoder.waitingPerSlotMaxValue());
      check("perGuest", perGuest, ConfigureDecoder.perGuestMaxValue());
    }

    private static Booking of(ConfigureDecoder command) {
      return new Booking(
          command.stores(),
          command.resources(),
          command.slots(),
          command.slotsPerResource(),
          command.bookings(),
          command.endedBookings(),
          command.waitingPerSlot(),
          command.perGuest());
    }

    private void writeTo(ConfigureEncoder command) {
      command
          .stores(stores)
          .resources(resources)
          .slots(slots)
          .slotsPerResource(slotsPerResource)
          .bookings(bookings)
          .endedBookings(endedBookings)
          .waitingPerSlot(waitingPerSlot)
          .perGuest(perGuest);
    }
  }

  /**
   * What bounds the memory of pools and medals, which grows with what is there.
   *
   * @param medalLots most lots of medals, spent ones that can be refunded included; each costs
   *     about 150 bytes
   * @param refundableSpends how many of the last spends of medals can be refunded; each costs about
   *     100 bytes, and 40 for each lot that it took from
   * @param pools most pools; each costs about 2,000 bytes
   * @param prizes most prizes of all pools together; each costs about 120 bytes
   * @param players most pairs of an account and a pool that it drew from; each costs about 200
   *     bytes
   * @param ownedPrizes most pairs of an account and a prize whose duplicates convert; each costs
   *     about 40 bytes
   * @param seeds most server seeds ever, since none may be used again; each costs about 70 bytes
   * @param offers most offers of exchange shops; each costs about 80 bytes
   * @param lotsPerHolder most lots of medals of one account, spent ones that can be refunded
   *     included: what a spend or grant of it goes through
   */
  public record Gacha(
      int medalLots,
      int refundableSpends,
      int pools,
      int prizes,
      int players,
      int ownedPrizes,
      int seeds,
      int offers,
      int lotsPerHolder) {

    /** What applies before the first {@code Configure}, and by default. */
    public static final Gacha DEFAULT =
        new Gacha(
            1_000_000,
            100_000,
            10_000,
            2_000_000,
            1_000_000,
            10_000_000,
            1_000_000,
            100_000,
            10_000);

    /**
     * @throws IllegalArgumentException naming the first limit that is outside its range
     */
    public Gacha {
      check("medalLots", medalLots, ConfigureDecoder.medalLotsMaxValue());
      check("refundableSpends", refundableSpends, ConfigureDecoder.refundableSpendsMaxValue());
      check("pools", pools, ConfigureDecoder.poolsMaxValue());
      check("prizes", prizes, ConfigureDecoder.prizesMaxValue());
      check("players", players, ConfigureDecoder.playersMaxValue());
      check("ownedPrizes", ownedPrizes, ConfigureDecoder.ownedPrizesMaxValue());
      check("seeds", seeds, ConfigureDecoder.seedsMaxValue());
      check("offers", offers, ConfigureDecoder.offersMaxValue());
      check("lotsPerHolder", lotsPerHolder, ConfigureDecoder.lotsPerHolderMaxValue());
    }

    private static Gacha of(ConfigureDecoder command) {
      return new Gacha(
          command.medalLots(),
          command.refundableSpends(),
          command.pools(),
          command.prizes(),
          command.players(),
          command.ownedPrizes(),
          command.seeds(),
          command.offers(),
          command.lotsPerHolder());
    }

    private void writeTo(ConfigureEncoder command) {
      command
          .medalLots(medalLots)
          .refundableSpends(refundableSpends)
          .pools(pools)
          .prizes(prizes)
          .players(players)
          .ownedPrizes(ownedPrizes)
          .seeds(seeds)
          .offers(offers)
          .lotsPerHolder(lotsPerHolder);
    }
  }

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
        command.voidableBids(),
        Booking.of(command),
        Gacha.of(command));
  }

  /** Fills in a {@code Configure}'s limits; account and request id stay as they are. */
  public void writeTo(ConfigureEncoder command) {
    command
        .requestIds(requestIds)
        .accounts(accounts)
        .holds(holds)
        .sales(sales)
        .lots(lots)
        .lotsPerSale(lotsPerSale)
        .approvals(approvals)
        .voidableBids(voidableBids);
    booking.writeTo(command);
    gacha.writeTo(command);
  }

  private static void check(String name, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(
          "limits." + name + " is " + value + "; it must be from 1 to " + max);
    }
  }
}
