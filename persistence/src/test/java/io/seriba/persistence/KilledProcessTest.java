package io.seriba.persistence;

import static io.seriba.persistence.TestJournal.refused;
import static io.seriba.persistence.TestJournal.replayed;
import static io.seriba.persistence.TestJournal.verify;
import static io.seriba.persistence.TestJournal.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second process with the flags of this one, killed in the middle of writing. */
class KilledProcessTest {
  @TempDir private Path directory;

  @Test
  void whatAKilledProcessHadCommittedIsThere() throws Exception {
    long promised = 0;
    for (int kill = 1; kill <= 3; kill++) {
      Process writer = writer();
      try (BufferedReader output = writer.inputReader(UTF_8)) {
        assertEquals("open " + promised, output.readLine());
        if (kill == 1) {
          refusedWhileAnotherProcessHasIt(writer.pid());
        }
        promised = read(output, 6 + kill);
        writer.toHandle().destroyForcibly(); // unlike the process's own, leaves its output open
        String line;
        while ((line = output.readLine()) != null) {
          promised = Math.max(promised, sequenceIn(line));
        }
      }
      writer.waitFor();
      JournalReport report = verify(directory);
      assertTrue(report.isIntact(), report.toString());
      assertTrue(report.lastSequence() >= promised, report + " of " + promised);
      promised = report.lastSequence();
    }
    try (ChronicleJournal journal = ChronicleJournal.open(directory, TestJournal.SMALL)) {
      assertEquals(promised, replayed(journal, 1));
      write(journal, 100, 10);
    }
    assertEquals(promised + 100, verify(directory).records());
  }

  @Test
  void aHaltInTheMiddleOfABatchLosesOnlyThatBatch() throws Exception {
    Process writer = writer("37");
    try (BufferedReader output = writer.inputReader(UTF_8)) {
      while (output.readLine() != null) {
        // until it halts
      }
    }
    assertEquals(7, writer.waitFor());
    try (ChronicleJournal journal = ChronicleJournal.open(directory, TestJournal.SMALL)) {
      assertEquals(3_600, replayed(journal, 1));
      assertEquals(List.of(), journal.leftBehind());
    }
  }

  @Test
  void aVerifierInAnotherProcessIsNotTakenForTheLastServer() throws Exception {
    try (ChronicleJournal journal = ChronicleJournal.open(directory, TestJournal.SMALL)) {
      write(journal, 10, 10);
    }
    Process verifier = process(WaitingVerifier.class);
    try (BufferedReader output = verifier.inputReader(UTF_8)) {
      assertEquals("verifying", output.readLine());
      refused(
          () -> ChronicleJournal.open(directory, TestJournal.SMALL),
          "another process, which only reads it, as seriba verify does");
      verify(directory);
    } finally {
      verifier.destroyForcibly();
      verifier.waitFor();
    }
    ChronicleJournal.open(directory, TestJournal.SMALL).close();
  }

  private void refusedWhileAnotherProcessHasIt(long pid) {
    refused(
        () -> ChronicleJournal.open(directory, TestJournal.SMALL), "another process (pid " + pid);
    refused(() -> verify(directory), "another process (pid " + pid);
  }

  private static long read(BufferedReader output, int lines) throws IOException {
    long sequence = 0;
    for (int i = 0; i < lines; i++) {
      sequence = sequenceIn(String.valueOf(output.readLine()));
    }
    return sequence;
  }

  private static long sequenceIn(String line) {
    return Long.parseLong(line.substring(line.indexOf(' ') + 1));
  }

  private Process writer(String... more) throws IOException {
    return process(KilledWriter.class, more);
  }

  private Process process(Class<?> main, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of(
            "-cp", System.getProperty("java.class.path"), main.getName(), directory.toString()));
    command.addAll(List.of(more));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
