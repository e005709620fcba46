package io.seriba.bench;

import io.seriba.sbe.CancelBookingEncoder;
import io.seriba.sbe.DefineResourceEncoder;
import io.seriba.sbe.DefineSlotsEncoder;
import io.seriba.sbe.DefineStoreEncoder;
import io.seriba.sbe.Flag;
import io.seriba.sbe.HoldSlotsEncoder;
import io.seriba.sbe.JoinWaitlistEncoder;
import io.seriba.sbe.MessageHeaderEncoder;
import io.seriba.sbe.NoShowPolicy;
import io.seriba.sbe.Payment;
import io.seriba.sbe.PledgeBookingEncoder;
import java.util.SplittableRandom;
import org.agrona.MutableDirectBuffer;

/**
 * Encodes the commands of the benches' one store, which forbids overlaps, limits holds, and is paid
 * at completion. Request ids are random, as clients' are.
 */
final class BookingWriter {
  /** Slots of one definition. */
  static final int BULK = 200;

  static final long PRICE = 1_000;

  /** Nothing starts before; the benches' clock starts at 1,700,000,000 s. */
  static final long OPENING = 1_800_000_000_000_000L;

  static final long HOUR = 3_600_000_000L;
  private static final long HOUSE = 1;
  private static final long STORE = 1;
  private static final long RESOURCE = 1;
  private static final String CURRENCY = "JPY";
  private static final long YEAR = 365 * 24 * HOUR;

  private final SplittableRandom random = new SplittableRandom(4);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final HoldSlotsEncoder hold = new HoldSlotsEncoder();
  private final PledgeBookingEncoder pledge = new PledgeBookingEncoder();
  private final CancelBookingEncoder cancel = new CancelBookingEncoder();
  private final JoinWaitlistEncoder join = new JoinWaitlistEncoder();

  int defineStore(MutableDirectBuffer buffer, long payee) {
    DefineStoreEncoder command = new DefineStoreEncoder().wrapAndApplyHeader(buffer, 0, header);
    command.account(HOUSE).requestId().high(random.nextLong()).low(random.nextLong());
    command
        .store(STORE)
        .payee(payee)
        .holdTtl(YEAR)
        .waitlistTtl(YEAR)
        .grace(0)
        .noShowPeriod(YEAR)
        .maxHolds(1_000)
        .noShowCount((short) 3)
        .noShowPolicy(NoShowPolicy.REFUSE)
        .overlapForbidden(Flag.YES)
        .payment(Payment.AT_COMPLETION)
        .currency(CURRENCY);
    return MessageHeaderEncoder.ENCODED_LENGTH + command.encodedLength();
  }

  int defineResource(MutableDirectBuffer buffer) {
    DefineResourceEncoder command =
        new DefineResourceEncoder().wrapAndApplyHeader(buffer, 0, header);
    command.account(HOUSE).requestId().high(random.nextLong()).low(random.nextLong());
    command.resource(RESOURCE).store(STORE).exclusive(Flag.NO);
    return MessageHeaderEncoder.ENCODED_LENGTH + command.encodedLength();
  }

  /** Encodes a definition of {@link #BULK} slots, an hour each, one after the other. */
  int defineSlots(MutableDirectBuffer buffer, long first, int capacity) {
    DefineSlotsEncoder command = new DefineSlotsEncoder().wrapAndApplyHeader(buffer, 0, header);
    command.account(HOUSE).requestId().high(random.nextLong()).low(random.nextLong());
    command
        .store(STORE)
        .firstSlot(first)
        .bufferBefore(0)
        .bufferAfter(0)
        .cancelWindow(HOUR)
        .price(PRICE)
        .capacity(capacity)
        .fee(0)
        .noShowFee(10_000);
    command.resourcesCount(1).next().resource(RESOURCE);
    DefineSlotsEncoder.SlotsEncoder slots = command.slotsCount(BULK);
    for (int i = 0; i < BULK; i++) {
      slots.next().start(OPENING + i * HOUR).end(OPENING + (i + 1) * HOUR);
    }
    return MessageHeaderEncoder.ENCODED_LENGTH + command.encodedLength();
  }

  /** Encodes a hold of one seat and returns its length. */
  int hold(MutableDirectBuffer buffer, int offset, long guest, long slot) {
    hold.wrapAndApplyHeader(buffer, offset, header).account(guest).price(PRICE).seats(1);
    hold.ttl(HoldSlotsEncoder.ttlNullValue());
    hold.requestId().high(random.nextLong()).low(random.nextLong());
    hold.slotsCount(1).next().slot(slot);
    return MessageHeaderEncoder.ENCODED_LENGTH + hold.encodedLength();
  }

  int pledge(MutableDirectBuffer buffer, int offset, long guest, long booking) {
    pledge.wrapAndApplyHeader(buffer, offset, header).account(guest).booking(booking);
    pledge.requestId().high(random.nextLong()).low(random.nextLong());
    return MessageHeaderEncoder.ENCODED_LENGTH + PledgeBookingEncoder.BLOCK_LENGTH;
  }

  int cancel(MutableDirectBuffer buffer, int offset, long guest, long booking) {
    cancel.wrapAndApplyHeader(buffer, offset, header).account(guest).booking(booking);
    cancel.requestId().high(random.nextLong()).low(random.nextLong());
    return MessageHeaderEncoder.ENCODED_LENGTH + CancelBookingEncoder.BLOCK_LENGTH;
  }

  int join(MutableDirectBuffer buffer, int offset, long guest, long slot) {
    join.wrapAndApplyHeader(buffer, offset, header).account(guest).slot(slot).seats(1);
    join.requestId().high(random.nextLong()).low(random.nextLong());
    return MessageHeaderEncoder.ENCODED_LENGTH + JoinWaitlistEncoder.BLOCK_LENGTH;
  }
}
