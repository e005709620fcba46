package io.seriba.persistence.postgres;

import static io.seriba.persistence.follower.FollowedLog.await;
import static io.seriba.persistence.postgres.TestDatabase.contents;
import static io.seriba.persistence.postgres.TestDatabase.execute;
import static io.seriba.persistence.postgres.TestDatabase.schema;
import static io.seriba.persistence.postgres.TestDatabase.source;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.persistence.follower.FollowedLog;
import io.seriba.persistence.follower.Follower;
import io.seriba.persistence.follower.FollowerOptions;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A PostgreSQL that somebody else runs, given by its URL: here the one of all tests. */
class DatabaseTest {
  private static final String USER = "seriba_guest";
  private static final String PASSWORD = "not a secret";

  @TempDir private Path directory;

  private DatabaseOptions options(String url, String user, String password) {
    return new DatabaseOptions(url, user, password, directory.resolve("unused"), 0, 2);
  }

  private static void makeUser() throws SQLException {
    execute(
        source(),
        """
        do $$ begin
          if not exists (select from pg_roles where rolname = '%1$s') then
            create role %1$s login;
          end if;
        end $$;
        alter role %1$s password '%2$s';
        grant create on database %3$s to %1$s
        """
            .formatted(USER, PASSWORD, EmbeddedServer.DATABASE));
  }

  @Test
  void oneThatIsGivenByItsUrlIsUsedAsItIs() throws SQLException {
    ProjectionOptions foreign = schema("foreign_tables");
    ProjectionOptions own = schema("own_tables");
    makeUser();
    try (Database database =
            Database.open(
                options(TestDatabase.database().url(), USER, PASSWORD), foreign.schema());
        FollowedLog log = new FollowedLog(directory.resolve("journal")).opened()) {
      log.bid(300);
      follow(log, database.direct(), foreign);
      follow(log, source(), own);
    }
    assertEquals(contents(source(), own.schema()), contents(source(), foreign.schema()));
  }

  private static void follow(FollowedLog log, DataSource source, ProjectionOptions options) {
    long last = log.settled();
    try (Follower follower =
        log.follower(
            new PostgresProjection(source, log.journal().id(), options), FollowerOptions.DEFAULT)) {
      follower.start();
      await(() -> follower.watermark() == last || follower.stop() != null);
      assertNull(follower.stop());
    }
  }

  @Test
  void whatCantBeRightIsRefusedAtOnce() throws SQLException {
    makeUser();
    String url = TestDatabase.database().url();
    refused(options(url, USER, "wrong"), "database.password");
    refused(options(url, USER, ""), "database.password");
    refused(options(url, "nobody_at_all", PASSWORD), "database.user");
    refused(options(url.replace("/seriba", "/not_there"), USER, PASSWORD), "not_there");
  }

  private static void refused(DatabaseOptions options, String what) {
    DatabaseException refusal =
        assertThrows(DatabaseException.class, () -> Database.open(options, "seriba").close(), what);
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(what), message);
    assertTrue(!message.contains(PASSWORD), message);
  }

  @Test
  void oneThatIsAwayIsOpenedAllTheSame() {
    try (Database database =
        Database.open(options("jdbc:postgresql://localhost:1/seriba", USER, PASSWORD), "seriba")) {
      assertThrows(SQLException.class, database.direct()::getConnection);
    }
  }

  @Test
  void oneThatIsTooOldIsRefused() {
    assertNull(Migrations.problem(140_000));
    assertNull(Migrations.problem(180_001));
    String problem = String.valueOf(Migrations.problem(130_022));
    assertTrue(problem.contains("PostgreSQL 13, and Seriba needs 14"), problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://localhost/seriba",
        "jdbc:mysql://localhost/seriba",
        "jdbc:postgresql://localhost:port/seriba",
        "jdbc:postgresql://localhost/seriba?user=me&password=open"
      })
  void aUrlThatIsNoneOrTellsThePasswordIsRefused(String url) {
    assertThrows(IllegalArgumentException.class, () -> options(url, USER, PASSWORD));
  }
}
