package io.seriba.persistence.follower;

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
import io.seriba.sbe.VoidBidEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/** The commands of a small sale, as bytes: what it takes to open it, then bids. */
public final class World {
  /** How many accounts can bid; theirs are the numbers from 1 on. */
  public static final int BIDDERS = 20;

  /** How many lots are open; theirs are the numbers from 1 on. */
  public static final int LOTS = 10;

  private static final long HOUSE = 1_000;
  private static final String YEN = "JPY";
  private static final long YEAR = 365L * 86_400_000_000L;

  private final SplittableRandom random;
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[2_048]);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();

  /** All of it follows from the seed. */
  public World(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Returns the commands that open the sale. */
  public List<byte[]> opening() {
    List<byte[]> commands = new ArrayList<>();
    commands.add(configure());
    DeclareCurrencyEncoder yen = new DeclareCurrencyEncoder();
    yen.wrapAndApplyHeader(buffer, 0, header).account(HOUSE);
    yen.requestId().high(random.nextLong()).low(random.nextLong());
    commands.add(bytes(yen.currency(YEN).exponent((short) 0)));
    commands.add(openAccount(HOUSE));
    for (long account = 1; account <= BIDDERS; account++) {
      commands.add(openAccount(account));
      commands.add(creditLimit(account));
    }
    DefineSaleEncoder sale = new DefineSaleEncoder();
    sale.wrapAndApplyHeader(buffer, 0, header).account(HOUSE);
    sale.requestId().high(random.nextLong()).low(random.nextLong());
    commands.add(
        bytes(sale.sale(1).gap(DefineSaleEncoder.gapNullValue()).approvalRequired(Flag.NO)));
    for (long lot = 1; lot <= LOTS; lot++) {
      commands.add(defineLot(lot));
      commands.add(openLot(lot));
    }
    return commands;
  }

  private byte[] configure() {
    ConfigureEncoder command = new ConfigureEncoder().wrapAndApplyHeader(buffer, 0, header);
    command.account(0).requestId().high(0).low(0);
    Limits.DEFAULT.writeTo(command);
    return bytes(command);
  }

  private byte[] openAccount(long account) {
    OpenAccountEncoder command = new OpenAccountEncoder();
    command.wrapAndApplyHeader(buffer, 0, header).account(HOUSE);
    command.requestId().high(random.nextLong()).low(random.nextLong());
    return bytes(command.holder(account));
  }

  private byte[] creditLimit(long account) {
    SetCreditLimitEncoder command = new SetCreditLimitEncoder();
    command.wrapAndApplyHeader(buffer, 0, header).account(HOUSE);
    command.requestId().high(random.nextLong()).low(random.nextLong());
    return bytes(command.holder(account).currency(YEN).creditLimit(1_000_000_000));
  }

  private byte[] defineLot(long lot) {
    DefineLotEncoder command = new DefineLotEncoder();
    command.wrapAndApplyHeader(buffer, 0, header).account(HOUSE);
    command.requestId().high(random.nextLong()).low(random.nextLong());
    command
        .lot(lot)
        .sale(1)
        .seller(HOUSE)
        .openingPrice(100)
        .reserve(DefineLotEncoder.reserveNullValue())
        .buyNow(DefineLotEncoder.buyNowNullValue())
        .opensAt(DefineLotEncoder.opensAtNullValue())
        .duration(YEAR)
        .window(DefineLotEncoder.windowNullValue())
        .extension(DefineLotEncoder.extensionNullValue())
        .latestEnd(DefineLotEncoder.latestEndNullValue())
        .position(DefineLotEncoder.positionNullValue())
        .incrementTable(2)
        .deposit(1_000)
        .softClose(SoftClose.RESET)
        .format(LotFormat.ENGLISH)
        .currency(YEN);
    return bytes(command);
  }

  private byte[] openLot(long lot) {
    OpenLotEncoder command = new OpenLotEncoder();
    command.wrapAndApplyHeader(buffer, 0, header).account(HOUSE);
    command.requestId().high(random.nextLong()).low(random.nextLong());
    return bytes(command.lot(lot));
  }

  /** Returns a bid on some lot; prices rise slowly, and every third bid is too low. */
  public byte[] bid(long number) {
    PlaceBidEncoder command = new PlaceBidEncoder();
    command.wrapAndApplyHeader(buffer, 0, header).account(1 + random.nextInt(BIDDERS));
    command.requestId().high(random.nextLong()).low(random.nextLong());
    long max = number % 3 == 2 ? 1 : 100 + 1_100 * number + random.nextInt(3_000);
    return bytes(command.lot(1 + random.nextInt(LOTS)).max(max));
  }

  /** Returns a command that voids a lot's last bid, with a reason as no text should be. */
  public byte[] voidBid(long lot, byte[] reason) {
    VoidBidEncoder command = new VoidBidEncoder();
    command.wrapAndApplyHeader(buffer, 0, header).account(HOUSE);
    command.requestId().high(random.nextLong()).low(random.nextLong());
    command.lot(lot).putText(reason, 0, reason.length);
    return bytes(command);
  }

  private byte[] bytes(MessageEncoderFlyweight command) {
    byte[] bytes = new byte[command.limit()];
    buffer.getBytes(0, bytes);
    return bytes;
  }
}
