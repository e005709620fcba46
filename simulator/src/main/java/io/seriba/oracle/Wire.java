package io.seriba.oracle;

import io.seriba.sbe.ApproveBidderEncoder;
import io.seriba.sbe.BuyNowEncoder;
import io.seriba.sbe.CancelBookingEncoder;
import io.seriba.sbe.CancelLotEncoder;
import io.seriba.sbe.CaptureHoldEncoder;
import io.seriba.sbe.CheckInBookingEncoder;
import io.seriba.sbe.CloseLotEncoder;
import io.seriba.sbe.CloseSlotEncoder;
import io.seriba.sbe.CompleteBookingEncoder;
import io.seriba.sbe.ConfigureEncoder;
import io.seriba.sbe.DeclareCurrencyEncoder;
import io.seriba.sbe.DeclareIncrementTableEncoder;
import io.seriba.sbe.DefineLotEncoder;
import io.seriba.sbe.DefineResourceEncoder;
import io.seriba.sbe.DefineSaleEncoder;
import io.seriba.sbe.DefineSlotsEncoder;
import io.seriba.sbe.DefineStoreEncoder;
import io.seriba.sbe.EnlistGuestEncoder;
import io.seriba.sbe.ExtendLotEncoder;
import io.seriba.sbe.HoldSlotsEncoder;
import io.seriba.sbe.InviteGuestEncoder;
import io.seriba.sbe.JoinWaitlistEncoder;
import io.seriba.sbe.LeaveWaitlistEncoder;
import io.seriba.sbe.MarkNoShowEncoder;
import io.seriba.sbe.MessageHeaderEncoder;
import io.seriba.sbe.OpenAccountEncoder;
import io.seriba.sbe.OpenLotEncoder;
import io.seriba.sbe.OpenSlotEncoder;
import io.seriba.sbe.PauseLotEncoder;
import io.seriba.sbe.PlaceBidEncoder;
import io.seriba.sbe.PlaceHoldEncoder;
import io.seriba.sbe.PledgeBookingEncoder;
import io.seriba.sbe.ReleaseBookingEncoder;
import io.seriba.sbe.ReleaseHoldEncoder;
import io.seriba.sbe.ReleaseLotEncoder;
import io.seriba.sbe.RemoveSlotsEncoder;
import io.seriba.sbe.RescheduleBookingEncoder;
import io.seriba.sbe.ResumeLotEncoder;
import io.seriba.sbe.SetCreditLimitEncoder;
import io.seriba.sbe.SetSuspendedEncoder;
import io.seriba.sbe.SettleLotEncoder;
import io.seriba.sbe.TickEncoder;
import io.seriba.sbe.TransferEncoder;
import io.seriba.sbe.VoidBidEncoder;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/** Encodes commands as a gateway would, then damages the bytes as the command says. */
final class Wire {
  /** Bytes of the message header. */
  static final int HEADER_END = 8;

  /** Bytes up to and including the request id: what an outcome needs to name its sender. */
  static final int SENDER_END = 32;

