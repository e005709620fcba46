package io.seriba.sim;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A disk with the operating system's cache in front of it.
 *
 * <p>What is written is in the cache at once, and survives the process; it survives the power when
 * it was forced, or by luck: of the sectors of 512 bytes that weren't, any subset may have reached
 * the disk. So may the name of a file whose directory wasn't forced. A force that fails has written
 * any subset, and what it hasn't written can still be forced (a kernel that forgets it, as Linux
 * may, is not simulated).
 */
final class SimDisk {
  static final int SECTOR = 512;

  private final TreeMap<String, File> files = new TreeMap<>();
  private SplittableRandom luck = new SplittableRandom(0);
  private long operations;
  private long crashAt = Long.MAX_VALUE;
  private boolean failsWrites;
  private boolean failsForces;
  private boolean full;

  private static final class File {
    byte[] cache = {};
    byte[] disk = {};
    final BitSet dirty = new BitSet();

    /** Whether the directory names it on the disk too. */
    boolean named;

    /** What the directory names on the disk until it is forced, after a renaming. */
    @Nullable File before;
  }

  // ---- what a journal does

  List<String> names() {
    return List.copyOf(files.keySet());
  }

  boolean exists(String name) {
    return files.containsKey(name);
  }

  byte[] read(String name) {
    return file(name).cache.clone();
  }

  void create(String name) {
    operate();
    files.put(name, new File());
  }

  void write(String name, int offset, byte[] bytes, int length) {
    File file = file(name);
    boolean dies = ++operations == crashAt;
    boolean fails = failsWrites || full;
    int written = dies || fails ? luck.nextInt(length + 1) : length;
    if (offset + written > file.cache.length) {
      file.cache = Arrays.copyOf(file.cache, offset + written);
    }
    System.arraycopy(bytes, 0, file.cache, offset, written);
    if (written > 0) {
      file.dirty.set(offset / SECTOR, (offset + written - 1) / SECTOR + 1);
    }
    if (dies) {
      throw new PowerCut();
    }
    if (fails) {
      throw new DiskFault(full ? "No space left on device" : "Input/output error");
    }
  }

  void force(String name) {
    File file = file(name);
    boolean dies = ++operations == crashAt;
    if (dies || failsForces) {
      reach(file);
      if (dies) {
        throw new PowerCut();
      }
      throw new DiskFault("Input/output error");
    }
    file.disk = file.cache.clone();
    file.dirty.clear();
  }

  void forceDirectory() {
    operate();
    if (failsForces) {
      throw new DiskFault("Input/output error");
    }
    for (File file : files.values()) {
      file.named = true;
      file.before = null;
    }
  }

  /** Puts a whole file, forced, in place of another: on the disk it is the one or the other. */
  void replace(String name, byte[] bytes) {
    operate();
    File file = new File();
    file.cache = bytes.clone();
    file.disk = bytes.clone();
    File before = files.put(name, file);
    if (before != null) {
      file.named = before.named;
      file.before = before.before == null ? before : before.before;
    }
  }

  private void operate() {
    if (++operations == crashAt) {
      throw new PowerCut();
    }
  }

  private File file(String name) {
    File file = files.get(name);
    if (file == null) {
      throw new DiskFault("No such file: " + name);
    }
    return file;
  }

  boolean isFull() {
    return full;
  }

  // ---- what happens to it

  /** Chooses by which luck the next accidents go. */
  void luck(long seed) {
    luck = new SplittableRandom(seed);
  }

  /** Lets the process die in the operation after so many more. */
  void dieAfter(int more) {
    crashAt = operations + 1 + more;
  }

  void failWrites(boolean fails) {
    failsWrites = fails;
  }

  void failForces(boolean fails) {
    failsForces = fails;
  }

  void fill(boolean isFull) {
    full = isFull;
  }

  /** Ends all faults that would go on by themselves. */
  void heal() {
    crashAt = Long.MAX_VALUE;
    failsWrites = false;
    failsForces = false;
    full = false;
  }

  /** The power fails: what isn't on the disk is gone, but for what luck has brought there. */
  void losePower() {
    for (String name : names()) {
      File file = file(name);
      if (file.before != null && luck.nextBoolean()) {
        File before = file.before;
        files.put(name, before);
        file = before;
      } else if (!file.named && luck.nextBoolean()) {
        files.remove(name);
        continue;
      }
      file.before = null;
      file.named = true;
      reach(file);
      file.cache = file.disk.clone();
      file.dirty.clear();
    }
  }

  /** Brings any subset of what is only in the cache to the disk. */
  private void reach(File file) {
    for (int sector = file.dirty.nextSetBit(0);
        sector >= 0;
        sector = file.dirty.nextSetBit(sector + 1)) {
      if (luck.nextBoolean()) {
        int from = sector * SECTOR;
        int to = Math.min(from + SECTOR, file.cache.length);
        if (to > file.disk.length) {
          file.disk = Arrays.copyOf(file.disk, to);
        }
        System.arraycopy(file.cache, from, file.disk, from, to - from);
        file.dirty.clear(sector);
      }
    }
  }

  /** Flips one bit, on the disk and in the cache. */
  void rot(String name, int at, int bit) {
    File file = file(name);
    file.cache[at] ^= (byte) (1 << bit);
    if (at < file.disk.length) {
      file.disk[at] ^= (byte) (1 << bit);
    }
  }

  /** Tells whether a stretch of a file survives whatever happens. */
  boolean isSafe(String name, int from, int to) {
    File file = files.get(name);
    if (file == null || !file.named || file.before != null || to > file.disk.length) {
      return false;
    }
    int dirty = file.dirty.nextSetBit(from / SECTOR);
    return (dirty < 0 || dirty * SECTOR >= to)
        || Arrays.equals(file.disk, from, to, file.cache, from, to);
  }
}
