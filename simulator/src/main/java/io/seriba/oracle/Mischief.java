package io.seriba.oracle;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Makes commands wrong, or extreme: fields at and beyond their ranges, damaged bytes. */
final class Mischief {
  private static final long[] NUMBERS = {
    Long.MIN_VALUE,
    -2,
    -1,
    0,
    1,
    31_536_000_000_000L,
    31_536_000_000_001L,
    1_000_000_000_000_000L,
    1_000_000_000_000_001L,
    9_000_000_000_000_000L,
    9_000_000_000_000_001L,
    Long.MAX_VALUE - 1,
    Long.MAX_VALUE
  };
  private static final int[] SMALL_NUMBERS = {
    Integer.MIN_VALUE,
    -1,
    0,
    1,
    2,
    9,
    10,
    1_000,
    1_001,
    10_000,
    10_001,
    10_000_001,
    100_000_000,
    100_000_001,
    1_000_000_000,
    1_000_000_001,
    Integer.MAX_VALUE
  };
  private static final String[] TEXTS = {
    "", "jpy", "A B", "A\0B", "ABCDEFGHIJKL", "A-B", "_", "0", "[", "@"
  };
  private static final int[] TEMPLATES = {
    0, 1, 99, 102, 149, 150, 199, 212, 250, 257, 299, 315, 353, 390, 418, 450, 490, 511, 552, 590,
    900, 950, 65_535
  };

  /** The widths of what is narrower on the wire than in {@link Cmd}. */
  private static final Map<String, Integer> MASKS =
      Map.ofEntries(
          Map.entry("exponent", 0xFF),
          Map.entry("suspended", 0xFF),
          Map.entry("approvalRequired", 0xFF),
          Map.entry("approved", 0xFF),
          Map.entry("softClose", 0xFF),
          Map.entry("format", 0xFF),
          Map.entry("incrementTable", 0xFFFF),
          Map.entry("deposit", 0xFFFF),
          Map.entry("noShowCount", 0xFF),
          Map.entry("noShowPolicy", 0xFF),
          Map.entry("overlapForbidden", 0xFF),
          Map.entry("payment", 0xFF),
          Map.entry("exclusive", 0xFF),
          Map.entry("priority", 0xFF),
          Map.entry("fee", 0xFFFF),
          Map.entry("noShowFee", 0xFFFF));

  /** Those of gacha and medals. */
  private static final Map<String, Integer> GACHA_MASKS =
      Map.ofEntries(
          Map.entry("kind", 0xFF),
          Map.entry("paidOnly", 0xFF),
          Map.entry("sparkEnd", 0xFF),
          Map.entry("rarity", 0xFF),
          Map.entry("featured", 0xFF),
          Map.entry("pityRarity", 0xFF),
          Map.entry("guaranteeRarity", 0xFF),
          Map.entry("featuredRarity", 0xFF),
          Map.entry("guaranteeFrom", 0xFFFF),
          Map.entry("size", 0xFFFF),
          Map.entry("count", 0xFFFF));

