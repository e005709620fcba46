package io.seriba.persistence;

import java.nio.file.Path;

/**
 * A process to kill: opens the journal in the directory given, then appends and commits batches for
 * ever, and says now and then how far it has come.
 */
public final class KilledWriter {
  private KilledWriter() {}

  /**
   * Writes until it is killed, or until the batch given as the second argument is half appended.
   */
  public static void main(String[] arguments) {
    long haltAt = arguments.length > 1 ? Long.parseLong(arguments[1]) : Long.MAX_VALUE;
    ChronicleJournal journal = ChronicleJournal.open(Path.of(arguments[0]), TestJournal.SMALL);
    System.out.println("open " + journal.writtenSequence());
    long sequence = journal.writtenSequence();
    for (long batch = 1; ; batch++) {
      for (int i = 0; i < 100; i++) {
        TestJournal.append(journal, ++sequence);
        if (batch == haltAt && i == 50) {
          Runtime.getRuntime().halt(7);
        }
      }
      journal.commit();
      if (batch % 20 == 0) {
        System.out.println("written " + journal.writtenSequence());
        journal.force();
        System.out.println("durable " + journal.durableSequence());
      }
    }
  }
}
