package io.seriba.gacha;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.SplittableRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class DrawStreamTest {
  private static final BigInteger ALL = BigInteger.ONE.shiftLeft(64);

  private final SplittableRandom random = new SplittableRandom(4);
  private final DrawStream stream = new DrawStream();

  /** The numbers by the JDK's HMAC over a message put together field by field. */
  private static final class Reference {
    private final byte[] seed;
    private final byte[] message;
    private ByteBuffer numbers = ByteBuffer.allocate(0);
    private int block;

    Reference(byte[] seed, long pool, byte[] table, long account, byte[] client, long k) {
      this.seed = seed;
      ByteBuffer text = ByteBuffer.allocate(14 + 12 + 36 + 12 + 4 + client.length + 8);
      text.put("seriba/draw/v1".getBytes(StandardCharsets.US_ASCII));
      text.putInt(8).putLong(pool).putInt(32).put(table);
      text.putInt(8).putLong(account).putInt(client.length).put(client).putLong(k);
      message = text.array();
    }

    BigInteger next() throws GeneralSecurityException {
      if (!numbers.hasRemaining()) {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(seed, "HmacSHA256"));
        mac.update(message);
        numbers = ByteBuffer.wrap(mac.doFinal(ByteBuffer.allocate(4).putInt(block++).array()));
      }
      byte[] number = new byte[8];
      numbers.get(number);
      return new BigInteger(1, number);
    }
  }

  @Test
  void drawsTheNumbersThatTheRulesSay() throws GeneralSecurityException {
    int skipped = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] seed = bytes(32);
      byte[] table = bytes(32);
      byte[] client = bytes(i % 65);
      long pool = random.nextLong() >>> 1;
      long account = random.nextLong() >>> 1;
      long k = random.nextLong(1, 1L << 50);
      stream.start(
          new DrawKey(seed, pool, table), account, new UnsafeBuffer(client), 0, client.length);
      stream.draw(k);
      Reference reference = new Reference(seed, pool, table, account, client, k);
      for (int j = 0; j < 9; j++) {
        // Bounds above 2^62 make skipping likely: there it must be seen.
        long n = random.nextLong() >>> (1 + random.nextInt(63)) | 1;
        BigInteger bound = BigInteger.valueOf(n);
        BigInteger x = reference.next();
        while (x.compareTo(ALL.subtract(ALL.mod(bound))) >= 0) {
          skipped++;
          x = reference.next();
        }
        assertEquals(x.mod(bound).longValueExact(), stream.uniform(n), "bound " + n);
      }
    }
    assertTrue(skipped > 30, "skipped " + skipped);
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