  /** Kept, since the JDK makes new ones, with new accessors, at each call. */
  private static final ClassValue<RecordComponent[]> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
          return type.getRecordComponents();
        }
      };

  private final Dice dice;

  Mischief(Dice dice) {
    this.dice = dice;
  }

  /** Returns the same command with one field at or beyond the border of some range. */
  Cmd.Body twist(Cmd.Body body) {
    return (Cmd.Body) twistRecord((Record) body);
  }

  private Record twistRecord(Record body) {
    RecordComponent[] components = COMPONENTS.get(body.getClass());
    if (components.length == 0) {
      return body;
    }
    int twisted = dice.below(components.length);
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    try {
      for (int i = 0; i < values.length; i++) {
        types[i] = components[i].getType();
        values[i] = components[i].getAccessor().invoke(body);
      }
      values[twisted] = twisted(body, components[twisted], values[twisted]);
      return (Record) body.getClass().getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a record hides its constructor", e);
    }
  }

  private int small(String name) {
    int number = SMALL_NUMBERS[dice.below(SMALL_NUMBERS.length)];
    // A signed one, of 16 bits.
    return name.equals("utcOffset")
        ? (short) number
        : number & MASKS.getOrDefault(name, GACHA_MASKS.getOrDefault(name, -1));
  }

  private Object twisted(Record body, RecordComponent component, Object value) {
    return switch (value) {
      case Long number -> NUMBERS[dice.below(NUMBERS.length)];
      case Integer number -> small(component.getName());
      case String text ->
          switch (body) {
            case Cmd.VoidBid c -> "x".repeat(1_000 + dice.below(2));
            case GachaCmd.Draw c -> "x".repeat(64 + dice.below(2));
            default -> TEXTS[dice.below(TEXTS.length)];
          };
      case List<?> rows ->
          body instanceof GachaCmd ? twistRows(rows) : twistedRows(body, component);
      case Record nested -> twistRecord(nested);
      default -> throw new IllegalArgumentException("no way to twist " + component);
    };
  }

  private List<?> twistedRows(Object body, RecordComponent component) {
    long one = NUMBERS[dice.below(NUMBERS.length)];
    long two = NUMBERS[dice.below(NUMBERS.length)];
    if (body instanceof Cmd.DeclareIncrementTable) {
      return Collections.nCopies(1 + dice.below(66), new Cmd.Row(one, two));
    }
    return body instanceof Cmd.DefineSlots && component.getName().equals("slots")
        ? Collections.nCopies(1 + dice.below(3), new Cmd.Times(one, two))
        : Collections.nCopies(1 + dice.below(10), one);
  }

  /** Returns the rows with one that has a field at the border of its range, or too many of them. */
  private List<Record> twistRows(List<?> rows) {
    List<Record> twisted = new ArrayList<>();
    rows.forEach(row -> twisted.add((Record) row));
    if (!twisted.isEmpty()) {
      int at = dice.below(twisted.size());
      twisted.set(at, twistRecord(twisted.get(at)));
      twisted.addAll(Collections.nCopies(dice.pick(0, 0, 48, 51, 100), twisted.get(at)));
    }
    return twisted;
  }

  /** Returns the same command with its bytes damaged. */
  Cmd damage(Cmd cmd) {
    Damage damage =
        switch (dice.below(8)) {
          case 0, 1 -> new Damage(Damage.Kind.CUT_OFF, 1 + dice.below(40));
          case 2 -> new Damage(Damage.Kind.TRAILING, 1 + dice.below(16));
          case 3 -> new Damage(Damage.Kind.BLOCK_LENGTH, blockLength());
          case 4 -> new Damage(Damage.Kind.TEMPLATE, TEMPLATES[dice.below(TEMPLATES.length)]);
          case 5 -> new Damage(Damage.Kind.SCHEMA, dice.below(5_312));
          case 6 ->
              dice.chance(50)
                  ? new Damage(Damage.Kind.VERSION, 0)
                  : new Damage(Damage.Kind.LATER_VERSION, 1 + dice.below(20));
          default -> behindTheBlock(cmd.body());
        };
    return new Cmd(cmd.account(), cmd.requestId(), cmd.body(), damage);
  }

  private Damage rows(List<Long> rows) {
    return dice.chance(50)
        ? new Damage(Damage.Kind.ROW_LENGTH, dice.below(8))
        : new Damage(Damage.Kind.ROW_COUNT, rows.size() + 1 + dice.below(65_000));
  }

  /** Returns a length that no command's block has. */
  private int blockLength() {
    return dice.chance(50) ? dice.below(24) : 200 + dice.below(65_336);
  }

  private Damage behindTheBlock(Cmd.Body body) {
    return switch (body) {
      case Cmd.DeclareIncrementTable c ->
          dice.chance(50)
              ? new Damage(Damage.Kind.ROW_LENGTH, dice.below(16))
              : new Damage(Damage.Kind.ROW_COUNT, c.rows().size() + 1 + dice.below(65_000));
      case Cmd.HoldSlots c -> rows(c.slots());
      case Cmd.InviteGuest c -> rows(c.slots());
      case Cmd.RescheduleBooking c -> rows(c.slots());
      case Cmd.DefineSlots c -> new Damage(Damage.Kind.ROW_LENGTH, dice.below(8));
      case GachaCmd.AddPrizes c ->
          dice.chance(50)
              ? new Damage(Damage.Kind.ROW_LENGTH, dice.below(34))
              : new Damage(Damage.Kind.ROW_COUNT, c.prizes().size() + 1 + dice.below(65_000));
      case GachaCmd.Draw c ->
          new Damage(Damage.Kind.TEXT_LENGTH, 3 * c.clientSeed().length() + 1 + dice.below(60_000));
      case Cmd.VoidBid c ->
          new Damage(Damage.Kind.TEXT_LENGTH, 3 * c.text().length() + 1 + dice.below(60_000));
      default -> new Damage(Damage.Kind.TRAILING, 1);
    };
  }
}
