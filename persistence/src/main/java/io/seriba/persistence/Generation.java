package io.seriba.persistence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One opening's share of a journal: a directory with a queue of its own, which is never appended to
 * again once the journal was closed or its process has died.
 *
 * @param number 1, 2, 3 …; a later generation has a higher number
 * @param directory where its files are
 * @param cycles its cycle files in the order in which they were begun
 */
record Generation(int number, Path directory, List<Path> cycles) {
  private static final Pattern NAME = Pattern.compile("generation-(\\d{8})");
  private static final String CYCLE_SUFFIX = ".cq4";

  static Path directory(Path journal, int number) {
    return journal.resolve("generation-%08d".formatted(number));
  }

  /** Lists a journal's generations, oldest first. */
  static List<Generation> list(Path journal) throws IOException {
    try (Stream<Path> entries = Files.list(journal)) {
      List<Path> directories =
          entries
              .filter(path -> NAME.matcher(path.getFileName().toString()).matches())
              .sorted(Comparator.comparing(Path::getFileName))
              .toList();
      Generation[] generations = new Generation[directories.size()];
      for (int i = 0; i < generations.length; i++) {
        generations[i] = read(directories.get(i));
      }
      return List.of(generations);
    }
  }

  private static Generation read(Path directory) throws IOException {
    Matcher name = NAME.matcher(directory.getFileName().toString());
    if (!name.matches()) {
      throw new IllegalArgumentException(directory + " isn't named like a generation");
    }
    try (Stream<Path> entries = Files.list(directory)) {
      List<Path> cycles =
          entries
              .filter(path -> path.getFileName().toString().endsWith(CYCLE_SUFFIX))
              .sorted(Comparator.comparing(Path::getFileName))
              .toList();
      return new Generation(Integer.parseInt(name.group(1)), directory, cycles);
    }
  }

  /** Deletes the directory and the files in it. */
  void delete() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : entries.toList()) {
        Files.delete(entry);
      }
    }
    Files.delete(directory);
  }
}
