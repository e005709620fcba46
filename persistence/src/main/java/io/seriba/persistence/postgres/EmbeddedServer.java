package io.seriba.persistence.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of the server's own, in a directory of its own:
 *
 * <pre>
 * cluster/   PostgreSQL's data
 * ready      there once the cluster has come up for the first time
 * port       on which it listens, always the same
 * password   of its one user, readable by this user only
 * bin/       PostgreSQL itself, unpacked at the first start
 * </pre>
 *
 * <p>It listens to this machine only, asks for the password, and writes through to the disk. It is
 * a process of its own: one that a killed server left running is stopped before it is started, and
 * one that ends by itself is started again.
 */
final class EmbeddedServer implements AutoCloseable {
  static final String USER = "postgres";
  static final String DATABASE = "seriba";

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);
  private static final int FIRST_PORT = 16_384;
  private static final int LAST_PORT = 32_767;
  private static final int PORTS_TRIED = 100;
  private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

  private final EmbeddedPostgres server;
  private final Postmaster postmaster;
  private final Caretaker caretaker;
  private final String password;

  private EmbeddedServer(
      EmbeddedPostgres server, Postmaster postmaster, Caretaker caretaker, String password) {
    this.server = server;
    this.postmaster = postmaster;
    this.caretaker = caretaker;
    this.password = password;
  }

  /**
   * Starts it, and makes what is missing.
   *
   * @param wantedPort 0: the one of before, or any
   * @throws DatabaseException if it can't be started
   */
  static EmbeddedServer start(Path directory, int wantedPort) {
    try {
      Files.createDirectories(directory);
      Path real = directory.toRealPath();
      // what unpacks the binaries leaves their directory open to everybody
      Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rwx------"));
      Path cluster = real.resolve("cluster");
      Postmaster postmaster = new Postmaster(cluster);
      postmaster.stop();
      if (!Files.exists(real.resolve("ready"))) {
        deleteAll(cluster); // a first start that was interrupted
      }
      String password = password(real.resolve("password"));
      EmbeddedServer started =
          new EmbeddedServer(
              start(real, cluster, port(real.resolve("port"), wantedPort), password),
              postmaster,
              new Caretaker(cluster, postmaster),
              password);
      started.createDatabase();
      Files.writeString(real.resolve("ready"), "");
      started.caretaker.start();
      return started;
    } catch (IOException | SQLException | RuntimeException e) {
      throw new DatabaseException(
          ("PostgreSQL can't be started in %s: %s. What it said itself is in the log above; another"
                  + " PostgreSQL can be used with database.url")
              .formatted(directory, e.getMessage()),
          e);
    }
  }

  private static EmbeddedPostgres start(Path directory, Path cluster, int port, String password)
      throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(cluster)
        .setOverrideWorkingDirectory(directory.resolve("bin").toFile())
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .setPGStartupWait(START_TIMEOUT)
        .setPort(port)
        .setLocaleConfig("pwfile", directory.resolve("password").toString())
        .setLocaleConfig("locale", "C.UTF-8")
        .setConnectConfig("password", password)
        .setDataDirectoryCustomizer(EmbeddedServer::askForPassword)
        // Its defaults are made for tests, and lose data.
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("max_connections", "220")
        .setServerConfig("unix_socket_directories", "''")
        .setServerConfig("shared_buffers", "256MB")
        .setServerConfig("max_wal_size", "4GB")
        .setServerConfig("checkpoint_timeout", "15min")
        .start();
  }

  private static void askForPassword(File cluster) {
    try {
      Files.writeString(
          cluster.toPath().resolve("pg_hba.conf"),
          "host all all 127.0.0.1/32 scram-sha-256\nhost all all ::1/128 scram-sha-256\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String password(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] random = new byte[24];
      new SecureRandom().nextBytes(random);
      Path draft =
          Files.createTempFile(
              file.getParent(),
              "password",
              ".new",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(draft, HexFormat.of().formatHex(random));
      Files.move(draft, file);
    }
    return Files.readString(file).strip();
  }

  /** Returns the port that was asked for, or the one of before, or if that is taken another. */
  private static int port(Path file, int wanted) throws IOException {
    int before = wanted == 0 ? remembered(file) : wanted;
    int port;
    try {
      port = before == 0 ? anyFree() : free(before);
    } catch (IOException e) {
      if (wanted != 0) {
        throw new IOException(
            "port %d is in use. Stop what uses it, or choose another with database.own-port"
                .formatted(wanted),
            e);
      }
      LOG.warn("port {} is in use, PostgreSQL gets another", before);
      port = anyFree();
    }
    if (port != before || wanted != 0) {
      Path draft = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(draft, port + "\n");
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return port;
  }

  /** Returns the port of before; 0 if there is none, or nothing that can be read. */
  private static int remembered(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    String text = Files.readString(file).strip();
    return text.matches("[0-9]{1,5}") ? Math.min(Integer.parseInt(text), 65_535) : 0;
  }

  /**
   * Returns a port below those that systems give to outgoing connections: one of these would be
   * taken by somebody's connection sooner or later, and PostgreSQL couldn't be started again on it.
   */
  private static int anyFree() throws IOException {
    SecureRandom random = new SecureRandom();
    IOException last = new IOException("no port was tried");
    for (int i = 0; i < PORTS_TRIED; i++) {
      try {
        return free(FIRST_PORT + random.nextInt(LAST_PORT + 1 - FIRST_PORT));
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private static int free(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void createDatabase() throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery(
              "select from pg_database where datname = '%s'".formatted(DATABASE))) {
        if (row.next()) {
          return;
        }
      }
      statement.executeUpdate("create database " + DATABASE);
    }
  }

  String url() {
    return url(server.getPort());
  }

  private static String url(int port) {
    return "jdbc:postgresql://localhost:%d/%s".formatted(port, DATABASE);
  }

  /** Returns connections to the one in a directory, whoever runs it, if it runs at all. */
  static PGSimpleDataSource attach(Path directory) throws IOException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url(Integer.parseInt(Files.readString(directory.resolve("port")).strip())));
    source.setUser(USER);
    source.setPassword(password(directory.resolve("password")));
    return source;
  }

  /** Returns how often it was started again. */
  long restarts() {
    return caretaker.restarts();
  }

  String password() {
    return password;
  }

  /** Stops it: what was committed is on the disk. */
  @Override
  public void close() {
    try {
      caretaker.close();
      server.close();
      postmaster.stop();
    } catch (IOException e) {
      LOG.warn("PostgreSQL can't be stopped; the next start will", e);
    }
  }

  private static void deleteAll(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(directory)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    }
  }
}
