package io.seriba.gacha;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Sha256Test {
  private final Sha256 sha = new Sha256();

  @ParameterizedTest
  @CsvSource({
    "'', e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq,"
        + " 248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
  })
  void hashesTheVectorsOfFips180(String text, String hash) {
    byte[] message = text.getBytes(StandardCharsets.US_ASCII);
    byte[] result = new byte[Sha256.LENGTH];
    sha.hash(message, message.length, result);
    assertEquals(hash, HexFormat.of().formatHex(result));
  }

  @Test
  void hashesEveryLengthAsTheJdkDoes() throws GeneralSecurityException {
    MessageDigest jdk = MessageDigest.getInstance("SHA-256");
    byte[] message = new byte[300];
    new SplittableRandom(1).nextBytes(message);
    byte[] result = new byte[Sha256.LENGTH];
    for (int length = 0; length <= message.length; length++) {
      sha.hash(message, length, result);
      assertArrayEquals(jdk.digest(Arrays.copyOf(message, length)), result, "length " + length);
    }
  }

  /** RFC 4231, cases 1 to 4: a key that fits one block, as a seed does. */
  @ParameterizedTest
  @CsvSource({
    "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, 4869205468657265,"
        + " b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    "4a656665, 7768617420646f2079612077616e7420666f72206e6f7468696e673f,"
        + " 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,"
        + " dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
        + "dddddddddddddddd,"
        + " 773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
    "0102030405060708090a0b0c0d0e0f10111213141516171819,"
        + " cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
        + "cdcdcdcdcdcdcdcd,"
        + " 82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
  })
  void givesTheHmacsOfRfc4231(String key, String data, String hmac) {
    byte[] secret = HexFormat.of().parseHex(key);
    byte[] message = HexFormat.of().parseHex(data);
    byte[] inner = new byte[Sha256.BLOCK + message.length];
    byte[] outer = new byte[Sha256.BLOCK + Sha256.LENGTH];
    for (int i = 0; i < Sha256.BLOCK; i++) {
      int each = i < secret.length ? secret[i] : 0;
      inner[i] = (byte) (each ^ 0x36);
      outer[i] = (byte) (each ^ 0x5C);
    }
    System.arraycopy(message, 0, inner, Sha256.BLOCK, message.length);
    byte[] hash = new byte[Sha256.LENGTH];
    sha.hash(inner, inner.length, hash);
    System.arraycopy(hash, 0, outer, Sha256.BLOCK, hash.length);
    sha.hash(outer, outer.length, hash);
    assertEquals(hmac, HexFormat.of().formatHex(hash));
  }
}