  private static final int MAX_LENGTH = 70_000;

  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[MAX_LENGTH]);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final GachaWire gacha = new GachaWire(this);

  /** Returns where {@link #encode} puts the bytes, from 0. */
  UnsafeBuffer buffer() {
    return buffer;
  }

  /** Encodes a command at 0 and returns its length in bytes. */
  int encode(Cmd cmd) {
    int length = MessageHeaderEncoder.ENCODED_LENGTH + body(cmd.body()).encodedLength();
    buffer.putLong(8, cmd.account(), ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(16, cmd.requestId().high(), ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(24, cmd.requestId().low(), ByteOrder.LITTLE_ENDIAN);
    return damage(cmd.damage(), length);
  }

  private int damage(Damage damage, int length) {
    int afterBlock = 8 + (buffer.getShort(0, ByteOrder.LITTLE_ENDIAN) & 0xFFFF);
    switch (damage.kind()) {
      case NONE -> {}
      case CUT_OFF -> {
        return Math.max(0, length - damage.value());
      }
      case TRAILING -> {
        buffer.setMemory(length, damage.value(), (byte) 0);
        return length + damage.value();
      }
      case BLOCK_LENGTH -> putUint16(0, damage.value());
      case TEMPLATE -> putUint16(2, damage.value());
      case SCHEMA -> putUint16(4, damage.value());
      case VERSION -> putUint16(6, 0);
      case LATER_VERSION -> {
        byte[] behind = new byte[length - afterBlock];
        buffer.getBytes(afterBlock, behind);
        buffer.setMemory(afterBlock, damage.value(), (byte) 0x5A);
        buffer.putBytes(afterBlock + damage.value(), behind);
        putUint16(0, afterBlock - HEADER_END + damage.value());
        putUint16(6, 2);
        return length + damage.value();
      }
      case ROW_LENGTH, TEXT_LENGTH -> putUint16(afterBlock, damage.value());
      case ROW_COUNT -> putUint16(afterBlock + 2, damage.value());
    }
    return length;
  }

  private void putUint16(int offset, int value) {
    buffer.putShort(offset, (short) value, ByteOrder.LITTLE_ENDIAN);
  }

  <E extends MessageEncoderFlyweight> E start(E encoder) {
    header
        .wrap(buffer, 0)
        .blockLength(encoder.sbeBlockLength())
        .templateId(encoder.sbeTemplateId())
        .schemaId(encoder.sbeSchemaId())
        .version(encoder.sbeSchemaVersion());
    encoder.wrap(buffer, MessageHeaderEncoder.ENCODED_LENGTH);
    return encoder;
  }

  /** Writes a number where an enum belongs: the encoders take known values only. */
  void putEnum(int encodingOffset, int value) {
    buffer.putByte(MessageHeaderEncoder.ENCODED_LENGTH + encodingOffset, (byte) value);
  }

  private MessageEncoderFlyweight body(Cmd.Body body) {
    return switch (body) {
      case Cmd.Tick c -> start(new TickEncoder());
      case Cmd.Configure c ->
          start(new ConfigureEncoder())
              .requestIds(c.requestIds())
              .accounts(c.accounts())
              .holds(c.holds())
              .sales(c.sales())
              .lots(c.lots())
              .lotsPerSale(c.lotsPerSale())
              .approvals(c.approvals())
              .voidableBids(c.voidableBids())
              .stores(c.booking().stores())
              .resources(c.booking().resources())
              .slots(c.booking().slots())
              .slotsPerResource(c.booking().slotsPerResource())
              .bookings(c.booking().bookings())
              .endedBookings(c.booking().endedBookings())
              .waitingPerSlot(c.booking().waitingPerSlot())
              .perGuest(c.booking().perGuest())
              .medalLots(c.gacha().medalLots())
              .refundableSpends(c.gacha().refundableSpends())
              .pools(c.gacha().pools())
              .prizes(c.gacha().prizes())
              .players(c.gacha().players())
              .ownedPrizes(c.gacha().ownedPrizes())
              .seeds(c.gacha().seeds())
              .offers(c.gacha().offers())
              .lotsPerHolder(c.gacha().lotsPerHolder());
      case Cmd.DeclareCurrency c ->
          start(new DeclareCurrencyEncoder()).currency(c.currency()).exponent((short) c.exponent());
      case Cmd.OpenAccount c -> start(new OpenAccountEncoder()).holder(c.holder());
      case Cmd.SetCreditLimit c ->
          start(new SetCreditLimitEncoder())
              .holder(c.holder())
              .currency(c.currency())
              .creditLimit(c.creditLimit());
      case Cmd.SetSuspended c -> {
        SetSuspendedEncoder encoder = start(new SetSuspendedEncoder()).holder(c.holder());
        putEnum(SetSuspendedEncoder.suspendedEncodingOffset(), c.suspended());
        yield encoder;
      }
      case Cmd.Transfer c ->
          start(new TransferEncoder())
              .debit(c.debit())
              .credit(c.credit())
              .currency(c.currency())
              .amount(c.amount());
      case Cmd.PlaceHold c ->
          start(new PlaceHoldEncoder())
              .holder(c.holder())
              .currency(c.currency())
              .amount(c.amount())
              .expiry(c.expiry());
      case Cmd.CaptureHold c ->
          start(new CaptureHoldEncoder()).hold(c.hold()).amount(c.amount()).credit(c.credit());
      case Cmd.ReleaseHold c -> start(new ReleaseHoldEncoder()).hold(c.hold());
      case Cmd.DeclareIncrementTable c -> incrementTable(c);
      case Cmd.DefineSale c -> {
        DefineSaleEncoder encoder = start(new DefineSaleEncoder()).sale(c.sale()).gap(c.gap());
        putEnum(DefineSaleEncoder.approvalRequiredEncodingOffset(), c.approvalRequired());
        yield encoder;
      }
      case Cmd.ApproveBidder c -> {
        ApproveBidderEncoder encoder =
            start(new ApproveBidderEncoder()).sale(c.sale()).bidder(c.bidder());
        putEnum(ApproveBidderEncoder.approvedEncodingOffset(), c.approved());
        yield encoder;
      }
      case Cmd.DefineLot c -> defineLot(c);
      case Cmd.OpenLot c -> start(new OpenLotEncoder()).lot(c.lot());
      case Cmd.PauseLot c -> start(new PauseLotEncoder()).lot(c.lot());
      case Cmd.ResumeLot c -> start(new ResumeLotEncoder()).lot(c.lot());
      case Cmd.ExtendLot c -> start(new ExtendLotEncoder()).lot(c.lot()).by(c.by());
      case Cmd.CloseLot c -> start(new CloseLotEncoder()).lot(c.lot());
      case Cmd.CancelLot c -> start(new CancelLotEncoder()).lot(c.lot());
      case Cmd.VoidBid c -> voidBid(c);
      case Cmd.SettleLot c -> start(new SettleLotEncoder()).lot(c.lot());
      case Cmd.ReleaseLot c -> start(new ReleaseLotEncoder()).lot(c.lot());
      case Cmd.PlaceBid c -> start(new PlaceBidEncoder()).lot(c.lot()).max(c.max());
      case Cmd.BuyNow c -> start(new BuyNowEncoder()).lot(c.lot());
      case Cmd.DefineStore c -> defineStore(c);
      case Cmd.DefineResource c -> {
        DefineResourceEncoder encoder =
            start(new DefineResourceEncoder()).resource(c.resource()).store(c.store());
        putEnum(DefineResourceEncoder.exclusiveEncodingOffset(), c.exclusive());
        yield encoder;
      }
      case Cmd.DefineSlots c -> defineSlots(c);
      case Cmd.CloseSlot c -> start(new CloseSlotEncoder()).slot(c.slot());
      case Cmd.OpenSlot c -> start(new OpenSlotEncoder()).slot(c.slot());
      case Cmd.RemoveSlots c ->
          start(new RemoveSlotsEncoder()).firstSlot(c.firstSlot()).count(c.count());
      case Cmd.HoldSlots c -> {
        HoldSlotsEncoder encoder =
            start(new HoldSlotsEncoder()).ttl(c.ttl()).price(c.price()).seats(c.seats());
        putRows(encoder, 1, c.slots());
        yield encoder;
      }
      case Cmd.InviteGuest c -> {
        InviteGuestEncoder encoder =
            start(new InviteGuestEncoder())
                .guest(c.guest())
                .ttl(c.ttl())
                .price(c.price())
                .seats(c.seats());
        putRows(encoder, 1, c.slots());
        yield encoder;
      }
      case Cmd.ReleaseBooking c -> start(new ReleaseBookingEncoder()).booking(c.booking());
      case Cmd.PledgeBooking c -> start(new PledgeBookingEncoder()).booking(c.booking());
      case Cmd.CancelBooking c -> start(new CancelBookingEncoder()).booking(c.booking());
      case Cmd.RescheduleBooking c -> {
        RescheduleBookingEncoder encoder =
            start(new RescheduleBookingEncoder()).booking(c.booking()).price(c.price());
        putRows(encoder, 1, c.slots());
        yield encoder;
      }
      case Cmd.CheckInBooking c -> start(new CheckInBookingEncoder()).booking(c.booking());
      case Cmd.CompleteBooking c -> start(new CompleteBookingEncoder()).booking(c.booking());
      case Cmd.MarkNoShow c -> start(new MarkNoShowEncoder()).booking(c.booking());
      case Cmd.JoinWaitlist c -> start(new JoinWaitlistEncoder()).slot(c.slot()).seats(c.seats());
      case Cmd.EnlistGuest c ->
          start(new EnlistGuestEncoder())
              .slot(c.slot())
              .guest(c.guest())
              .seats(c.seats())
              .priority((short) c.priority());
      case Cmd.LeaveWaitlist c -> start(new LeaveWaitlistEncoder()).slot(c.slot());
      case GachaCmd c -> gacha.body(c);
    };
  }

  private DeclareIncrementTableEncoder incrementTable(Cmd.DeclareIncrementTable c) {
    DeclareIncrementTableEncoder encoder =
        start(new DeclareIncrementTableEncoder()).incrementTable(c.incrementTable());
    DeclareIncrementTableEncoder.RowsEncoder rows = encoder.rowsCount(c.rows().size());
    for (Cmd.Row row : c.rows()) {
      rows.next().from(row.from()).step(row.step());
    }
    return encoder;
  }

  private DefineLotEncoder defineLot(Cmd.DefineLot c) {
    DefineLotEncoder encoder =
        start(new DefineLotEncoder())
            .lot(c.lot())
            .sale(c.sale())
            .seller(c.seller())
            .openingPrice(c.openingPrice())
            .reserve(c.reserve())
            .buyNow(c.buyNow())
            .opensAt(c.opensAt())
            .duration(c.duration())
            .window(c.window())
            .extension(c.extension())
            .latestEnd(c.latestEnd())
            .position(c.position())
            .incrementTable(c.incrementTable())
            .deposit(c.deposit())
            .currency(c.currency());
    putEnum(DefineLotEncoder.softCloseEncodingOffset(), c.softClose());
    putEnum(DefineLotEncoder.formatEncodingOffset(), c.format());
    return encoder;
  }

  private DefineStoreEncoder defineStore(Cmd.DefineStore c) {
    DefineStoreEncoder encoder =
        start(new DefineStoreEncoder())
            .store(c.store())
            .payee(c.payee())
            .holdTtl(c.holdTtl())
            .waitlistTtl(c.waitlistTtl())
            .grace(c.grace())
            .noShowPeriod(c.noShowPeriod())
            .maxHolds(c.maxHolds())
            .noShowCount((short) c.noShowCount())
            .currency(c.currency());
    putEnum(DefineStoreEncoder.noShowPolicyEncodingOffset(), c.noShowPolicy());
    putEnum(DefineStoreEncoder.overlapForbiddenEncodingOffset(), c.overlapForbidden());
    putEnum(DefineStoreEncoder.paymentEncodingOffset(), c.payment());
    return encoder;
  }

  private DefineSlotsEncoder defineSlots(Cmd.DefineSlots c) {
    DefineSlotsEncoder encoder =
        start(new DefineSlotsEncoder())
            .store(c.store())
            .firstSlot(c.firstSlot())
            .bufferBefore(c.bufferBefore())
            .bufferAfter(c.bufferAfter())
            .cancelWindow(c.cancelWindow())
            .price(c.price())
            .capacity(c.capacity())
            .fee(c.fee())
            .noShowFee(c.noShowFee());
    putRows(encoder, 1, c.resources());
    List<Long> times = new ArrayList<>();
    c.slots().forEach(slot -> times.addAll(List.of(slot.start(), slot.end())));
    putRows(encoder, 2, times);
    return encoder;
  }

  /** By hand, since the encoder takes no more rows than there may be. */
  private void putRows(MessageEncoderFlyweight encoder, int width, List<Long> values) {
    int at = encoder.limit();
    putUint16(at, width * Long.BYTES);
    putUint16(at + 2, values.size() / width);
    at += 4;
    for (long value : values) {
      buffer.putLong(at, value, ByteOrder.LITTLE_ENDIAN);
      at += Long.BYTES;
    }
    encoder.limit(at);
  }

  /** By hand, since the encoder takes no text that is too long. */
  private VoidBidEncoder voidBid(Cmd.VoidBid c) {
    VoidBidEncoder encoder = start(new VoidBidEncoder()).lot(c.lot());
    putText(encoder, c.text());
    return encoder;
  }

  /** By hand, since the encoder takes no text that is too long. */
  void putText(MessageEncoderFlyweight encoder, String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    putUint16(encoder.limit(), text.length);
    buffer.putBytes(encoder.limit() + 2, text);
    encoder.limit(encoder.limit() + 2 + text.length);
  }
}
