package io.seriba.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.seriba.oracle.Ledger.Purse;
import io.seriba.sbe.BookingStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compares tables with the oracle's state, and each table with the others. */
final class TableComparison {
  private final Oracle oracle;
  private final Connection connection;
  private final String seed;

  TableComparison(Oracle oracle, Connection connection, String seed) {
    this.oracle = oracle;
    this.connection = connection;
    this.seed = seed;
  }

  void check() throws SQLException {
    ledger();
    medals();
    lots();
    bookings();
    states();
    contradictions();
  }

  private void ledger() throws SQLException {
    Set<Purse> purses = new HashSet<>(oracle.ledger.posted.keySet());
    purses.addAll(oracle.ledger.held.keySet());
    purses.addAll(oracle.ledger.creditLimits.keySet());
    List<String> balances = new ArrayList<>();
    for (Purse purse : purses) {
      long posted = Ledger.of(oracle.ledger.posted, purse);
      long held = Ledger.of(oracle.ledger.held, purse);
      long limit = Ledger.of(oracle.ledger.creditLimits, purse);
      if (posted != 0 || held != 0 || limit != 0) {
        balances.add(row(purse.account(), purse.currency(), posted, held, limit));
      }
    }
    same(
        "balances",
        balances,
        "select account, currency, posted, held, credit_limit from balances"
            + " where (posted, held, credit_limit) <> (0, 0, 0)");
    List<String> accounts = new ArrayList<>(List.of(row(0L, false)));
    for (long account : oracle.ledger.accounts) {
      accounts.add(row(account, oracle.ledger.suspended.contains(account)));
    }
    same("accounts", accounts, "select account, suspended from accounts");
    List<String> holds = new ArrayList<>();
    oracle.ledger.holds.forEach(
        (id, hold) -> holds.add(row(id, hold.account(), hold.currency(), hold.amount())));
    same("holds", holds, "select hold, account, currency, amount from holds where status = 'OPEN'");
    same(
        "currencies",
        oracle.ledger.declared.stream().map(TableComparison::row).toList(),
        "select currency from currencies");
  }

  private void medals() throws SQLException {
    List<String> lots = new ArrayList<>();
    for (Medals.Lot lot : oracle.medals.lots.values()) {
      if (lot.left > 0) {
        lots.add(row(lot.id, lot.account, lot.isPaid ? "PAID" : "FREE", lot.granted, lot.left));
      }
    }
    same(
        "medal_lots",
        lots,
        "select lot, account, kind, granted, left_over from medal_lots where left_over > 0");
  }

  private void lots() throws SQLException {
    List<String> lots = new ArrayList<>();
    for (Lot lot : oracle.book.lots.values()) {
      lots.add(row(lot.id, lot.reserve, lot.deposit, lot.currency));
    }
    same("lots", lots, "select lot, coalesce(reserve, 0), deposit_held, currency from lots");
    List<String> approved = new ArrayList<>();
    for (Lot.Sale sale : oracle.book.sales.values()) {
      sale.approved.forEach(account -> approved.add(row(sale.id, account)));
    }
    same("sale_approvals", approved, "select sale, account from sale_approvals where approved");
  }

  private void bookings() throws SQLException {
    List<String> bookings = new ArrayList<>();
    List<String> places = new ArrayList<>();
    for (Shop.Booking booking : oracle.shop.bookings.values()) {
      if (booking.live()) {
        for (Shop.Slot slot : booking.slots) {
          bookings.add(
              row(
                  booking.id,
                  booking.guest,
                  booking.seats,
                  booking.price,
                  booking.held,
                  booking.status,
                  booking.expiry == null || booking.status != BookingStatus.HELD,
                  slot.id));
        }
      }
    }
    for (Shop.Slot slot : oracle.shop.slots.values()) {
      slot.waitlist.forEach(
          place -> places.add(row(place.id(), slot.id, place.account(), place.seats())));
    }
    same(
        "bookings",
        bookings,
        "select booking, account, seats, price, price_held, status, expires_at is null, slot"
            + " from bookings join booking_slots using (booking)"
            + " where status in ('HELD', 'CONFIRMED', 'CHECKED_IN')");
    same(
        "waitlist_entries",
        places,
        "select booking, slot, account, seats from waitlist_entries where ended_at is null");
  }

