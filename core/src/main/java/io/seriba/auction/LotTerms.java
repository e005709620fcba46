package io.seriba.auction;

import io.seriba.ledger.Account;
import io.seriba.ledger.Currency;
import io.seriba.sbe.DefineLotDecoder;
import io.seriba.sbe.LotFormat;
import io.seriba.sbe.SoftClose;

/** What a lot is defined with, defaults filled in: 0 stands for none in amounts and times. */
record LotTerms(
    long lot,
    Sale sale,
    Account seller,
    Currency currency,
    IncrementTable increments,
    int incrementTableId,
    LotFormat format,
    int position,
    long openingPrice,
    long reserve,
    long buyNow,
    long opensAt,
    long duration,
    long window,
    long extension,
    long latestEnd,
    SoftClose softClose,
    int depositBasisPoints) {

  /** What applies where a duration, a window or an extension isn't given: 5 minutes. */
  private static final long DEFAULT_DURATION = 5 * 60 * 1_000_000L;

  static LotTerms of(
      DefineLotDecoder command,
      Sale sale,
      Account seller,
      Currency currency,
      IncrementTable increments) {
    return new LotTerms(
        command.lot(),
        sale,
        seller,
        currency,
        increments,
        command.incrementTable(),
        command.format(),
        position(command, sale),
        command.openingPrice(),
        command.reserve(),
        command.buyNow(),
        command.opensAt(),
        orDefault(command.duration()),
        orDefault(command.window()),
        orDefault(command.extension()),
        command.latestEnd(),
        command.softClose(),
        command.deposit());
  }

  /** Returns the place that the lot asks for; behind the last one if it doesn't ask. */
  static int position(DefineLotDecoder command, Sale sale) {
    return command.position() == DefineLotDecoder.positionNullValue()
        ? sale.lastPosition() + 1
        : command.position();
  }

  /** Tells whether the terms contradict neither each other nor the present time. */
  static boolean areValid(DefineLotDecoder command, long now) {
    long duration = orDefault(command.duration());
    long buyNow = command.buyNow();
    long opensAt = command.opensAt();
    long latestEnd = command.latestEnd();
    if (buyNow != 0 && (buyNow < command.openingPrice() || buyNow < command.reserve())) {
      return false;
    }
    if (duration == 0 || (opensAt != 0 && opensAt <= now)) {
      return false;
    }
    return latestEnd == 0 || (latestEnd > now && (opensAt == 0 || latestEnd >= opensAt + duration));
  }

  private static long orDefault(long duration) {
    return duration == DefineLotDecoder.durationNullValue() ? DEFAULT_DURATION : duration;
  }
}
