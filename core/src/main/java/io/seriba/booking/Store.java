package io.seriba.booking;

import io.seriba.engine.Topic;
import io.seriba.ledger.Account;
import io.seriba.ledger.Currency;
import io.seriba.sbe.DefineStoreDecoder;
import io.seriba.sbe.Flag;
import io.seriba.sbe.NoShowPolicy;
import io.seriba.sbe.Payment;
import io.seriba.sbe.snapshot.StateStoreDecoder;
import io.seriba.sbe.snapshot.StateStoreEncoder;

/** Who offers slots, and on what policies; they never change. Durations are microseconds. */
final class Store extends Topic {
  private static final long MINUTE = 60 * 1_000_000L;
  private static final long DEFAULT_TTL = 10 * MINUTE;
  private static final long DEFAULT_GRACE = 15 * MINUTE;

  /** Who is paid; books nothing here. */
  final Account payee;

  final Currency currency;

  /** How long a guest's hold lasts at most, and by default. */
  final long holdTtl;

  final long waitlistTtl;
  final long grace;
  final long noShowPeriod;

  /** Most bookings of one guest that are held; 0: any number. */
  final int maxHolds;

  final int noShowCount;
  final NoShowPolicy noShowPolicy;
  final boolean overlapForbidden;
  final Payment payment;

  Store(DefineStoreDecoder command, Account payee, Currency currency) {
    super(command.store(), 0);
    this.payee = payee;
    this.currency = currency;
    holdTtl = orDefault(command.holdTtl(), DEFAULT_TTL);
    waitlistTtl = orDefault(command.waitlistTtl(), DEFAULT_TTL);
    grace = orDefault(command.grace(), DEFAULT_GRACE);
    noShowPeriod = command.noShowPeriod();
    maxHolds = command.maxHolds();
    noShowCount = command.noShowCount();
    noShowPolicy = command.noShowPolicy();
    overlapForbidden = command.overlapForbidden() == Flag.YES;
    payment = command.payment();
  }

  Store(StateStoreDecoder record, Account payee, Currency currency) {
    super(record.store(), 0);
    offset(record.topicOffset());
    this.payee = payee;
    this.currency = currency;
    holdTtl = record.holdTtl();
    waitlistTtl = record.waitlistTtl();
    grace = record.grace();
    noShowPeriod = record.noShowPeriod();
    maxHolds = record.maxHolds();
    noShowCount = record.noShowCount();
    noShowPolicy = NoShowPolicy.get(record.noShowPolicy());
    overlapForbidden = record.overlapForbidden() != 0;
    payment = Payment.get(record.payment());
  }

  void save(StateStoreEncoder record) {
    record
        .store(id)
        .topicOffset(offset())
        .holdTtl(holdTtl)
        .waitlistTtl(waitlistTtl)
        .grace(grace)
        .noShowPeriod(noShowPeriod)
        .payee(payee.number())
        .maxHolds(maxHolds)
        .noShowCount((short) noShowCount)
        .noShowPolicy(noShowPolicy.value())
        .overlapForbidden((short) (overlapForbidden ? 1 : 0))
        .payment(payment.value())
        .currency((short) currency.number());
  }

  /** Tells whether the policies make sense: holds and offers last, and no-shows count or don't. */
  static boolean isValid(DefineStoreDecoder command) {
    boolean counts = command.noShowCount() != 0 && command.noShowPeriod() != 0;
    boolean countsNot = command.noShowCount() == 0 && command.noShowPeriod() == 0;
    return command.holdTtl() != 0
        && command.waitlistTtl() != 0
        && (command.noShowPolicy() == NoShowPolicy.NONE ? countsNot : counts);
  }

  /** Tells whether the policy hits a guest with these no-shows. */
  boolean countsAgainst(Guest guest, long now) {
    return noShowPolicy != NoShowPolicy.NONE
        && guest.noShowsSince(now, noShowPeriod) >= noShowCount;
  }

  private static long orDefault(long duration, long otherwise) {
    return duration == DefineStoreDecoder.holdTtlNullValue() ? otherwise : duration;
  }
}
