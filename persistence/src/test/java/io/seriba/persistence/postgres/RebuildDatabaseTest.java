package io.seriba.persistence.postgres;

import static io.seriba.persistence.follower.FollowedLog.await;
import static io.seriba.persistence.postgres.TestDatabase.contents;
import static io.seriba.persistence.postgres.TestDatabase.execute;
import static io.seriba.persistence.postgres.TestDatabase.query;
import static io.seriba.persistence.postgres.TestDatabase.schema;
import static io.seriba.persistence.postgres.TestDatabase.source;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.engine.Engine;
import io.seriba.host.ScratchSink;
import io.seriba.persistence.JournalTail;
import io.seriba.persistence.follower.FollowedLog;
import io.seriba.persistence.follower.Follower;
import io.seriba.persistence.follower.FollowerOptions;
import io.seriba.persistence.follower.ProjectionException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RebuildDatabaseTest {
  @TempDir private Path directory;

  @Test
  void tablesThatWereSpoiltAreAsTheyWereAndReadersSeeEitherOne() throws Exception {
    ProjectionOptions options = schema("rebuilt");
    schema("rebuilt_new");
    schema("rebuilt_old");
    execute(source(), "create schema rebuilt_new; create table rebuilt_new.left_over (x int)");
    try (FollowedLog log = new FollowedLog(directory).opened()) {
      log.bid(2_000);
      long last = log.settled();
      follow(log, options, last);
      Map<String, String> before = contents(source(), "rebuilt");
      execute(source(), "delete from rebuilt.bids; update rebuilt.lots set price = 1");
      try (Connection reader = source().getConnection();
          Statement statement = reader.createStatement()) {
        reader.setSchema("rebuilt");
        assertEquals(0, bids(statement));
        RebuildDatabase.Report report =
            RebuildDatabase.run(source(), log.journal(), options, log.clock(), progress -> {});
        assertEquals(last, report.commands());
        assertEquals(log.host().stateHash(), report.stateHash());
        assertEquals(2_000, bids(statement));
      }
      assertEquals(before, contents(source(), "rebuilt"));
      assertEquals(
          List.of(),
          query(
              source(),
              "rebuilt",
              "select nspname from pg_namespace where nspname in ('rebuilt_new', 'rebuilt_old')"));
      log.bid(100);
      follow(log, options, log.settled());
    }
  }

  @Test
  void whatOthersMadeOfTheTablesIsNotLostWithThem() throws Exception {
    ProjectionOptions options = schema("viewed");
    schema("viewed_reports");
    try (FollowedLog log = new FollowedLog(directory).opened()) {
      log.bid(10);
      follow(log, options, log.settled());
      execute(
          source(),
          "create schema viewed_reports; create view viewed_reports.prices as select price from viewed.lots");

      ProjectionException refused =
          assertThrows(
              ProjectionException.class,
              () ->
                  RebuildDatabase.run(
                      source(), log.journal(), options, log.clock(), progress -> {}));

      assertTrue(String.valueOf(refused.getMessage()).contains("viewed_reports.prices"));
      execute(source(), "drop schema viewed_reports cascade");
      RebuildDatabase.run(source(), log.journal(), options, log.clock(), progress -> {});
    }
  }

  private static long bids(Statement statement) throws Exception {
    try (ResultSet row = statement.executeQuery("select count(*) from bids")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void follow(FollowedLog log, Follower.Origin origin, ProjectionOptions options) {
    long last = log.settled();
    try (Follower follower =
        log.follower(
            origin,
            new PostgresProjection(source(), log.journal().id(), options),
            FollowerOptions.DEFAULT)) {
      follower.start();
      await(() -> follower.watermark() == last || follower.stop() != null);
      assertEquals(last, follower.watermark());
    }
  }

  private static void follow(FollowedLog log, ProjectionOptions options, long last) {
    try (Follower follower =
        log.follower(
            new PostgresProjection(source(), log.journal().id(), options),
            FollowerOptions.DEFAULT)) {
      follower.start();
      await(() -> follower.watermark() == last || follower.stop() != null);
      assertEquals(last, follower.watermark());
    }
  }

  @Test
  void aBeginningThatWasRemovedIsTakenFromTheAuditLog() throws Exception {
    ProjectionOptions options = schema("beheaded");
    schema("beheaded_new");
    schema("beheaded_old");
    try (FollowedLog log = new FollowedLog(directory).opened()) {
      log.bid(1_500);
      log.submit(log.world().voidBid(1, "mistaken".getBytes(UTF_8)));
      byte[] twice = log.world().bid(2_000);
      log.submit(twice);
      log.submit(twice);
      long middle = log.settled();
      log.bid(500);
      long last = log.settled();
      follow(log, options, last);
      Map<String, String> before = contents(source(), "beheaded");
      Follower.Origin snapshot = at(log, middle);
      assertTrue(log.journal().removeCyclesBefore(middle) > 1);

      execute(source(), "update beheaded.lots set price = 1; delete from beheaded.balances");
      RebuildDatabase.Report report =
          RebuildDatabase.run(
              source(), log.journal(), snapshot, options, log.clock(), progress -> {});

      assertEquals(middle, report.audited());
      assertEquals(log.host().stateHash(), report.stateHash());
      assertEquals(before, contents(source(), "beheaded"));
      assertTrue(AuditVerifier.verify(source(), "beheaded").isIntact());
      log.bid(100);
      follow(log, snapshot, options);

      execute(source(), "delete from beheaded.bids where sequence = 100");
      refused(log, snapshot, options, "lack the bid of sequence 100");
      execute(source(), "update beheaded.audit_log set account = 0 where sequence = 90");
      refused(log, snapshot, options, "isn't intact: sequence 90");
      execute(source(), "drop schema beheaded cascade");
      refused(log, snapshot, options, "there are no tables yet");
    }
  }

  private static void refused(
      FollowedLog log, Follower.Origin snapshot, ProjectionOptions options, String why) {
    ProjectionException refusal =
        assertThrows(
            ProjectionException.class,
            () ->
                RebuildDatabase.run(
                    source(), log.journal(), snapshot, options, log.clock(), progress -> {}));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(why), message);
  }

  /** Returns an origin with an engine that has followed up to a sequence. */
  private static Follower.Origin at(FollowedLog log, long sequence) {
    Engine engine = new Engine();
    ScratchSink unseen = ScratchSink.unseen();
    try (JournalTail tail = log.journal().tail(1)) {
      await(
          () ->
              tail.read(
                      sequence,
                      (number, time, buffer, offset, length) ->
                          engine.apply(number, time, 0, buffer, offset, length, unseen))
                  == 0);
    }
    return new Follower.Origin() {
      @Override
      public Engine engine(long most) {
        return engine;
      }

      @Override
      public JournalTail tail(long from) {
        return log.journal().tail(from);
      }
    };
  }
}
