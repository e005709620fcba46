package io.seriba.persistence.postgres;

import static io.seriba.persistence.follower.FollowedLog.await;
import static io.seriba.persistence.postgres.TestDatabase.contents;
import static io.seriba.persistence.postgres.TestDatabase.execute;
import static io.seriba.persistence.postgres.TestDatabase.query;
import static io.seriba.persistence.postgres.TestDatabase.schema;
import static io.seriba.persistence.postgres.TestDatabase.source;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

  private static long bids(Statement statement) throws Exception {
    try (ResultSet row = statement.executeQuery("select count(*) from bids")) {
      row.next();
      return row.getLong(1);
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
  void aJournalWithoutItsBeginningIsRefused() throws Exception {
    ProjectionOptions options = schema("beheaded");
    try (FollowedLog log = new FollowedLog(directory).opened()) {
      log.bid(2_000);
      long first = log.journal().removeCyclesBefore(log.settled());
      assertTrue(first > 1);
      ProjectionException refusal =
          assertThrows(
              ProjectionException.class,
              () ->
                  RebuildDatabase.run(
                      source(), log.journal(), options, log.clock(), progress -> {}));
      assertTrue(String.valueOf(refusal.getMessage()).contains("begins with sequence " + first));
    }
  }
}
