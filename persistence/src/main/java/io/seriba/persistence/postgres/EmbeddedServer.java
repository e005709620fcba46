package io.seriba.persistence.postgres;

import io.seriba.persistence.Directories;
import io.seriba.persistence.postgres.Programs.Run;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of the server's own, in a directory of its own:
 *
 * <pre>
 * cluster/   PostgreSQL's data
 * port       on which it listens, always the same
 * password   of its one user, readable by this user only
 * bin/       its programs, unpacked at the first start
 * log        what it has said last, and log.1 before
 * </pre>
 *
 * <p>It listens to this machine only, asks for the password, and writes through to the disk. It is
 * a process of its own: one that a killed server left running is stopped before it is started, and
 * one that ends by itself is started again.
 */
final class EmbeddedServer implements AutoCloseable {
  static final String USER = "postgres";
  static final String DATABASE = "seriba";

  private static final String PASSWORD = "password";
  private static final String LOG_FILE = "log";

  /** Nobody else calls a directory so: what begins like this is removed. */
  private static final String DRAFT = ".initdb-";

  /** Said aloud, though some are defaults: nothing that was acknowledged may get lost. */
  private static final List<String> SETTINGS =
      List.of(
          "fsync=on",
          "synchronous_commit=on",
          "full_page_writes=on",
          "listen_addresses=localhost",
          "unix_socket_directories=",
          "max_connections=220",
          "shared_buffers=256MB",
          "max_wal_size=4GB",
          "checkpoint_timeout=15min");

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);
  private static final int FIRST_PORT = 16_384;
  private static final int LAST_PORT = 32_767;
  private static final int PORTS_TRIED = 100;

  /** Longer than making a database takes. */
  private static final int SILENCE_SECONDS = 60;

  private final int port;
  private final String password;
  private final Postmaster postmaster;
  private final Caretaker caretaker;

  private EmbeddedServer(int port, String password, Postmaster postmaster, Caretaker caretaker) {
    this.port = port;
    this.password = password;
    this.postmaster = postmaster;
    this.caretaker = caretaker;
  }

  /**
   * Starts it, and makes what is missing. May take long: what a killed one has left is recovered
   * first. If this thread is interrupted, it is given up, and nothing is left running.
   *
   * @param wantedPort 0: the one of before, or any
   * @throws DatabaseException if it can't be started
   */
  static EmbeddedServer start(Path directory, int wantedPort) {
    try {
      Files.createDirectories(directory);
      Path real = directory.toRealPath();
      Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rwx------"));
      Path cluster = cluster(real);
      ServerLog log = new ServerLog(real.resolve(LOG_FILE));
      log.limit();
      Postmaster postmaster = new Postmaster(cluster, log);
      if (postmaster.isRunning()) {
        LOG.info("stopping the PostgreSQL that still runs in {}", cluster);
      }
      postmaster.stop();
      Programs programs = Programs.in(real.resolve("bin"));
      String password = password(real.resolve(PASSWORD));
      make(real, cluster, programs, log);
      int port = port(real.resolve("port"), wantedPort);
      return start(cluster, postmaster, programs, port, password);
    } catch (IOException | SQLException | RuntimeException e) {
      throw new DatabaseException(
          "PostgreSQL can't be started in %s: %s. Another PostgreSQL can be used with database.url"
              .formatted(directory, e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseException("interrupted while PostgreSQL was started", e);
    }
  }

  /** Returns where the cluster is; somebody may have moved it to another disk, and left a link. */
  static Path cluster(Path directory) throws IOException {
    Path cluster = directory.toRealPath().resolve("cluster");
    return Files.exists(cluster) ? cluster.toRealPath() : cluster;
  }

  /**
   * Makes the cluster if there is none: beside its place, so that one that is there is whole. What
   * an interrupted start has left is removed; the program that makes it may still write to it then.
   */
  private static void make(Path directory, Path cluster, Programs programs, ServerLog log)
      throws IOException, InterruptedException {
    sweep(directory);
    if (Files.exists(cluster)) {
      return;
    }
    Path draft = Files.createTempDirectory(directory, DRAFT);
    Run initdb =
        programs.start(
            "initdb",
            List.of(
                "--pgdata=" + draft,
                "--username=" + USER,
                "--auth=scram-sha-256",
                "--pwfile=" + directory.resolve(PASSWORD),
                "--encoding=UTF-8",
                "--locale=C.UTF-8"),
            log);
    try {
      int exitCode = initdb.process().waitFor();
      if (exitCode != 0) {
        throw new IOException("initdb came to exit code %d; %s".formatted(exitCode, log.said()));
      }
    } finally {
      initdb.kill();
    }
    Files.move(draft, cluster, StandardCopyOption.ATOMIC_MOVE);
    Directories.force(directory);
  }

  private static void sweep(Path directory) throws IOException {
    try (DirectoryStream<Path> drafts = Files.newDirectoryStream(directory, DRAFT + "*")) {
      for (Path draft : drafts) {
        try {
          Directories.delete(draft);
        } catch (IOException e) {
          LOG.info("{} is still written to; the next start removes it", draft);
        }
      }
    }
  }

  private static EmbeddedServer start(
      Path cluster, Postmaster postmaster, Programs programs, int port, String password)
      throws IOException, SQLException, InterruptedException {
    List<String> settings = new ArrayList<>(SETTINGS);
    settings.add("port=" + port);
    boolean good = false;
    try {
      postmaster.start(programs, settings);
      createDatabase(port, password);
      Caretaker caretaker = new Caretaker(cluster, postmaster, programs, settings);
      caretaker.start();
      good = true;
      return new EmbeddedServer(port, password, postmaster, caretaker);
    } finally {
      if (!good) {
        postmaster.stop();
      }
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
      Directories.force(draft); // the cluster is made for it, and written through
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

  /** Returns the port of before; 0 if there is none that it may keep. */
  private static int remembered(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    String text = Files.readString(file).strip();
    int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    return port < FIRST_PORT || port > LAST_PORT ? 0 : port;
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

  private static void createDatabase(int port, String password) throws SQLException {
    PGSimpleDataSource source = source(port, USER, password);
    try (Connection connection = source.getConnection();
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
    return url(port, DATABASE);
  }

  private static String url(int port, String database) {
    return "jdbc:postgresql://localhost:%d/%s".formatted(port, database);
  }

  private static PGSimpleDataSource source(int port, String database, String password) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url(port, database));
    source.setUser(USER);
    source.setPassword(password);
    source.setConnectTimeout(Database.CONNECT_SECONDS);
    source.setSocketTimeout(SILENCE_SECONDS);
    return source;
  }

  /** Returns connections to the one in a directory, whoever runs it, if it runs at all. */
  static PGSimpleDataSource attach(Path directory) throws IOException {
    int port = Integer.parseInt(Files.readString(directory.resolve("port")).strip());
    return source(port, DATABASE, password(directory.resolve(PASSWORD)));
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
      postmaster.stop();
    } catch (IOException e) {
      LOG.warn("PostgreSQL can't be stopped; the next start will", e);
    }
  }
}