  /** Compares with the state records that sessions get. */
  private void states() throws SQLException {
    List<Event> states = oracle.describe();
    same(
        "lots' states",
        of(
            states,
            "LotState",
            "lot sale seller openingPrice buyNow opensAt duration window extension latestEnd price"
                + " leader end remaining winner hammerPrice position bidCount incrementTable deposit"
                + " status reserveMet softClose format settlement currency"),
        """
        select lot, sale, seller, opening_price, coalesce(buy_now, 0), micros(opens_at),
          micros(duration), micros(close_window), micros(extension), micros(latest_end),
          coalesce(price, 0), coalesce(leader, 0), micros(ends_at), micros(remaining),
          coalesce(winner, 0), coalesce(hammer_price, 0), position, bid_count, increment_table,
          deposit_bp, status, yes(reserve_met), soft_close, format, settlement, currency from lots
        """);
    same(
        "sales' states",
        of(states, "SaleState", "sale approvalRequired"),
        "select sale, yes(approval_required) from sales");
    same(
        "stores' states",
        of(
            states,
            "StoreState",
            "store payee holdTtl waitlistTtl grace noShowPeriod maxHolds noShowCount noShowPolicy"
                + " overlapForbidden payment currency"),
        """
        select store, payee, micros(hold_ttl), micros(waitlist_ttl), micros(grace),
          micros(no_show_period), max_holds, no_show_count, no_show_policy, yes(overlap_forbidden),
          payment, currency from stores
        """);
    same(
        "slots' states",
        of(
            states,
            "SlotState",
            "slot store start end cancelWindow price capacity taken waiting fee noShowFee status"),
        """
        select slot, store, micros(starts_at), micros(ends_at), micros(cancel_window), price, capacity,
          taken, waiting, fee_bp, no_show_bp, status from slots where removed_at is null
        """);
    same(
        "pools' states",
        of(
            states,
            "PoolState",
            "pool price fallback pityGroup softStep sparkRate closesAt draws left totalWeight"
                + " monthlySpend epoch prizeCount softFrom hardPity dailyDraws totalDraws sparkPoints"
                + " sparkPrice utcOffset guaranteeFrom pityRarity guaranteeRarity featuredRarity kind"
                + " paidOnly sparkEnd exchange status commitment"),
        """
        select pool, coalesce(price, 0), coalesce(fallback, 0), coalesce(pity_group, 0),
          coalesce(soft_step, 0), coalesce(spark_rate, 0), micros(closes_at), draws,
          coalesce(left_over, 0), total_weight, coalesce(monthly_spend, 0), epoch, prize_count,
          coalesce(soft_from, 0), coalesce(hard_pity, 0), coalesce(daily_draws, 0),
          coalesce(total_draws, 0), coalesce(spark_points, 0), coalesce(spark_price, 0), utc_offset,
          coalesce(guarantee_from, 0), coalesce(pity_rarity, 0), coalesce(guarantee_rarity, 0),
          coalesce(featured_rarity, 0), kind, yes(paid_only), spark_end, exchange, status,
          coalesce((select encode(commitment, 'hex') from pool_epochs e
            where e.pool = pools.pool and e.epoch = pools.epoch), repeat('0', 64)) from pools
        """);
  }

  private static List<String> of(List<Event> states, String name, String fields) {
    String[] names = fields.split(" ", -1);
    List<String> rows = new ArrayList<>();
    for (Event state : states) {
      if (state.name().equals(name)) {
        Map<String, Object> values = state.fields();
        List<Object> row = new ArrayList<>();
        for (String field : names) {
          row.add(values.get(field));
        }
        rows.add(row(row.toArray()));
      }
    }
    return rows;
  }

  /** Looks for rows that can't stand beside others; each query must find none. */
  private void contradictions() throws SQLException {
    for (String sql :
        List.of(
            "select currency from balances group by currency having sum(posted) <> 0",
            "select account, currency from balances b where posted <> (select coalesce(sum(change), 0)"
                + " from ledger_entries e where (e.account, e.currency) = (b.account, b.currency))",
            "select sequence, currency from ledger_entries group by 1, 2 having sum(change) <> 0",
            "select account, posted from (select account, posted, sum(change) over"
                + " (partition by account, currency order by sequence, index) s from ledger_entries) e"
                + " where posted <> s",
            "select account from accounts a where (medals_free, medals_paid) <> (select"
                + " coalesce(sum(left_over) filter (where kind = 'FREE'), 0),"
                + " coalesce(sum(left_over) filter (where kind = 'PAID'), 0)"
                + " from medal_lots m where m.account = a.account)",
            "select lot from medal_lots m where granted - left_over - expired <> (select"
                + " coalesce(sum(units), 0) from medal_spends s where s.lot = m.lot and"
                + " refunded_at is null)",
            "select slot from slots s where removed_at is null and taken <> (select"
                + " coalesce(sum(seats), 0) from booking_slots join bookings using (booking)"
                + " where slot = s.slot and status in ('HELD', 'CONFIRMED', 'CHECKED_IN'))",
            "select slot from slots s where removed_at is null and waiting <> (select count(*)"
                + " from waitlist_entries w where w.slot = s.slot and ended_at is null)",
            "select pool from pools p where draws <> (select count(*) from draws d"
                + " where d.pool = p.pool)",
            "select pool, prize from prizes p where drawn <> (select count(*) from draws d"
                + " where (d.pool, d.prize) = (p.pool, p.prize))",
            "select pool, prize from prizes where (gone_at is not null) <>"
                + " (stock is not null and drawn + exchanged = stock)",
            "select sequence from draw_bundles b where count <> (select count(*) from draws d"
                + " where d.sequence = b.sequence)",
            "select lot from lots l where price is not null and status <> 'CANCELLED' and price <>"
                + " (select price from bids b where b.lot = l.lot and outcome = 'ACCEPTED'"
                + " and voided_at is null and price is not null order by sequence desc limit 1)",
            "select booking from bookings where (ended_at is null) <> (status in"
                + " ('HELD', 'CONFIRMED', 'CHECKED_IN')) or (price_held > 0 and ended_at is not null)",
            "select booking from bookings where ended_at is not null and fee <> price_paid")) {
      assertEquals(Set.of(), query(sql), seed + ": " + sql);
    }
  }

  private void same(String what, List<String> expected, String sql) throws SQLException {
    assertEquals(
        String.join("\n", new TreeSet<>(expected)),
        String.join("\n", query(sql)),
        seed + ": " + what);
  }

  private Set<String> query(String sql) throws SQLException {
    Set<String> rows = new TreeSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      int columns = row.getMetaData().getColumnCount();
      while (row.next()) {
        Object[] values = new Object[columns];
        for (int i = 0; i < columns; i++) {
          values[i] = row.getObject(i + 1);
        }
        rows.add(row(values));
      }
    }
    return rows;
  }

  private static String row(Object... values) {
    List<String> texts = new ArrayList<>();
    for (Object value : values) {
      texts.add(String.valueOf(value));
    }
    return String.join(" ", texts);
  }
}
