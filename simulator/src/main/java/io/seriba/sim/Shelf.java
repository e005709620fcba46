package io.seriba.sim;

import static io.seriba.sim.Violation.unless;

import io.seriba.persistence.snapshot.SnapshotDirectory;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The directory of the snapshots, on a disk of its own. Whoever removes an old snapshot must have a
 * newer one that nothing can take away any more.
 */
final class Shelf implements SnapshotDirectory {
  private static final Path PATH = Path.of("snapshots");
  private static final String SNAPSHOT = ".seriba";
  private static final long ROOM = 1L << 40;

  private final SimDisk disk;
  private final Plant plant;

  /** What became of snapshots that a bit has flipped in. */
  private final List<byte[]> rotten = new ArrayList<>();

  private final List<Spot> spots = new ArrayList<>();

  /** Where a bit was flipped. */
  record Spot(String name, int at, int bit) {}

  Shelf(SimDisk disk, Plant plant) {
    this.disk = disk;
    this.plant = plant;
  }

  @Override
  public Path path() {
    return PATH;
  }

  @Override
  public void make() {}

  @Override
  public List<String> names() {
    return disk.names();
  }

  @Override
  public long usableBytes() {
    return disk.seemsFull() ? 0 : ROOM;
  }

  @Override
  public Output create(String name) throws IOException {
    attempt(() -> disk.create(name));
    return new Written(name);
  }

  @Override
  public Input open(String name) throws IOException {
    if (!disk.exists(name)) {
      throw new FileNotFoundException(name);
    }
    return new Read(disk.read(name));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    attempt(() -> disk.rename(from, to));
  }

  @Override
  public void delete(String name) throws IOException {
    if (disk.exists(name)) {
      unless(
          !name.endsWith(SNAPSHOT) || isAnySafeBehind(name),
          "a snapshot is removed only when a newer one is safe on the disk",
          name);
      attempt(() -> disk.delete(name));
    }
  }

  private boolean isAnySafeBehind(String name) {
    return snapshots().stream()
        .anyMatch(other -> other.compareTo(name) > 0 && disk.isSafe(other, 0, disk.length(other)));
  }

  @Override
  public void force() throws IOException {
    if (plant != Plant.SNAPSHOTS_NAME_NOT_FORCED) {
      attempt(disk::forceDirectory);
    }
  }

  private static void attempt(Runnable operation) throws IOException {
    try {
      operation.run();
    } catch (DiskFault e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private final class Written implements Output {
    private final String name;
    private int end;

    Written(String name) {
      this.name = name;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      attempt(() -> disk.write(name, end, copy, copy.length));
      end += copy.length;
    }

    @Override
    public void force() throws IOException {
      if (plant != Plant.SNAPSHOT_RENAMED_BEFORE_FORCED) {
        attempt(() -> disk.force(name));
      }
    }

    @Override
    public void close() {}
  }

  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  private record Read(byte[] bytes) implements Input {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public int read(ByteBuffer into, long from) {
      int length = (int) Math.min(into.remaining(), bytes.length - from);
      if (length <= 0) {
        return -1;
      }
      into.put(bytes, (int) from, length);
      return length;
    }

    @Override
    public void close() {}
  }

  // ---- what befalls it

  /** Returns the names of what was finished, oldest first. */
  List<String> snapshots() {
    return disk.names().stream().filter(name -> name.endsWith(SNAPSHOT)).toList();
  }

  /** Flips a bit of a snapshot; returns where. Null if there is none. */
  @Nullable Spot rot(SplittableRandom random) {
    List<String> all = snapshots();
    if (all.isEmpty()) {
      return null;
    }
    String name = all.get(all.size() - 1 - random.nextInt(Math.min(2, all.size())));
    if (isRotten(name)) {
      return null;
    }
    Spot spot = new Spot(name, random.nextInt(disk.length(name)), random.nextInt(8));
    disk.rot(name, spot.at, spot.bit);
    rotten.add(disk.read(name));
    spots.add(spot);
    return spot;
  }

  /** The operator puts a good copy back, if that wasn't done before. */
  void mend(Spot spot) {
    if (spots.remove(spot)) {
      disk.rot(spot.name, spot.at, spot.bit);
    }
  }

  /** The operator puts good copies back of all that are rotten; returns whether there were any. */
  boolean mendAll() {
    List<Spot> there =
        spots.stream()
            .filter(spot -> disk.names().contains(spot.name) && isRotten(spot.name))
            .toList();
    there.forEach(this::mend);
    return !there.isEmpty();
  }

  /** Tells whether a bit of a snapshot has flipped. */
  boolean isRotten(String name) {
    byte[] bytes = disk.read(name);
    return rotten.stream().anyMatch(other -> Arrays.equals(other, bytes));
  }
}
