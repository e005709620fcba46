package io.seriba.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.engine.BadStateException;
import io.seriba.engine.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a snapshot that isn't one does: it is refused by the record's name, and never half used. */
class SnapshotDamageTest {
  private static final int HEADER = 8;

  private final List<byte[]> snapshot = snapshot();

  /** Returns one that holds something of everything, as far as a sequence goes. */
  private static List<byte[]> snapshot() {
    Replica replica = new Replica();
    for (Tape.Entry entry : SeldomTapes.everything().entries()) {
      replica.apply(entry.time(), entry.command());
    }
    return replica.save();
  }

  @Test
  void aSnapshotWithoutAnyOneOfItsRecordsIsRefused() {
    for (int i = 0; i < snapshot.size(); i++) {
      List<byte[]> shorter = new ArrayList<>(snapshot);
      String kind = StateRecords.kind(shorter.remove(i));
      assertThrows(BadStateException.class, () -> Replica.loaded(shorter), kind);
    }
  }

  @Test
  void aSnapshotThatEndsEarlyIsRefused() {
    for (int size = 0; size < snapshot.size(); size++) {
      List<byte[]> shorter = snapshot.subList(0, size);
      String message = refusal(shorter);
      assertTrue(message.startsWith("the snapshot, which ends after record " + size), message);
    }
  }

  @Test
  void aRecordTwiceIsRefused() {
    for (int i = 0; i < snapshot.size(); i++) {
      List<byte[]> longer = new ArrayList<>(snapshot);
      longer.add(i, longer.get(i));
      String kind = StateRecords.kind(longer.get(i));
      assertThrows(BadStateException.class, () -> Replica.loaded(longer), kind);
    }
  }

  @Test
  void aRecordWithAByteMoreOrLessIsRefusedByItsPlace() {
    for (int i = 0; i < snapshot.size(); i++) {
      String place = "the snapshot's record %d, of kind ".formatted(i + 1);
      for (int more : new int[] {-1, 1}) {
        List<byte[]> changed = with(i, record -> Arrays.copyOf(record, record.length + more));
        String message = refusal(changed);
        assertTrue(message.startsWith(place), message);
      }
      List<byte[]> headless = with(i, record -> Arrays.copyOf(record, HEADER - 1));
      assertThrows(BadStateException.class, () -> Replica.loaded(headless));
    }
  }

  @Test
  void aRecordOfAnotherSchemaOrALaterVersionIsRefused() {
    for (int i = 0; i < snapshot.size(); i++) {
      for (int at : new int[] {0, 1, 2, 3, 4, 5, 6, 7}) {
        List<byte[]> changed =
            with(
                i,
                record -> {
                  record[at]++;
                  return record;
                });
        assertThrows(BadStateException.class, () -> Replica.loaded(changed), "header byte " + at);
      }
    }
    List<byte[]> later =
        with(
            0,
            record -> {
              record[6] = 2;
              return record;
            });
    assertTrue(refusal(later).contains("written by a later version of Seriba: schema version 2"));
  }

  /** What flipped bits make of a number may be as good a number: checksums are the file's. */
  @Test
  void flippedBitsAreRefusedOrTakenButNothingElse() {
    Dice dice = new Dice(1);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      List<byte[]> changed =
          with(
              dice.below(snapshot.size()),
              record -> {
                record[dice.below(record.length)] ^= (byte) (1 << dice.below(8));
                return record;
              });
      try {
        Replica.loaded(changed);
      } catch (BadStateException e) {
        refused++;
      }
    }
    assertTrue(refused > 5_000, "refused: " + refused);
  }

  @Test
  void anEngineThatFailedToLoadTakesNoCommand() {
    Engine engine = new Engine();
    List<byte[]> half = snapshot.subList(0, snapshot.size() - 1);
    assertThrows(BadStateException.class, () -> engine.load(new Replica.Records(half)));
    String message = "a snapshot was not loaded: this engine can't be used";
    for (long sequence : new long[] {1, Long.MAX_VALUE}) {
      Replica sink = new Replica();
      assertEquals(
          message,
          assertThrows(
                  IllegalStateException.class,
                  () -> engine.apply(sequence, 1, 0, sink.buffer(), 0, 8, sink))
              .getMessage());
    }
    assertThrows(IllegalStateException.class, () -> engine.save((buffer, at, length) -> {}));
    assertThrows(IllegalStateException.class, () -> engine.load(new Replica.Records(snapshot)));
  }

  @Test
  void anEngineThatHasDecidedLoadsNothing() {
    Replica replica = Replica.loaded(snapshot);
    assertThrows(
        IllegalStateException.class, () -> replica.engine().load(new Replica.Records(snapshot)));
  }

  private static String refusal(List<byte[]> records) {
    return String.valueOf(
        assertThrows(BadStateException.class, () -> Replica.loaded(records)).getMessage());
  }

  private List<byte[]> with(int place, UnaryOperator<byte[]> change) {
    List<byte[]> changed = new ArrayList<>(snapshot);
    changed.set(place, change.apply(snapshot.get(place).clone()));
    return changed;
  }
}
