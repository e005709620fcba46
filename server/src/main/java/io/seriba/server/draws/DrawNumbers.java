package io.seriba.server.draws;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The numbers of one draw, by the JDK's HMAC-SHA-256. */
final class DrawNumbers {
  private static final BigInteger ALL = BigInteger.ONE.shiftLeft(Long.SIZE);

  private final byte[] seed;
  private final byte[] message;
  private ByteBuffer block = ByteBuffer.allocate(0);
  private int blocks;

  DrawNumbers(byte[] seed, long pool, byte[] table, long account, String clientSeed, long k) {
    byte[] client = clientSeed.getBytes(StandardCharsets.UTF_8);
    this.seed = seed;
    this.message =
        ByteBuffer.allocate(86 + client.length)
            .put("seriba/draw/v1".getBytes(StandardCharsets.US_ASCII))
            .putInt(Long.BYTES)
            .putLong(pool)
            .putInt(table.length)
            .put(table)
            .putInt(Long.BYTES)
            .putLong(account)
            .putInt(client.length)
            .put(client)
            .putLong(k)
            .array();
  }

  /** Returns the next number that is uniform from 0 to below {@code bound}. */
  long uniform(long bound) {
    BigInteger n = BigInteger.valueOf(bound);
    BigInteger fair = ALL.subtract(ALL.mod(n));
    BigInteger x = next();
    while (x.compareTo(fair) >= 0) {
      x = next();
    }
    return x.mod(n).longValueExact();
  }

  private BigInteger next() {
    if (!block.hasRemaining()) {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(seed, "HmacSHA256"));
        mac.update(message);
        block = ByteBuffer.wrap(mac.doFinal(ByteBuffer.allocate(4).putInt(blocks++).array()));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this JDK has no HmacSHA256", e);
      }
    }
    byte[] number = new byte[Long.BYTES];
    block.get(number);
    return new BigInteger(1, number);
  }

  static byte[] sha256(ByteBuffer bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes.flip());
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
