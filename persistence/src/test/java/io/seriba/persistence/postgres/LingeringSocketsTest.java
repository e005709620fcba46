package io.seriba.persistence.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.seriba.persistence.follower.FollowedLog;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

class LingeringSocketsTest {
  private static final String PASSWORD = "changeit";
  private static final int QUIET_LOOKS = 50;

  @TempDir private Path directory;

  @Test
  @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD) // without lingering it never ends
  void aTlsConnectionIsClosedWhileAnotherThreadWritesToAPeerThatTakesNothing() throws Exception {
    SSLContext tls = tls();
    try (SSLServerSocket listening =
        (SSLServerSocket)
            tls.getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      FutureTask<SSLSocket> peer =
          new FutureTask<>(
              () -> {
                SSLSocket accepted = (SSLSocket) listening.accept();
                accepted.startHandshake();
                return accepted;
              });
      Thread.ofPlatform().daemon().start(peer);
      Socket plain =
          new LingeringSockets().createSocket(listening.getInetAddress(), listening.getLocalPort());
      SSLSocket client =
          (SSLSocket)
              tls.getSocketFactory()
                  .createSocket(plain, "localhost", listening.getLocalPort(), true);
      client.startHandshake();
      try (SSLSocket reads = peer.get()) {
        AtomicInteger writes = new AtomicInteger();
        FutureTask<Void> writing =
            new FutureTask<>(
                () -> {
                  while (true) {
                    client.getOutputStream().write(new byte[64 << 10]);
                    writes.incrementAndGet();
                  }
                });
        Thread.ofPlatform().daemon().start(writing);
        awaitQuiet(writes);
        client.close();
        try {
          writing.get();
        } catch (ExecutionException e) {
          assertInstanceOf(IOException.class, e.getCause());
        }
        assertFalse(reads.isClosed());
      }
    }
  }

  /** Returns when the writer hasn't come on for a while: it waits for its peer. */
  private static void awaitQuiet(AtomicInteger writes) {
    AtomicInteger last = new AtomicInteger(-1);
    AtomicInteger looks = new AtomicInteger();
    FollowedLog.await(
        () -> {
          int now = writes.get();
          if (now == 0 || last.getAndSet(now) != now) {
            looks.set(0);
          }
          return looks.incrementAndGet() > QUIET_LOOKS;
        });
  }

  private SSLContext tls() throws Exception {
    Path keys = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "peer",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, keytool.waitFor(), said);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(keys)) {
      store.load(file, PASSWORD.toCharArray());
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(store, PASSWORD.toCharArray());
    TrustManagerFactory others =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    others.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), others.getTrustManagers(), new SecureRandom());
    return context;
  }
}
