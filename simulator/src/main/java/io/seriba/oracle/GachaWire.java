package io.seriba.oracle;

import io.seriba.sbe.AddPrizesEncoder;
import io.seriba.sbe.AuditPoolEncoder;
import io.seriba.sbe.BuyOfferEncoder;
import io.seriba.sbe.ClosePoolEncoder;
import io.seriba.sbe.DefineOfferEncoder;
import io.seriba.sbe.DefinePoolEncoder;
import io.seriba.sbe.DrawEncoder;
import io.seriba.sbe.ExchangeSparkEncoder;
import io.seriba.sbe.GrantMedalsEncoder;
import io.seriba.sbe.OpenPoolEncoder;
import io.seriba.sbe.RefundMedalsEncoder;
import io.seriba.sbe.ReportPaidMedalsEncoder;
import io.seriba.sbe.RotateSeedEncoder;
import io.seriba.sbe.SetSpendLimitEncoder;
import io.seriba.sbe.SpendMedalsEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agrona.sbe.MessageEncoderFlyweight;

/** Encodes the commands of gacha and medals, wrong values and too many rows included. */
final class GachaWire {
  private final Wire wire;

  GachaWire(Wire wire) {
    this.wire = wire;
  }

  /** Returns the 32 bytes that a seed's number stands for. */
  static byte[] seed(long number) {
    return ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array();
  }

  MessageEncoderFlyweight body(GachaCmd body) {
    return switch (body) {
      case GachaCmd.GrantMedals c -> {
        GrantMedalsEncoder encoder =
            wire.start(new GrantMedalsEncoder())
                .holder(c.holder())
                .units(c.units())
                .expiry(c.expiry())
                .paid(c.paid())
                .currency(c.currency());
        wire.putEnum(GrantMedalsEncoder.kindEncodingOffset(), c.kind());
        yield encoder;
      }
      case GachaCmd.SpendMedals c -> {
        SpendMedalsEncoder encoder =
            wire.start(new SpendMedalsEncoder()).holder(c.holder()).units(c.units());
        wire.putEnum(SpendMedalsEncoder.paidOnlyEncodingOffset(), c.paidOnly());
        yield encoder;
      }
      case GachaCmd.RefundMedals c -> wire.start(new RefundMedalsEncoder()).spend(c.spend());
      case GachaCmd.ReportPaidMedals c -> wire.start(new ReportPaidMedalsEncoder());
      case GachaCmd.DefinePool c -> definePool(c);
      case GachaCmd.AddPrizes c -> addPrizes(c);
      case GachaCmd.OpenPool c ->
          wire.start(new OpenPoolEncoder()).putSeed(seed(c.seed()), 0, 32).pool(c.pool());
      case GachaCmd.ClosePool c -> wire.start(new ClosePoolEncoder()).pool(c.pool());
      case GachaCmd.RotateSeed c ->
          wire.start(new RotateSeedEncoder()).putSeed(seed(c.seed()), 0, 32).pool(c.pool());
      case GachaCmd.Draw c -> {
        DrawEncoder encoder = wire.start(new DrawEncoder()).pool(c.pool()).count(c.count());
        wire.putText(encoder, c.clientSeed());
        yield encoder;
      }
      case GachaCmd.ExchangeSpark c ->
          wire.start(new ExchangeSparkEncoder()).pool(c.pool()).prize(c.prize());
      case GachaCmd.DefineOffer c ->
          wire.start(new DefineOfferEncoder())
              .offer(c.offer())
              .pool(c.pool())
              .prize(c.prize())
              .price(c.price())
              .stock(c.stock());
      case GachaCmd.BuyOffer c -> wire.start(new BuyOfferEncoder()).offer(c.offer());
      case GachaCmd.SetSpendLimit c ->
          wire.start(new SetSpendLimitEncoder())
              .holder(c.holder())
              .monthlySpend(c.monthlySpend())
              .utcOffset((short) c.utcOffset());
      case GachaCmd.AuditPool c -> wire.start(new AuditPoolEncoder()).pool(c.pool()).from(c.from());
    };
  }

  private DefinePoolEncoder definePool(GachaCmd.DefinePool c) {
    DefinePoolEncoder encoder =
        wire.start(new DefinePoolEncoder())
            .pool(c.pool())
            .price(c.price())
            .fallback(c.fallback())
            .pityGroup(c.pityGroup())
            .softStep(c.softStep())
            .sparkRate(c.sparkRate())
            .closesAt(c.closesAt())
            .setReward(c.setReward())
            .monthlySpend(c.monthlySpend())
            .softFrom(c.softFrom())
            .hardPity(c.hardPity())
            .dailyDraws(c.dailyDraws())
            .totalDraws(c.totalDraws())
            .sparkPoints(c.sparkPoints())
            .sparkPrice(c.sparkPrice())
            .utcOffset((short) c.utcOffset())
            .guaranteeFrom(c.guaranteeFrom())
            .pityRarity((short) c.pityRarity())
            .guaranteeRarity((short) c.guaranteeRarity())
            .featuredRarity((short) c.featuredRarity())
            .exchange(c.exchange());
    wire.putEnum(DefinePoolEncoder.kindEncodingOffset(), c.kind());
    wire.putEnum(DefinePoolEncoder.paidOnlyEncodingOffset(), c.paidOnly());
    wire.putEnum(DefinePoolEncoder.sparkEndEncodingOffset(), c.sparkEnd());
    int at = rows(encoder, DefinePoolEncoder.BundlesEncoder.sbeBlockLength(), c.bundles());
    for (GachaCmd.Bundle bundle : c.bundles()) {
      wire.buffer().putShort(at, (short) bundle.size(), ByteOrder.LITTLE_ENDIAN);
      at += DefinePoolEncoder.BundlesEncoder.sbeBlockLength();
    }
    encoder.limit(at);
    return encoder;
  }

  private AddPrizesEncoder addPrizes(GachaCmd.AddPrizes c) {
    AddPrizesEncoder encoder = wire.start(new AddPrizesEncoder()).pool(c.pool());
    int at = rows(encoder, AddPrizesEncoder.PrizesEncoder.sbeBlockLength(), c.prizes());
    for (GachaCmd.Prize prize : c.prizes()) {
      wire.buffer().putLong(at, prize.prize(), ByteOrder.LITTLE_ENDIAN);
      wire.buffer().putLong(at + 8, prize.weight(), ByteOrder.LITTLE_ENDIAN);
      wire.buffer().putLong(at + 16, prize.stock(), ByteOrder.LITTLE_ENDIAN);
      wire.buffer().putLong(at + 24, prize.duplicate(), ByteOrder.LITTLE_ENDIAN);
      wire.buffer().putByte(at + 32, (byte) prize.rarity());
      wire.buffer().putByte(at + 33, (byte) prize.featured());
      at += AddPrizesEncoder.PrizesEncoder.sbeBlockLength();
    }
    encoder.limit(at);
    return encoder;
  }

  /** By hand, since the encoders take no more rows than there may be. */
  private int rows(MessageEncoderFlyweight encoder, int length, List<?> rows) {
    int at = encoder.limit();
    wire.buffer().putShort(at, (short) length, ByteOrder.LITTLE_ENDIAN);
    wire.buffer().putShort(at + 2, (short) rows.size(), ByteOrder.LITTLE_ENDIAN);
    return at + 4;
  }

  /** Returns the bytes of a text, for its length's range. */
  static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
