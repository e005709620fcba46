package io.seriba.persistence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files that hold a journal, oldest first; there is always at least one. Thread-safe. */
final class CycleFiles {
  private final Path directory;
  private final List<CycleFile> files;

  CycleFiles(Path directory, List<CycleFile> found, CycleFile current) {
    this.directory = directory;
    files = new ArrayList<>(found);
    files.add(current);
  }

  synchronized void add(CycleFile begun) {
    files.add(begun);
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
