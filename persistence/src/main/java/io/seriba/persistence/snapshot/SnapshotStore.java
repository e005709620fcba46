package io.seriba.persistence.snapshot;

import io.seriba.engine.Engine;
import io.seriba.sbe.snapshot.MessageHeaderEncoder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The snapshots in a directory. One thread at a time writes and removes; anybody may read. */
public final class SnapshotStore {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotStore.class);
  private static final String UNFINISHED = ".tmp";
  private static final Pattern NAME = Pattern.compile("snapshot-[0-9]{19}\\.seriba");

  private final SnapshotDirectory directory;
  private final long minFreeBytes;

  /**
   * Takes a directory, which needn't be there yet.
   *
   * @param minFreeBytes what a snapshot must leave free on the directory's file system, or it isn't
   *     written: the journal needs it more
   */
  public SnapshotStore(Path directory, long minFreeBytes) {
    this(new FileDirectory(directory), minFreeBytes);
  }

  /** Takes a directory of any kind. */
  public SnapshotStore(SnapshotDirectory directory, long minFreeBytes) {
    this.directory = directory;
    this.minFreeBytes = minFreeBytes;
  }

  /** An engine as it was at a snapshot. */
  public record Loaded(SnapshotInfo info, Engine engine) {}

  /** A snapshot file, and why it can't be used; null: its header says nothing against it. */
  public record Found(Path file, @Nullable SnapshotInfo info, @Nullable String problem) {}

  /**
   * Writes the state of an engine, which nobody else uses meanwhile, and reads it back.
   *
   * @param journal the journal whose commands the engine has decided
   * @param takenAt microseconds
   * @throws SnapshotException if it can't be written, or isn't what was written; nothing of it is
   *     left then
   */
  public SnapshotInfo write(UUID journal, Engine engine, long takenAt) {
    String name = "snapshot-%019d.seriba".formatted(engine.sequence());
    String unfinished = name + UNFINISHED;
    try {
      directory.make();
    } catch (IOException e) {
      throw new SnapshotException("%s can't be made: %s".formatted(directory.path(), e), e);
    }
    try (Closeable lock = directory.lock()) {
      assert lock != null;
      removeUnfinished();
      try {
        try (SnapshotWriter writer =
            new SnapshotWriter(
                directory, unfinished, header(journal, engine, takenAt), minFreeBytes)) {
          engine.save(writer);
          writer.finish();
        }
        verify(directory, unfinished);
      } catch (SnapshotException | IOException e) {
        directory.delete(unfinished);
        throw e;
      }
      directory.rename(unfinished, name);
      directory.force();
    } catch (IOException e) {
      throw new SnapshotException("%s can't be written: %s".formatted(path(name), e), e);
    }
    return info(name);
  }

  private Path path(String name) {
    return directory.path().resolve(name);
  }

  private SnapshotInfo info(String name) {
    try (SnapshotReader reader = new SnapshotReader(directory, name)) {
      return reader.info();
    }
  }

  private static ByteBuffer header(UUID journal, Engine engine, long takenAt) {
    return Block.allocate(Block.FILE_HEADER)
        .putLong(0, Block.MAGIC)
        .putInt(Block.FORMAT, Block.FORMAT_VERSION)
        .putInt(Block.HEADER_LENGTH, Block.FILE_HEADER)
        .putLong(Block.JOURNAL, journal.getMostSignificantBits())
        .putLong(Block.JOURNAL + Long.BYTES, journal.getLeastSignificantBits())
        .putLong(Block.SEQUENCE, engine.sequence())
        .putLong(Block.TIME, engine.time())
        .putLong(Block.STATE_HASH, engine.stateHash())
        .putLong(Block.TAKEN_AT, takenAt)
        .putShort(Block.SCHEMA_ID, (short) MessageHeaderEncoder.SCHEMA_ID)
        .putShort(Block.SCHEMA_VERSION, (short) MessageHeaderEncoder.SCHEMA_VERSION)
        .putShort(
            Block.EVENT_SCHEMA_VERSION, (short) io.seriba.sbe.MessageHeaderEncoder.SCHEMA_VERSION);
  }

  /** Removes what a killed process has not finished. */
  private void removeUnfinished() throws IOException {
    for (String name : directory.names()) {
      if (name.startsWith("snapshot-") && name.endsWith(UNFINISHED)) {
        directory.delete(name);
      }
    }
  }

  /** Returns the snapshots, newest first, with what their headers say. */
  public List<Found> list() {
    List<Found> found = new ArrayList<>();
    for (String name : names()) {
      try {
        found.add(new Found(path(name), info(name), null));
      } catch (SnapshotException e) {
        found.add(new Found(path(name), null, e.getMessage()));
      }
    }
    return found;
  }

  /** Returns the names of the snapshots, newest first. */
  private List<String> names() {
    try {
      return directory.names().stream()
          .filter(name -> NAME.matcher(name).matches())
          .sorted(Comparator.reverseOrder())
          .toList();
    } catch (IOException e) {
      throw new SnapshotException("%s can't be listed: %s".formatted(directory.path(), e), e);
    }
  }

  /**
   * Reads a snapshot from end to end.
   *
   * @return how many records it has
   * @throws SnapshotException naming the damage
   */
  public static long verify(Path file) {
    return verify(directoryOf(file), nameOf(file));
  }

  private static SnapshotDirectory directoryOf(Path file) {
    return new FileDirectory(file.resolveSibling(""));
  }

  private static String nameOf(Path file) {
    return file.getFileName().toString();
  }

  /**
   * Reads a snapshot from end to end.
   *
   * @return how many records it has
   * @throws SnapshotException naming the damage
   */
  public static long verify(SnapshotDirectory directory, String name) {
    try (SnapshotReader reader = new SnapshotReader(directory, name)) {
      while (reader.next()) {
        // the reader checks what it passes
      }
      return reader.records();
    }
  }

  /**
   * Loads one snapshot into a new engine.
   *
   * @throws SnapshotException if it is damaged, or doesn't lead to the state that its header names
   */
  public static Loaded load(Path file) {
    return load(directoryOf(file), nameOf(file));
  }

  private static Loaded load(SnapshotDirectory directory, String name) {
    Path file = directory.path().resolve(name);
    try (SnapshotReader reader = new SnapshotReader(directory, name)) {
      SnapshotInfo info = reader.info();
      Engine engine = new Engine();
      engine.load(reader); // of each record the checksum is known to be right by then
      if (engine.sequence() != info.sequence() || engine.stateHash() != info.stateHash()) {
        throw new SnapshotException(
            "%s says sequence %d with state hash %016x, and holds sequence %d with %016x"
                .formatted(
                    file,
                    info.sequence(),
                    info.stateHash(),
                    engine.sequence(),
                    engine.stateHash()));
      }
      return new Loaded(info, engine);
    } catch (IllegalStateException e) {
      throw new SnapshotException("%s can't be loaded: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Loads the newest snapshot of a journal that is whole. One that isn't is named in the log, and
   * the one before it taken.
   *
   * @param least the first sequence that will do
   * @param most the last one
   * @return null if there is none
   */
  public @Nullable Loaded newest(UUID journal, long least, long most) {
    for (String name : names()) {
      try {
        SnapshotInfo info = info(name);
        if (!info.journal().equals(journal)) {
          LOG.warn(
              "{} is of journal {}, not of this one, {}", info.file(), info.journal(), journal);
        } else if (info.sequence() <= most && info.sequence() >= least) {
          Loaded loaded = load(directory, name);
          force();
          return loaded;
        }
      } catch (SnapshotException e) {
        LOG.warn("passed over, an older snapshot will do: {}", e.getMessage());
      }
    }
    return null;
  }

  /** Whoever wrote what is used may have died before its name was on the disk. */
  private void force() {
    try {
      directory.force();
    } catch (IOException e) {
      LOG.warn("the names of snapshots can't be forced; the next that is written does so", e);
    }
  }

  /**
   * Sets aside the snapshots of a journal that go beyond its end: the journal has lost what they
   * know, and other commands will stand at those sequences. They keep their name, with {@code
   * .lost} behind it.
   */
  public void setAsideBeyond(UUID journal, long last) {
    for (Found found : list()) {
      SnapshotInfo info = found.info();
      if (info != null && info.journal().equals(journal) && info.sequence() > last) {
        try {
          directory.rename(nameOf(found.file()), nameOf(found.file()) + ".lost");
          directory.force();
        } catch (IOException e) {
          throw new SnapshotException("%s can't be set aside: %s".formatted(found.file(), e), e);
        }
        LOG.warn(
            "set aside {}: it is of sequence {}, and the journal ends with {}",
            found.file(),
            info.sequence(),
            last);
      }
    }
  }

  /**
   * Removes old snapshots of a journal; those of others aren't touched. The newest stay that aren't
   * beyond the watermark, for whoever has to begin there, and the newest of those beyond it, for
   * the engine. If all are beyond it, it may be unknown yet: then the oldest stay, too.
   *
   * @param keep how many that are whole stay of each, at least 1
   * @param watermark up to where every projection is written
   * @return the sequence of the oldest that stays, is whole and isn't beyond the watermark, or 0 if
   *     there is none
   */
  public long retain(UUID journal, int keep, long watermark) {
    long oldest = 0;
    int kept = 0;
    int beyond = 0;
    List<Found> removable = new ArrayList<>();
    for (Found found : list()) {
      SnapshotInfo info = found.info();
      if (info == null) {
        LOG.warn("not counted among the snapshots: {}", found.problem());
      } else if (info.journal().equals(journal)) {
        boolean isBeyond = info.sequence() > watermark;
        if ((isBeyond ? beyond : kept) >= keep) {
          removable.add(found);
        } else if (isWhole(found.file())) {
          beyond += isBeyond ? 1 : 0;
          kept += isBeyond ? 0 : 1;
          oldest = isBeyond ? 0 : info.sequence();
        }
      }
    }
    int spared = kept == 0 ? 0 : keep;
    for (Found found : removable.reversed()) {
      if (spared < keep && isWhole(found.file())) {
        spared++;
      } else {
        remove(found.file());
      }
    }
    return oldest;
  }

  private void remove(Path file) {
    try {
      directory.delete(nameOf(file));
    } catch (IOException e) {
      throw new SnapshotException("%s can't be removed: %s".formatted(file, e), e);
    }
  }

  private boolean isWhole(Path file) {
    try {
      verify(directory, nameOf(file));
      return true;
    } catch (SnapshotException e) {
      LOG.warn("not counted among the snapshots: {}", e.getMessage());
      return false;
    }
  }

  /** Returns the sequence of a journal's newest snapshot by the headers, or 0 if it has none. */
  public long newestSequence(@Nullable UUID journal) {
    return list().stream()
        .map(Found::info)
        .filter(info -> info != null && info.journal().equals(journal))
        .mapToLong(info -> info == null ? 0 : info.sequence())
        .max()
        .orElse(0);
  }
}
