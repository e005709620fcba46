package io.seriba.gacha;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * SHA-256 (FIPS 180-4) that allocates nothing and whose state can be kept and continued.
 *
 * <p>The JDK's own can do neither: its Mac allocates in every doFinal, and starts every HMAC from
 * the key, five blocks for a draw's message. With the states behind the key and the message's
 * constant start kept, two blocks are left.
 */
final class Sha256 {
  /** Bytes of a block. */
  static final int BLOCK = 64;

  /** Bytes of a hash. */
  static final int LENGTH = 32;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int[] START = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
  };
  private static final int[] K = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
  };

  private final int[] schedule = new int[64];
  private final int[] state = new int[8];
  private final byte[] last = new byte[2 * BLOCK];

  /** Sets a state to where every hash starts. */
  static void start(int[] state) {
    System.arraycopy(START, 0, state, 0, START.length);
  }

  /** Hashes a message of {@code length} bytes from 0. */
  void hash(byte[] message, int length, byte[] hash) {
    start(state);
    int whole = length / BLOCK * BLOCK;
    for (int at = 0; at < whole; at += BLOCK) {
      compress(state, message, at);
    }
    System.arraycopy(message, whole, last, 0, length - whole);
    int end = pad(last, length - whole, length);
    for (int at = 0; at < end; at += BLOCK) {
      compress(state, last, at);
    }
    put(state, hash, 0);
  }

  /**
   * Ends a message: writes its padding behind its last bytes.
   *
   * @param buffer the message's end, from the start of a block
   * @param used bytes of the message in it
   * @param total bytes of the message in all
   * @return where the padding ends: a multiple of a block
   */
  static int pad(byte[] buffer, int used, long total) {
    int end = (used + 9 + BLOCK - 1) / BLOCK * BLOCK;
    buffer[used] = (byte) 0x80;
    for (int i = used + 1; i < end - 8; i++) {
      buffer[i] = 0;
    }
    LONG.set(buffer, end - 8, total * 8);
    return end;
  }

  /** Writes a state as the hash's 32 bytes. */
  static void put(int[] state, byte[] buffer, int at) {
    for (int i = 0; i < state.length; i++) {
      INT.set(buffer, at + 4 * i, state[i]);
    }
  }

  /** Takes one block of 64 bytes into a state. */
  void compress(int[] into, byte[] block, int at) {
    int[] w = schedule;
    for (int i = 0; i < 16; i++) {
      w[i] = (int) INT.get(block, at + 4 * i);
    }
    for (int i = 16; i < 64; i++) {
      w[i] = w[i - 16] + small0(w[i - 15]) + w[i - 7] + small1(w[i - 2]);
    }
    rounds(into, w, K);
  }

  /** The 64 rounds, eight at a time: so the eight words change places by name, not by copying. */
  private static void rounds(int[] into, int[] w, int[] k) {
    int a = into[0];
    int b = into[1];
    int c = into[2];
    int d = into[3];
    int e = into[4];
    int f = into[5];
    int g = into[6];
    int h = into[7];
    for (int i = 0; i < 64; i += 8) {
      int t = first(e, f, g, h, k[i] + w[i]);
      d += t;
      h = t + second(a, b, c);
      t = first(d, e, f, g, k[i + 1] + w[i + 1]);
      c += t;
      g = t + second(h, a, b);
      t = first(c, d, e, f, k[i + 2] + w[i + 2]);
      b += t;
      f = t + second(g, h, a);
      t = first(b, c, d, e, k[i + 3] + w[i + 3]);
      a += t;
      e = t + second(f, g, h);
      t = first(a, b, c, d, k[i + 4] + w[i + 4]);
      h += t;
      d = t + second(e, f, g);
      t = first(h, a, b, c, k[i + 5] + w[i + 5]);
      g += t;
      c = t + second(d, e, f);
      t = first(g, h, a, b, k[i + 6] + w[i + 6]);
      f += t;
      b = t + second(c, d, e);
      t = first(f, g, h, a, k[i + 7] + w[i + 7]);
      e += t;
      a = t + second(b, c, d);
    }
    into[0] += a;
    into[1] += b;
    into[2] += c;
    into[3] += d;
    into[4] += e;
    into[5] += f;
    into[6] += g;
    into[7] += h;
  }

  private static int first(int e, int f, int g, int h, int constantAndWord) {
    int sigma = Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25);
    return h + constantAndWord + sigma + (g ^ (e & (f ^ g)));
  }

  private static int second(int a, int b, int c) {
    int sigma = Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22);
    return sigma + ((a & b) ^ (c & (a ^ b)));
  }

  private static int small0(int x) {
    return Integer.rotateRight(x, 7) ^ Integer.rotateRight(x, 18) ^ (x >>> 3);
  }

  private static int small1(int x) {
    return Integer.rotateRight(x, 17) ^ Integer.rotateRight(x, 19) ^ (x >>> 10);
  }
}
