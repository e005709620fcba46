package io.seriba.bench;

import io.seriba.engine.Limits;
import io.seriba.sbe.ConfigureEncoder;
import io.seriba.sbe.DeclareCurrencyEncoder;
import io.seriba.sbe.DefineLotEncoder;
import io.seriba.sbe.DefineSaleEncoder;
import io.seriba.sbe.Flag;
import io.seriba.sbe.LotFormat;
import io.seriba.sbe.MessageHeaderEncoder;
import io.seriba.sbe.OpenAccountEncoder;
import io.seriba.sbe.OpenLotEncoder;
import io.seriba.sbe.PlaceBidEncoder;
import io.seriba.sbe.SetCreditLimitEncoder;
import io.seriba.sbe.SoftClose;
import java.util.SplittableRandom;
import org.agrona.MutableDirectBuffer;

/**
 * Encodes the commands of the benches' one sale: lots without a reserve and with a deposit of 10 %,
 * bidders with all the credit there can be. Request ids are random, as clients' are.
 */
final class CommandWriter {
  /** Bytes of a bid. */
  static final int BID_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + PlaceBidEncoder.BLOCK_LENGTH;

  private static final long HOUSE = 1;
  private static final long SALE = 1;
  private static final String CURRENCY = "JPY";
  private static final long DAY = 86_400_000_000L;

  // Ids that a map's hash has to work for.
  private static final long ACCOUNT_STRIDE = 7_919;
  private static final long LOT_STRIDE = 104_729;

  private final SplittableRandom random;
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final PlaceBidEncoder placeBid = new PlaceBidEncoder();

  CommandWriter(long seed) {
    random = new SplittableRandom(seed);
  }

  static long account(int bidder) {
    return (bidder + 2) * ACCOUNT_STRIDE;
  }

  static long lot(int lot) {
    return (lot + 1) * LOT_STRIDE;
  }

  int configure(MutableDirectBuffer buffer, Limits limits) {
    ConfigureEncoder command = new ConfigureEncoder().wrapAndApplyHeader(buffer, 0, header);
    command.account(0).requestId().high(0).low(0);
    limits.writeTo(command);
    return MessageHeaderEncoder.ENCODED_LENGTH + command.encodedLength();
  }

  int declareCurrency(MutableDirectBuffer buffer) {
    DeclareCurrencyEncoder command =
        new DeclareCurrencyEncoder().wrapAndApplyHeader(buffer, 0, header);
    command.account(HOUSE).requestId().high(random.nextLong()).low(random.nextLong());
    command.currency(CURRENCY).exponent((short) 0);
    return MessageHeaderEncoder.ENCODED_LENGTH + command.encodedLength();
  }

  int openAccount(MutableDirectBuffer buffer, long account) {
    OpenAccountEncoder command = new OpenAccountEncoder().wrapAndApplyHeader(buffer, 0, header);
    command.account(HOUSE).requestId().high(random.nextLong()).low(random.nextLong());
    command.holder(account);
    return MessageHeaderEncoder.ENCODED_LENGTH + command.encodedLength();
  }

  int giveCredit(MutableDirectBuffer buffer, long account) {
    SetCreditLimitEncoder command =
        new SetCreditLimitEncoder().wrapAndApplyHeader(buffer, 0, header);
    command.account(HOUSE).requestId().high(random.nextLong()).low(random.nextLong());
    command
        .holder(account)
        .currency(CURRENCY)
        .creditLimit(SetCreditLimitEncoder.creditLimitMaxValue());
    return MessageHeaderEncoder.ENCODED_LENGTH + command.encodedLength();
  }

  int defineSale(MutableDirectBuffer buffer) {
    DefineSaleEncoder command = new DefineSaleEncoder().wrapAndApplyHeader(buffer, 0, header);
    command.account(HOUSE).requestId().high(random.nextLong()).low(random.nextLong());
    command.sale(SALE).gap(DefineSaleEncoder.gapNullValue()).approvalRequired(Flag.NO);
    return MessageHeaderEncoder.ENCODED_LENGTH + command.encodedLength();
  }

  int defineLot(MutableDirectBuffer buffer, long lot, long seller) {
    DefineLotEncoder command = new DefineLotEncoder().wrapAndApplyHeader(buffer, 0, header);
    command.account(HOUSE).requestId().high(random.nextLong()).low(random.nextLong());
    command
        .lot(lot)
        .sale(SALE)
        .seller(seller)
        .openingPrice(100)
        .reserve(DefineLotEncoder.reserveNullValue())
        .buyNow(DefineLotEncoder.buyNowNullValue())
        .opensAt(DefineLotEncoder.opensAtNullValue())
        .duration(365 * DAY)
        .window(DefineLotEncoder.windowNullValue())
        .extension(DefineLotEncoder.extensionNullValue())
        .latestEnd(DefineLotEncoder.latestEndNullValue())
        .position(DefineLotEncoder.positionNullValue())
        .incrementTable(2)
        .deposit(1_000)
        .softClose(SoftClose.RESET)
        .format(LotFormat.ENGLISH)
        .currency(CURRENCY);
    return MessageHeaderEncoder.ENCODED_LENGTH + command.encodedLength();
  }

  int openLot(MutableDirectBuffer buffer, long lot) {
    OpenLotEncoder command = new OpenLotEncoder().wrapAndApplyHeader(buffer, 0, header);
    command.account(HOUSE).requestId().high(random.nextLong()).low(random.nextLong());
    command.lot(lot);
    return MessageHeaderEncoder.ENCODED_LENGTH + command.encodedLength();
  }

  /** Encodes a bid at an offset; it takes {@link #BID_LENGTH} bytes. */
  void bid(MutableDirectBuffer buffer, int offset, long bidder, long lot, long max) {
    placeBid.wrapAndApplyHeader(buffer, offset, header).account(bidder).lot(lot).max(max);
    placeBid.requestId().high(random.nextLong()).low(random.nextLong());
  }
}
