package io.seriba.persistence.postgres;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * Which database is used. Immutable; checked when it is made.
 *
 * @param url of a PostgreSQL: {@code jdbc:postgresql://HOST/DATABASE}; null for one that the server
 *     runs itself, in {@code directory}
 * @param user with {@code url}: whom to connect as; one who may create a schema
 * @param password with {@code url}: the password, may be empty
 * @param directory without {@code url}: where all of the server's own PostgreSQL is
 * @param port without {@code url}: on which it listens, for this machine only; 0: one that is free
 *     at its first start, and the same from then on
 * @param connections most connections of the pool at a time, 1 to 200
 */
public record DatabaseOptions(
    @Nullable String url, String user, String password, Path directory, int port, int connections) {

  /** Most connections unless told otherwise. */
  public static final int DEFAULT_CONNECTIONS = 10;

  private static final String SCHEME = "jdbc:postgresql:";

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException naming the field, its value, and what is allowed
   */
  public DatabaseOptions {
    Objects.requireNonNull(directory, "directory");
    if (url != null) {
      checkUrl(url);
    }
    if (url != null && user.isBlank()) {
      throw new IllegalArgumentException("user must be given with a url");
    }
    within("port", port, 0, 65_535);
    within("connections", connections, 1, 200);
  }

  private static void checkUrl(String url) {
    Properties parsed = url.startsWith(SCHEME) ? Driver.parseURL(url, null) : null;
    if (parsed == null) {
      throw new IllegalArgumentException(
          "url must be like jdbc:postgresql://HOST:5432/DATABASE, not " + url);
    }
    if (parsed.getProperty("password") != null) {
      throw new IllegalArgumentException(
          "url must not have the password in it: it is told in logs. Give it as password");
    }
  }

  /** Returns options for a PostgreSQL that the server runs itself. */
  public static DatabaseOptions embedded(Path directory) {
    return new DatabaseOptions(null, "", "", directory, 0, DEFAULT_CONNECTIONS);
  }

  /** Says which database this is, without the password. */
  String describe() {
    return url == null ? "PostgreSQL in " + directory : url + " as " + user;
  }

  @Override
  public String toString() {
    return describe();
  }

  private static void within(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + " to " + most + ", not " + value);
    }
  }
}
