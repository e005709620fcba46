package io.seriba.persistence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files that hold a journal, oldest first; there is always at least one. Thread-safe. */
final class CycleFiles {
  private final Path directory;
  private final List<CycleFile> files;

  /**
   * Where a sequence is.
   *
   * @param end the first sequence of the file behind it; {@link Long#MAX_VALUE} if there is none
   *     yet
   */
  record Place(CycleFile file, long end) {}

  CycleFiles(Path directory, List<CycleFile> found, CycleFile current) {
    this.directory = directory;
    files = new ArrayList<>(found);
    files.add(current);
  }

  synchronized void add(CycleFile begun) {
    files.add(begun);
  }

  /**
   * Returns the file that has a sequence, or is to have it.
   *
   * @return null if the sequence lies before all files
   */
  synchronized @Nullable Place find(long sequence) {
    for (int i = files.size() - 1; i >= 0; i--) {
      if (files.get(i).firstSequence() <= sequence) {
        long end = i + 1 < files.size() ? files.get(i + 1).firstSequence() : Long.MAX_VALUE;
        return new Place(files.get(i), end);
      }
    }
    return null;
  }

  /**
   * Forgets the files that hold only records before a sequence.
   *
   * @return the oldest file that is left
   */
  synchronized CycleFile forgetBefore(long sequence) {
    while (files.size() > 1 && files.get(1).firstSequence() <= sequence) {
      files.removeFirst();
    }
    return files.getFirst();
  }

  /** Deletes every file that is older, also what an interrupted removal left. */
  void deleteBefore(CycleFile oldest) throws IOException {
    for (Generation generation : Generation.list(directory)) {
      if (generation.number() < oldest.generation()) {
        generation.delete();
      } else if (generation.number() == oldest.generation()) {
        for (Path file : generation.cycles()) {
          if (file.getFileName().compareTo(oldest.path().getFileName()) < 0) {
            Files.delete(file);
          }
        }
      }
    }
  }
}
