package io.seriba.gacha;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The small structures, each beside what is obvious. */
class StructuresTest {
  private final SplittableRandom random = new SplittableRandom(9);

  @Test
  void aFenwickTreeFindsWhatALinearSearchFinds() {
    for (int size = 1; size < 70; size++) {
      long[] weights = new long[size];
      Fenwick tree = new Fenwick();
      for (int i = 0; i < size; i++) {
        weights[i] = random.nextInt(4);
        assertEquals(i, tree.append(weights[i]));
      }
      for (int change = 0; change < 40; change++) {
        int place = random.nextInt(size);
        long by = random.nextInt(5) - Math.min(weights[place], 2);
        weights[place] += by;
        tree.add(place, by);
        long number = 0;
        for (int i = 0; i < size; i++) {
          for (long j = 0; j < weights[i]; j++) {
            assertEquals(i, tree.find(number++));
          }
        }
        assertEquals(number, tree.total());
      }
    }
  }

  @Test
  void daysAndMonthsAreTheCalendars() {
    for (LocalDate date = LocalDate.of(1970, 1, 2);
        date.getYear() < 2255;
        date = date.plusDays(1 + random.nextInt(9))) {
      int offset = random.nextInt(-1080, 1081);
      long time = (date.toEpochDay() * 86_400 + random.nextInt(86_400)) * 1_000_000L;
      LocalDate local =
          Instant.ofEpochSecond(time / 1_000_000)
              .atOffset(ZoneOffset.ofTotalSeconds(offset * 60))
              .toLocalDate();
      assertEquals(local.toEpochDay(), LocalTime.day(time, offset));
      assertEquals(
          12L * local.getYear() + local.getMonthValue() - 1, LocalTime.month(time, offset));
    }
  }

  @Test
  void ownedPrizesAreASet() {
    OwnedPrizes owned = new OwnedPrizes();
    Set<Long> expected = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      long account = 1L + random.nextInt(100);
      long prize = 1L + random.nextInt(300);
      assertEquals(expected.add(account * 1_000 + prize), owned.add(account, prize));
    }
    assertEquals(expected.size(), owned.size());
  }

  @Test
  void everyUsedSeedIsKnown() {
    UsedSeeds seeds = new UsedSeeds();
    byte[][] hashes = new byte[1_000][32];
    for (byte[] hash : hashes) {
      random.nextBytes(hash);
      assertFalse(seeds.contains(hash));
      seeds.add(hash);
    }
    for (byte[] hash : hashes) {
      assertTrue(seeds.contains(hash));
    }
    assertEquals(hashes.length, seeds.size());
  }
}
