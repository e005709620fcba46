package io.seriba.host;

import io.seriba.sbe.DeclareCurrencyEncoder;
import io.seriba.sbe.DefineSaleEncoder;
import io.seriba.sbe.Flag;
import io.seriba.sbe.MessageHeaderEncoder;
import io.seriba.sbe.OpenAccountEncoder;
import io.seriba.sbe.PlaceHoldEncoder;
import io.seriba.sbe.ReleaseHoldEncoder;
import io.seriba.sbe.SetCreditLimitEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/** Encodes one command at a time; request ids count up from 1. Not thread-safe. */
final class Commands {
  private static final long ADMIN = 1;
  private static final String YEN = "JPY";

  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
  private final long requestIdHigh;
  private long requestIdLow;
  private int length;

  /** Two of these with different numbers never use the same request id. */
  Commands(long number) {
    requestIdHigh = number;
  }

  int length() {
    return length;
  }

  /** The cheapest command: it has one event, a rejection. */
  Commands releaseUnknownHold() {
    var command = new ReleaseHoldEncoder().wrapAndApplyHeader(buffer, 0, header);
    command.account(ADMIN).requestId().high(requestIdHigh).low(++requestIdLow);
    command.hold(Long.MAX_VALUE - 1);
    return sized(command.encodedLength());
  }

  Commands declareYen() {
    var command = new DeclareCurrencyEncoder().wrapAndApplyHeader(buffer, 0, header);
    command.account(ADMIN).requestId().high(requestIdHigh).low(++requestIdLow);
    command.currency(YEN).exponent((short) 0);
    return sized(command.encodedLength());
  }

  Commands openAccount(long holder) {
    var command = new OpenAccountEncoder().wrapAndApplyHeader(buffer, 0, header);
    command.account(ADMIN).requestId().high(requestIdHigh).low(++requestIdLow);
    command.holder(holder);
    return sized(command.encodedLength());
  }

  Commands setCreditLimit(long holder, long limit) {
    var command = new SetCreditLimitEncoder().wrapAndApplyHeader(buffer, 0, header);
    command.account(ADMIN).requestId().high(requestIdHigh).low(++requestIdLow);
    command.holder(holder).currency(YEN).creditLimit(limit);
    return sized(command.encodedLength());
  }

  Commands placeHold(long holder, long amount, long expiry) {
    var command = new PlaceHoldEncoder().wrapAndApplyHeader(buffer, 0, header);
    command.account(ADMIN).requestId().high(requestIdHigh).low(++requestIdLow);
    command.holder(holder).currency(YEN).amount(amount).expiry(expiry);
    return sized(command.encodedLength());
  }

  Commands defineSale(long sale) {
    var command = new DefineSaleEncoder().wrapAndApplyHeader(buffer, 0, header);
    command.account(ADMIN).requestId().high(requestIdHigh).low(++requestIdLow);
    command.sale(sale).gap(DefineSaleEncoder.gapNullValue()).approvalRequired(Flag.NO);
    return sized(command.encodedLength());
  }

  private Commands sized(int encodedLength) {
    length = MessageHeaderEncoder.ENCODED_LENGTH + encodedLength;
    return this;
  }
}
