package io.seriba.bench;

import io.seriba.engine.Limits;
import java.util.SplittableRandom;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A store with many slots and guests, some of whom hold seats already, and an endless supply of
 * holds, pledges and cancellations. The guests of a batch are different ones, so that nobody's
 * bookings overlap.
 *
 * <p>Slots with an odd number have one seat, which is booked and waited for; the others have many.
 */
final class Evening {
  private static final int STRIDE = Market.STRIDE;
  private static final int MANY = 1_000_000;

  private final CommandWriter writer = new CommandWriter(5);
  private final BookingWriter bookings = new BookingWriter();
  private final SplittableRandom random = new SplittableRandom(6);
  private final Decider decider = new Decider();
  private final MutableDirectBuffer batch;
  private final int[] lengths;
  private final int batchSize;
  private final int slots;
  private final int guests;
  private final long[] holders;
  private final long[] booked;
  private long sequence;
  private int nextGuest;

  /**
   * @param slots a multiple of twice {@link BookingWriter#BULK}
   * @param guests at least three times the batch's size
   */
  Evening(int slots, int guests, int batchSize) {
    this.slots = slots;
    this.guests = guests;
    this.batchSize = batchSize;
    batch = new ExpandableArrayBuffer(2 * batchSize * STRIDE);
    lengths = new int[2 * batchSize];
    holders = new long[batchSize];
    booked = new long[batchSize];
  }

  /** Opens accounts and the store; then so many guests hold a seat each. */
  void open(int held) {
    Limits defaults = Limits.DEFAULT;
    Limits.Booking booking = defaults.booking();
    MutableDirectBuffer buffer = new ExpandableArrayBuffer(8_192);
    take(
        buffer,
        writer.configure(
            buffer,
            new Limits(
                defaults.requestIds(),
                2 * guests + 1,
                defaults.holds(),
                defaults.sales(),
                defaults.lots(),
                defaults.lotsPerSale(),
                defaults.approvals(),
                defaults.voidableBids(),
                new Limits.Booking(
                    1,
                    1,
                    slots,
                    slots,
                    held + 4 * batchSize,
                    booking.endedBookings(),
                    booking.waitingPerSlot(),
                    booking.perGuest()),
                defaults.gacha())));
    take(buffer, writer.declareCurrency(buffer));
    for (int i = 0; i < 2 * guests; i++) {
      take(buffer, writer.openAccount(buffer, CommandWriter.account(i)));
      take(buffer, writer.giveCredit(buffer, CommandWriter.account(i)));
    }
    take(buffer, writer.openAccount(buffer, CommandWriter.account(2 * guests)));
    take(buffer, bookings.defineStore(buffer, CommandWriter.account(2 * guests)));
    take(buffer, bookings.defineResource(buffer));
    for (int first = 1; first < slots; first += BookingWriter.BULK) {
      boolean tight = first / BookingWriter.BULK % 2 == 1;
      take(buffer, bookings.defineSlots(buffer, first, tight ? 1 : MANY));
    }
    for (int i = 0; i < held; i++) {
      take(buffer, bookings.hold(buffer, 0, CommandWriter.account(guests + i % guests), roomy()));
    }
  }

  private void take(MutableDirectBuffer buffer, int length) {
    sequence++;
    decider.take(buffer, 0, length);
  }

  /** Returns a slot with many seats. */
  private long roomy() {
    int block = random.nextInt(slots / (2 * BookingWriter.BULK));
    return 1 + 2L * block * BookingWriter.BULK + random.nextInt(BookingWriter.BULK);
  }

  /** Returns one of the slots with one seat. */
  private long tight(int number) {
    long block = number / BookingWriter.BULK;
    return 1 + (2 * block + 1) * BookingWriter.BULK + number % BookingWriter.BULK;
  }

  private long guest() {
    nextGuest = nextGuest + 1 == guests ? 0 : nextGuest + 1;
    return CommandWriter.account(nextGuest);
  }

  /** Makes the next batch of holds, a pledge behind each, and cancels the last one's bookings. */
  void prepareHolds() {
    decider.tick();
    cancelAll();
    for (int i = 0; i < batchSize; i++) {
      holders[i] = guest();
      booked[i] = sequence + 2L * i + 1;
      int at = 2 * i;
      lengths[at] = bookings.hold(batch, at * STRIDE, holders[i], roomy());
      lengths[at + 1] = bookings.pledge(batch, (at + 1) * STRIDE, holders[i], booked[i]);
    }
  }

  private void cancelAll() {
    MutableDirectBuffer buffer = new ExpandableArrayBuffer(256);
    for (int i = 0; i < batchSize; i++) {
      if (booked[i] != 0) {
        take(buffer, bookings.cancel(buffer, 0, holders[i], booked[i]));
      }
    }
  }

  /** Decides the holds and pledges that were prepared. */
  void holdAndPledge() {
    sequence += lengths.length;
    for (int i = 0; i < lengths.length; i++) {
      decider.take(batch, i * STRIDE, lengths[i]);
    }
  }

  /** Books the slots with one seat, and puts a guest on the waitlist of each. */
  void prepareFirstPromotions() {
    MutableDirectBuffer buffer = new ExpandableArrayBuffer(256);
    for (int i = 0; i < batchSize; i++) {
      holders[i] = guest();
      take(buffer, bookings.hold(buffer, 0, holders[i], tight(i)));
      booked[i] = sequence;
    }
    preparePromotions();
  }

  /**
   * Makes the next batch of cancellations: who has the seat pledged, and somebody waits for it.
   * That one has it in the next batch, by the offer that the cancellation brings about.
   */
  void preparePromotions() {
    decider.tick();
    MutableDirectBuffer buffer = new ExpandableArrayBuffer(256);
    for (int i = 0; i < batchSize; i++) {
      take(buffer, bookings.pledge(buffer, 0, holders[i], booked[i]));
      lengths[i] = bookings.cancel(batch, i * STRIDE, holders[i], booked[i]);
      holders[i] = guest();
      take(buffer, bookings.join(buffer, 0, holders[i], tight(i)));
      booked[i] = sequence;
    }
  }

  /** Decides the cancellations that were prepared, each with the offer that follows. */
  void promote() {
    sequence += batchSize;
    for (int i = 0; i < batchSize; i++) {
      decider.take(batch, i * STRIDE, lengths[i]);
    }
  }

  /** Returns the bytes of all events so far. */
  long bytes() {
    return decider.bytes();
  }

  long stateHash() {
    return decider.stateHash();
  }
}
