package io.seriba.ledger;

import io.seriba.engine.StateReader;
import io.seriba.engine.StateWriter;
import io.seriba.ledger.MedalSpends.Spend;
import io.seriba.ledger.MedalSpends.Taking;
import io.seriba.sbe.MedalKind;
import io.seriba.sbe.snapshot.StateMedalLotDecoder;
import io.seriba.sbe.snapshot.StateMedalLotEncoder;
import io.seriba.sbe.snapshot.StateMedalSpendDecoder;
import io.seriba.sbe.snapshot.StateMedalSpendEncoder;
import io.seriba.sbe.snapshot.StateMedalTakingDecoder;
import io.seriba.sbe.snapshot.StateMedalTakingEncoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How medals get into a snapshot and out of it. Made for one of the two. */
final class MedalState {
  private final Ledger ledger;
  private final Medals medals;
  private final MedalSpends spends;
  private final StateMedalTakingEncoder takingRecord = new StateMedalTakingEncoder();
  private @Nullable Spend lastSpend;

  MedalState(Ledger ledger, Medals medals, MedalSpends spends) {
    this.ledger = ledger;
    this.medals = medals;
    this.spends = spends;
  }

  void save(StateWriter out) {
    saveLots(out);
    StateMedalSpendEncoder spendRecord = new StateMedalSpendEncoder();
    for (Spend spend : spends.inOrder()) {
      out.close(out.open(spendRecord).spend(spend.id));
      for (Taking taking = spend.first; taking != null; taking = taking.next) {
        out.close(out.open(takingRecord).lot(taking.lot().id).units(taking.units));
      }
    }
  }

  private void saveLots(StateWriter out) {
    // In this order each one goes behind the last of its purse when it is loaded.
    MedalLot[] lots = medals.lots().toArray(new MedalLot[0]);
    Arrays.sort(lots, (a, b) -> a.isSpentBefore(b) ? -1 : 1);
    StateMedalLotEncoder encoder = new StateMedalLotEncoder();
    for (MedalLot lot : lots) {
      StateMedalLotEncoder record =
          out.open(encoder)
              .lot(lot.id)
              .granted(lot.granted)
              .left(lot.left)
              .expires(lot.expiry)
              .paid(lot.paid)
              .account(lot.purse().account.number())
              .currency((short) lot.currency().number())
              .kind(lot.kind.value());
      lot.expiryTimer.save(record.expiry());
      out.close(record);
    }
  }

  void load(StateReader in, StateMedalLotDecoder record) {
    MedalLot lot = new MedalLot();
    lot.id = record.lot();
    lot.granted = record.granted();
    lot.expiry = record.expires();
    lot.paid = record.paid();
    lot.purse = medals.purse(ledger.accountByNumber(record.account()));
    lot.currency = ledger.currencyByNumber(record.currency());
    lot.kind = MedalKind.get(record.kind());
    long left = record.left();
    boolean isPossible = lot.granted > 0 && left >= 0 && left <= lot.granted;
    if (!isPossible || lot.kind == MedalKind.NULL_VAL || medals.find(lot.id) != null) {
      throw in.bad(
          "has %d of %d medals, of an unknown kind, or lot %d again"
              .formatted(left, lot.granted, lot.id));
    }
    medals.resume(lot, left, record.expiry());
  }

  void load(StateMedalSpendDecoder record) {
    lastSpend = spends.resume(record.spend());
  }

  void load(StateReader in, StateMedalTakingDecoder record) {
    Spend spend = lastSpend;
    MedalLot lot = medals.find(record.lot());
    if (spend == null || lot == null || (spend.first != null && spend.purse != lot.purse)) {
      throw in.bad("has no spend, or is of a lot that its spend can't have taken from");
    }
    spends.resume(spend, lot, record.units());
  }
}
