package io.seriba.persistence.postgres;

import static io.seriba.persistence.postgres.ColumnType.BIGINT;
import static io.seriba.persistence.postgres.ColumnType.TEXT;
import static io.seriba.persistence.postgres.ColumnType.TIME;

import io.seriba.persistence.follower.ProjectionException;
import io.seriba.persistence.postgres.PatchTable.Column;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What accounts have, and what is held of it.
 *
 * <p>Events that hold and release say neither what is held in all nor in which currency: that
 * follows from the hold, lot or booking which they name. So the currency of each of these that can
 * still hold something is remembered: of no more than the engine itself has, about 40 bytes each.
 */
final class Balances {
  private static final int FETCH = 10_000;

  final PatchTable table = PatchTable.implicit("balances");
  private final Column posted;
  private final Column held;
  private final Column creditLimit;
  private final Column changedAt;

  private final Remembered ofHolds = new Remembered("holds where status = 'OPEN'", "hold");
  private final Remembered ofLots =
      new Remembered("lots where settlement = 'UNSETTLED' and status <> 'CANCELLED'", "lot");
  private final Remembered ofStores = new Remembered("stores", "store");
  private final Remembered ofBookings =
      new Remembered(
          "bookings join stores using (store) where status in ('HELD', 'CONFIRMED', 'CHECKED_IN')",
          "booking");

  /** Currencies by what amounts are held for. */
  private static final class Remembered {
    private final String from;
    private final String key;
    private final Long2ObjectHashMap<String> currencies = new Long2ObjectHashMap<>();

    Remembered(String from, String key) {
      this.from = from;
      this.key = key;
    }

    void load(Connection connection) throws SQLException {
      currencies.clear();
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(FETCH);
        try (ResultSet rows =
            statement.executeQuery("select %s, currency from %s".formatted(key, from))) {
          while (rows.next()) {
            currencies.put(rows.getLong(1), rows.getString(2).intern());
          }
        }
      }
    }

    String of(long id) {
      @Nullable String currency = currencies.get(id);
      if (currency == null) {
        throw new ProjectionException(
            ("the tables don't have %s %d, for which something is held: somebody changed them. Make them"
                    + " anew with seriba rebuild-db")
                .formatted(key, id));
      }
      return currency;
    }
  }

  Balances() {
    table.key("account", BIGINT);
    table.key("currency", TEXT);
    posted = table.set("posted", BIGINT);
    held = table.tally("held", BIGINT);
    creditLimit = table.set("credit_limit", BIGINT);
    changedAt = table.set("changed_at", TIME);
  }

  void load(Connection connection) throws SQLException {
    ofHolds.load(connection);
    ofLots.load(connection);
    ofStores.load(connection);
    ofBookings.load(connection);
  }

  void changed(long account, String currency, long nowPosted, long nowHeld, long at) {
    table.row(account, currency).set(posted, nowPosted).set(held, nowHeld).set(changedAt, at);
  }

  void limited(long account, String currency, long limit, long at) {
    table.row(account, currency).set(creditLimit, limit).set(changedAt, at);
  }

  void holdBegun(long hold, String currency) {
    ofHolds.currencies.put(hold, currency);
  }

  void lotBegun(long lot, String currency) {
    ofLots.currencies.put(lot, currency);
  }

  void storeBegun(long store, String currency) {
    ofStores.currencies.put(store, currency);
  }

  void bookingBegun(long booking, long store) {
    ofBookings.currencies.put(booking, ofStores.of(store));
  }

  void holdEnded(long hold) {
    ofHolds.currencies.remove(hold);
  }

  void lotEnded(long lot) {
    ofLots.currencies.remove(lot);
  }

  void bookingEnded(long booking) {
    ofBookings.currencies.remove(booking);
  }

  void heldForHold(long account, long hold, long change, long at) {
    heldMore(account, ofHolds.of(hold), change, at);
  }

  void heldForLot(long account, long lot, long change, long at) {
    heldMore(account, ofLots.of(lot), change, at);
  }

  void heldForBooking(long account, long booking, long change, long at) {
    heldMore(account, ofBookings.of(booking), change, at);
  }

  private void heldMore(long account, String currency, long change, long at) {
    table.row(account, currency).add(held, change).set(changedAt, at);
  }
}
