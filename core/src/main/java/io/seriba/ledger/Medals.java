package io.seriba.ledger;

import io.seriba.engine.EventWriter;
import io.seriba.engine.Limits;
import io.seriba.ledger.MedalSpends.Spend;
import io.seriba.ledger.MedalSpends.Taking;
import io.seriba.sbe.Flag;
import io.seriba.sbe.GrantMedalsDecoder;
import io.seriba.sbe.MedalKind;
import io.seriba.sbe.MedalsExpiredEncoder;
import io.seriba.sbe.MedalsGrantedEncoder;
import io.seriba.sbe.MedalsRefundedEncoder;
import io.seriba.sbe.MedalsSpentEncoder;
import io.seriba.sbe.PaidMedalsReportedEncoder;
import io.seriba.sbe.Reason;
import io.seriba.sbe.RefundMedalsDecoder;
import io.seriba.sbe.SpendMedalsDecoder;
import io.seriba.sbe.snapshot.TimerStateDecoder;
import io.seriba.timer.TimerKind;
import io.seriba.timer.Timers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Medals: two currencies, {@code MEDAL_FREE} and {@code MEDAL_PAID}, that accounts hold as lots.
 *
 * <p>They move only between an account and the outside world, whole lots' worth or parts of them;
 * so one event tells both sides, and the outside world's balance is what all accounts have,
 * negated. No other command moves them, no hold or credit is in them.
 *
 * <p>A spend takes free lots first, then paid ones, each by (expiry, sequence), and remembers what
 * it took from which. The checks, in order, and the events:
 *
 * <ul>
 *   <li>GrantMedals: UNKNOWN_ACCOUNT, UNKNOWN_CURRENCY, INVALID_MEDALS (paid ones without a price,
 *       free ones with one, expiry not ahead), CAPACITY_EXCEEDED (lots, of this account or in all):
 *       MedalsGranted.
 *   <li>SpendMedals: UNKNOWN_ACCOUNT, INSUFFICIENT_MEDALS: MedalsSpent, for each 100 lots one.
 *   <li>RefundMedals: UNKNOWN_SPEND (never was, refunded, or forgotten): MedalsRefunded, for each
 *       100 lots one, then MedalsExpired for each lot whose time is over.
 *   <li>ReportPaidMedals: UNKNOWN_ACCOUNT (the actor's): PaidMedalsReported.
 *   <li>Expiry timer, set while something is left: MedalsExpired.
 * </ul>
 */
public final class Medals {
  private static final byte[] FREE_CODE = code("MEDAL_FREE");
  private static final byte[] PAID_CODE = code("MEDAL_PAID");

  /** Lots in one event. */
  private static final int ROWS = 100;

  private static final int ROWS_LENGTH = 4 + ROWS * MedalsSpentEncoder.LotsEncoder.sbeBlockLength();

  private final Ledger ledger;
  private final EventWriter events;
  private final Timers timers;
  private final Long2ObjectHashMap<MedalLot> lots = new Long2ObjectHashMap<>();
  private final ArrayDeque<MedalLot> unusedLots = new ArrayDeque<>();
  private final MedalSpends spends = new MedalSpends(this);
  private Limits.Gacha limits = Limits.Gacha.DEFAULT;
  private long unspentPaid;

  private final MedalsGrantedEncoder medalsGranted = new MedalsGrantedEncoder();
  private final MedalsSpentEncoder medalsSpent = new MedalsSpentEncoder();
  private final MedalsRefundedEncoder medalsRefunded = new MedalsRefundedEncoder();
  private final MedalsExpiredEncoder medalsExpired = new MedalsExpiredEncoder();
  private final PaidMedalsReportedEncoder paidMedalsReported = new PaidMedalsReportedEncoder();

  Medals(Ledger ledger, EventWriter events, Timers timers) {
    this.ledger = ledger;
    this.events = events;
    this.timers = timers;
  }

  private static byte[] code(String text) {
    byte[] code = new byte[Currency.CODE_LENGTH];
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, code, 0, ascii.length);
    return code;
  }

  /** Tells whether the code at this place is one of the medals'. */
  static boolean isMedalCode(DirectBuffer buffer, int codeOffset) {
    return isCode(FREE_CODE, buffer, codeOffset) || isCode(PAID_CODE, buffer, codeOffset);
  }

  private static boolean isCode(byte[] code, DirectBuffer buffer, int codeOffset) {
    for (int i = 0; i < code.length; i++) {
      if (code[i] != buffer.getByte(codeOffset + i)) {
        return false;
      }
    }
    return true;
  }

  void configure(Limits.Gacha newLimits) {
    limits = newLimits;
    spends.forgetBeyond(newLimits.refundableSpends());
  }

  /** Returns the unspent paid medals of all accounts. */
  public long unspentPaid() {
    return unspentPaid;
  }

  /** Returns how many medals an account could spend. */
  public long spendable(Account account, boolean paidOnly) {
    MedalPurse purse = account.medals;
    if (purse == null) {
      return 0;
    }
    return purse.units(MedalKind.PAID) + (paidOnly ? 0 : purse.units(MedalKind.FREE));
  }

  /** Returns how many of so many medals that an account spends would be paid ones. */
  public long paidOf(Account account, long units, boolean paidOnly) {
    MedalPurse purse = account.medals;
    return purse == null || paidOnly ? units : Math.max(0, units - purse.units(MedalKind.FREE));
  }

  Reason check(GrantMedalsDecoder command, long now) {
    Account holder = ledger.find(command.holder());
    if (holder == null) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    if (ledger.findCurrency(command.buffer(), codeOffset(command)) == null) {
      return Reason.UNKNOWN_CURRENCY;
    }
    boolean isPriced = command.paid() != GrantMedalsDecoder.paidNullValue();
    if (isPriced != (command.kind() == MedalKind.PAID)
        || (expires(command) && command.expiry() <= now)) {
      return Reason.INVALID_MEDALS;
    }
    MedalPurse purse = holder.medals;
    boolean hasRoom = purse == null || purse.lots < limits.lotsPerHolder();
    return hasRoom && lots.size() < limits.medalLots() ? Reason.ACCEPTED : Reason.CAPACITY_EXCEEDED;
  }

  void apply(GrantMedalsDecoder command, long id) {
    Account holder = ledger.account(command.holder());
    MedalPurse purse = purse(holder);
    Currency currency = ledger.currency(command.buffer(), codeOffset(command));
    MedalLot lot = unusedLots.isEmpty() ? new MedalLot() : unusedLots.pop();
    lot.id = id;
    lot.purse = purse;
    purse.lots++;
    lot.kind = command.kind();
    lot.granted = command.units();
    lot.expiry = expires(command) ? command.expiry() : Long.MAX_VALUE;
    lot.paid = command.paid();
    lot.currency = currency;
    lots.put(id, lot);
    put(lot, command.units());
    setTimer(lot);
    MedalsGrantedEncoder event =
        events
            .open(medalsGranted, holder)
            .account(holder.id)
            .units(command.units())
            .expiry(command.expiry())
            .paid(command.paid())
            .freeLeft(purse.units(MedalKind.FREE))
            .paidLeft(purse.units(MedalKind.PAID))
            .kind(command.kind());
    currency.putCode(
        event.buffer(), event.offset() + MedalsGrantedEncoder.currencyEncodingOffset());
    events.close(event);
  }

  /** Returns an account's purse; it comes into being at first use. */
  MedalPurse purse(Account holder) {
    MedalPurse purse = holder.medals;
    if (purse == null) {
      purse = new MedalPurse(holder);
      holder.medals = purse;
    }
    return purse;
  }

  private static boolean expires(GrantMedalsDecoder command) {
    return command.expiry() != GrantMedalsDecoder.expiryNullValue();
  }

  private static int codeOffset(GrantMedalsDecoder command) {
    return command.offset() + GrantMedalsDecoder.currencyEncodingOffset();
  }

  Reason check(SpendMedalsDecoder command) {
    Account holder = ledger.find(command.holder());
    if (holder == null) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    return spendable(holder, command.paidOnly() == Flag.YES) >= command.units()
        ? Reason.ACCEPTED
        : Reason.INSUFFICIENT_MEDALS;
  }

  void apply(SpendMedalsDecoder command, long id) {
    spend(ledger.account(command.holder()), command.units(), command.paidOnly() == Flag.YES, id);
  }

  /**
   * Spends medals, of which there are enough, and writes the events.
   *
   * @param id of the spend: the sequence of the command that caused it
   */
  public void spend(Account account, long units, boolean paidOnly, long id) {
    MedalPurse purse = account.medals;
    assert purse != null && spendable(account, paidOnly) >= units && units > 0;
    Spend spend = spends.add(id, purse);
    long free = paidOnly ? 0 : Math.min(units, purse.units(MedalKind.FREE));
    take(spend, purse, MedalKind.FREE, free);
    take(spend, purse, MedalKind.PAID, units - free);
    Taking taking = spend.first;
    while (taking != null) {
      taking = writeSpent(spend, taking);
    }
    spends.forgetBeyond(limits.refundableSpends());
  }

  private void take(Spend spend, MedalPurse purse, MedalKind kind, long units) {
    long missing = units;
    while (missing > 0) {
      MedalLot lot = purse.first(kind);
      assert lot != null;
      long taken = Math.min(missing, lot.left);
      take(lot, taken);
      if (lot.left == 0) {
        timers.cancel(lot.expiryTimer);
      }
      spends.addTaking(spend, lot, taken);
      missing -= taken;
    }
  }

  private void put(MedalLot lot, long units) {
    lot.purse().put(lot, units);
    unspentPaid += lot.kind == MedalKind.PAID ? units : 0;
  }

  private void take(MedalLot lot, long units) {
    lot.purse().take(lot, units);
    unspentPaid -= lot.kind == MedalKind.PAID ? units : 0;
  }

  private void setTimer(MedalLot lot) {
    if (lot.expiry != Long.MAX_VALUE) {
      timers.set(lot.expiryTimer, TimerKind.MEDALS_EXPIRY, lot.id, lot.expiry);
    }
  }

  Reason check(RefundMedalsDecoder command) {
    return spends.find(command.spend()) == null ? Reason.UNKNOWN_SPEND : Reason.ACCEPTED;
  }

  void apply(RefundMedalsDecoder command, long now) {
    Spend spend = spends.find(command.spend());
    assert spend != null;
    for (Taking taking = spend.first; taking != null; taking = taking.next) {
      MedalLot lot = taking.lot();
      boolean wasEmpty = lot.left == 0;
      put(lot, taking.units);
      if (wasEmpty && lot.expiry > now) {
        setTimer(lot);
      }
    }
    Taking taking = spend.first;
    while (taking != null) {
      taking = writeRefunded(spend, taking);
    }
    for (Taking each = spend.first; each != null; each = each.next) {
      if (each.lot().expiry <= now) {
        expire(each.lot());
      }
    }
    spends.clear(spend);
  }

  /** Expires what is left of a lot whose time is over. */
  void expire(long id) {
    MedalLot lot = lots.get(id);
    assert lot != null && lot.left > 0 : id;
    expire(lot);
    freeIfUnused(lot);
  }

  private void expire(MedalLot lot) {
    MedalPurse purse = lot.purse();
    long units = lot.left;
    take(lot, units);
    events.close(
        events
            .open(medalsExpired, purse.account)
            .account(purse.account.id)
            .lot(lot.id)
            .units(units)
            .freeLeft(purse.units(MedalKind.FREE))
            .paidLeft(purse.units(MedalKind.PAID))
            .kind(lot.kind));
  }

  MedalState state() {
    return new MedalState(ledger, this, spends);
  }

  /** Returns all lots, in no order. */
  Collection<MedalLot> lots() {
    return lots.values();
  }

  @Nullable MedalLot find(long id) {
    return lots.get(id);
  }

  /** Adds a saved lot, of which so much was left. */
  void resume(MedalLot lot, long left, TimerStateDecoder expiry) {
    lots.put(lot.id, lot);
    lot.purse().lots++;
    if (left > 0) {
      put(lot, left);
    }
    timers.load(lot.expiryTimer, TimerKind.MEDALS_EXPIRY, lot.id, expiry);
  }

  /** Takes back a lot that nothing is left of and that no refund could put anything back to. */
  void freeIfUnused(MedalLot lot) {
    if (lot.left == 0 && lot.takings == 0) {
      lots.remove(lot.id);
      lot.purse().lots--;
      lot.purse = null;
      lot.currency = null;
      unusedLots.push(lot);
    }
  }

  void report(Account account) {
    PaidMedalsReportedEncoder event =
        events
            .open(paidMedalsReported, account, ROWS_LENGTH)
            .account(account.id)
            .units(unspentPaid);
    int rows = 0;
    for (int i = 0; i < ledger.currencies().size(); i++) {
      rows += ledger.currencies().get(i).unspentPaid > 0 ? 1 : 0;
    }
    PaidMedalsReportedEncoder.ValuesEncoder values = event.valuesCount(rows);
    for (int i = 0; i < ledger.currencies().size(); i++) {
      Currency currency = ledger.currencies().get(i);
      if (currency.unspentPaid > 0) {
        values.next().value(currency.unspentPaid);
        currency.putCode(
            event.buffer(),
            event.limit() - PaidMedalsReportedEncoder.ValuesEncoder.sbeBlockLength() + Long.BYTES);
      }
    }
    events.close(event);
  }

  private static int rowsFrom(@Nullable Taking first) {
    int rows = 0;
    for (Taking taking = first; taking != null && rows < ROWS; taking = taking.next) {
      rows++;
    }
    return rows;
  }

  /** Writes the event of the next lots; returns the first taking that it has no room for. */
  private @Nullable Taking writeSpent(Spend spend, Taking first) {
    MedalPurse purse = spend.purse();
    MedalsSpentEncoder event =
        events
            .open(medalsSpent, purse.account, ROWS_LENGTH)
            .account(purse.account.id)
            .spend(spend.id)
            .freeLeft(purse.units(MedalKind.FREE))
            .paidLeft(purse.units(MedalKind.PAID));
    int rows = rowsFrom(first);
    MedalsSpentEncoder.LotsEncoder row = event.lotsCount(rows);
    Taking taking = first;
    for (int i = 0; i < rows && taking != null; i++, taking = taking.next) {
      row.next().lot(taking.lot().id).units(taking.units).kind(taking.lot().kind);
    }
    events.close(event);
    return taking;
  }

  private @Nullable Taking writeRefunded(Spend spend, Taking first) {
    MedalPurse purse = spend.purse();
    MedalsRefundedEncoder event =
        events
            .open(medalsRefunded, purse.account, ROWS_LENGTH)
            .account(purse.account.id)
            .spend(spend.id)
            .freeLeft(purse.units(MedalKind.FREE))
            .paidLeft(purse.units(MedalKind.PAID));
    int rows = rowsFrom(first);
    MedalsRefundedEncoder.LotsEncoder row = event.lotsCount(rows);
    Taking taking = first;
    for (int i = 0; i < rows && taking != null; i++, taking = taking.next) {
      row.next().lot(taking.lot().id).units(taking.units).kind(taking.lot().kind);
    }
    events.close(event);
    return taking;
  }
}
