package io.seriba.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A disk with the operating system's cache in front of it, and one directory.
 *
 * <p>What is written is in the cache at once, and survives the process; it survives the power when
 * it was forced, or by luck: of the sectors of 512 bytes that weren't, any subset may have reached
 * the disk. So may the creations, renamings and removals since the directory was forced. A force
 * that fails has written any subset, and what it hasn't written can still be forced (a kernel that
 * forgets it, as Linux may, is not simulated).
 */
final class SimDisk {
  static final int SECTOR = 512;

  /** The files as the directory names them in the cache. */
  private final TreeMap<String, File> files = new TreeMap<>();

  /** The files as it names them on the disk. */
  private final TreeMap<String, File> named = new TreeMap<>();

  /** What makes the former of the latter. */
  private final List<Change> changes = new ArrayList<>();

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
  }

  /**
   * One change of the directory, which happens on the disk as a whole or not at all.
   *
   * @param from the name that the file had before; null: none
   * @param file what bears the name then; null: nothing
   */
  private record Change(@Nullable String from, String name, @Nullable File file) {
    void applyTo(Map<String, File> names) {
      if (from != null && !names.remove(from, file)) {
        return; // the file that is renamed was never there
      }
      if (file == null) {
        names.remove(name);
      } else {
        names.put(name, file);
      }
    }

    boolean concerns(String other) {
      return name.equals(other) || other.equals(from);
    }
  }

  // ---- what a program does

  List<String> names() {
    return List.copyOf(files.keySet());
  }

  boolean exists(String name) {
    return files.containsKey(name);
  }

  byte[] read(String name) {
    return file(name).cache.clone();
  }

  /** Returns a stretch of a file, or as much of it as there is. */
  byte[] read(String name, int from, int to) {
    byte[] all = file(name).cache;
    return Arrays.copyOfRange(all, Math.min(from, all.length), Math.min(to, all.length));
  }

  int length(String name) {
    return file(name).cache.length;
  }

  void create(String name) {
    operate();
    change(new Change(null, name, new File()));
  }

  void delete(String name) {
    operate();
    file(name);
    change(new Change(null, name, null));
  }

  void rename(String from, String to) {
    operate();
    change(new Change(from, to, file(from)));
  }

  private void change(Change change) {
    change.applyTo(files);
    changes.add(change);
  }

  void write(String name, int offset, byte[] bytes, int length) {
    File file = file(name);
    boolean dies = operateLast();
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
    boolean dies = operateLast();
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
    changes.forEach(change -> change.applyTo(named));
    changes.clear();
  }

  /** Puts a whole file, forced, in place of another: on the disk it is the one or the other. */
  void replace(String name, byte[] bytes) {
    operate();
    File file = new File();
    file.cache = bytes.clone();
    file.disk = bytes.clone();
    change(new Change(null, name, file));
  }

  private void operate() {
    if (operateLast()) {
      throw new PowerCut();
    }
  }

  /** Counts an operation; returns whether the process dies in it. A dead one does nothing more. */
  private boolean operateLast() {
    if (++operations > crashAt) {
      throw new PowerCut();
    }
    return operations == crashAt;
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

  /** Tells whether it says so; else writing says it. */
  boolean seemsFull() {
    return full && operations % 2 == 0;
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
    for (Change change : changes) {
      if (luck.nextBoolean()) {
        change.applyTo(named);
      }
    }
    changes.clear();
    files.clear();
    files.putAll(named);
    for (File file : files.values()) {
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
    if (file == null || named.get(name) != file || to > file.disk.length) {
      return false;
    }
    for (Change change : changes) {
      if (change.concerns(name)) {
        return false;
      }
    }
    int dirty = file.dirty.nextSetBit(from / SECTOR);
    return (dirty < 0 || dirty * SECTOR >= to)
        || Arrays.equals(file.disk, from, to, file.cache, from, to);
  }
}
