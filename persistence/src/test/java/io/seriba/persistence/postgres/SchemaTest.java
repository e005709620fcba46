package io.seriba.persistence.postgres;

import static io.seriba.persistence.postgres.TestDatabase.query;
import static io.seriba.persistence.postgres.TestDatabase.schema;
import static io.seriba.persistence.postgres.TestDatabase.source;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.sbe.BookingOrigin;
import io.seriba.sbe.BookingStatus;
import io.seriba.sbe.DrawCause;
import io.seriba.sbe.LotFormat;
import io.seriba.sbe.LotStatus;
import io.seriba.sbe.MedalKind;
import io.seriba.sbe.NoShowPolicy;
import io.seriba.sbe.Payment;
import io.seriba.sbe.PoolKind;
import io.seriba.sbe.PoolStatus;
import io.seriba.sbe.Settlement;
import io.seriba.sbe.SlotStatus;
import io.seriba.sbe.SoftClose;
import io.seriba.sbe.SparkEnd;
import io.seriba.sbe.WaitEnd;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The migrations against what they must fit. */
class SchemaTest {
  private static final Map<String, Enum<?>[]> ENUMS =
      Map.ofEntries(
          Map.entry("lots.status", LotStatus.values()),
          Map.entry("lots.format", LotFormat.values()),
          Map.entry("lots.soft_close", SoftClose.values()),
          Map.entry("lots.settlement", Settlement.values()),
          Map.entry("stores.no_show_policy", NoShowPolicy.values()),
          Map.entry("stores.payment", Payment.values()),
          Map.entry("slots.status", SlotStatus.values()),
          Map.entry("bookings.status", BookingStatus.values()),
          Map.entry("bookings.origin", BookingOrigin.values()),
          Map.entry("waitlist_entries.ended_by", WaitEnd.values()),
          Map.entry("medal_lots.kind", MedalKind.values()),
          Map.entry("medal_spends.kind", MedalKind.values()),
          Map.entry("pools.kind", PoolKind.values()),
          Map.entry("pools.status", PoolStatus.values()),
          Map.entry("pools.spark_end", SparkEnd.values()),
          Map.entry("draws.cause", DrawCause.values()));

  @Test
  void everyTableAndColumnIsDescribedAndEveryValueOfAnEnumAllowed() throws SQLException {
    String schema = schema("described").schema();
    Migrations.run(source(), schema);
    assertEquals(
        List.of(),
        query(
            source(),
            schema,
            """
            select relname || coalesce('.' || attname, '')
            from pg_class c left join pg_attribute a on attrelid = c.oid and attnum > 0
              and not attisdropped
            where relnamespace = '%s'::regnamespace and relkind in ('r', 'v')
              and relname not like 'flyway%%'
              and (obj_description(c.oid, 'pg_class') is null
                or col_description(c.oid, attnum) is null)
            order by 1
            """
                .formatted(schema)));
    for (Map.Entry<String, Enum<?>[]> each : ENUMS.entrySet()) {
      String[] names = each.getKey().split("\\.", -1);
      String check =
          query(
                  source(),
                  schema,
                  "select coalesce(string_agg(pg_get_constraintdef(oid), ' '), '') from pg_constraint"
                      + " where conrelid = '%s'::regclass and contype = 'c' and".formatted(names[0])
                      + " conname like '%%\\_%s\\_check'".formatted(names[1]))
              .getFirst();
      for (Enum<?> value : each.getValue()) {
        assertTrue(
            value.name().equals("NULL_VAL") || check.contains("'" + value.name() + "'"),
            each.getKey() + " lacks " + value + ": " + check);
      }
    }
  }

  @Test
  void questionsOfGatewaysUseAnIndex() throws SQLException {
    String schema = schema("indexed").schema();
    Migrations.run(source(), schema);
    for (String question :
        List.of(
            "bids where lot = 1 order by sequence desc limit 50",
            "bids where account = 1 and sequence < 9 order by sequence desc limit 50",
            "bookings where account = 1 order by booking desc limit 50",
            "bookings where store = 1 order by booking desc limit 50",
            "booking_slots where slot = 1",
            "draws where account = 1 order by sequence desc, place desc limit 50",
            "draws where pool = 1 and epoch = 1 and account = 1 order by draw",
            "grants where account = 1",
            "medal_spends where account = 1 order by spend desc limit 50",
            "ledger_entries where account = 1 order by sequence desc limit 50",
            "holds where account = 1",
            "lots where sale = 1 order by position",
            "lots where seller = 1",
            "lots where winner = 1",
            "slots where store = 1 and starts_at >= '2026-11-21' and starts_at < '2026-11-22' order by"
                + " starts_at",
            "slot_resources where resource = 1",
            "waitlist_entries where slot = 1 and ended_at is null order by priority desc, booking",
            "medal_lots where account = 1 and left_over > 0",
            "audit_log where account = 1 order by sequence desc limit 50")) {
      String plan = plan(schema, question);
      assertTrue(plan.contains("Index"), () -> question + ":\n" + plan);
      assertFalse(plan.contains("Seq Scan"), () -> question + ":\n" + plan);
      assertFalse(plan.contains("Sort"), () -> question + ":\n" + plan);
    }
  }

  private static String plan(String schema, String question) throws SQLException {
    try (Connection connection = source().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setSchema(schema);
      // The tables are empty here: without these it would read and sort what little there is.
      statement.execute(
          "set enable_seqscan = off; set enable_sort = off; set enable_bitmapscan = off");
      try (ResultSet row = statement.executeQuery("explain select * from " + question)) {
        StringBuilder plan = new StringBuilder();
        while (row.next()) {
          plan.append(row.getString(1)).append('\n');
        }
        return plan.toString();
      }
    }
  }
}
