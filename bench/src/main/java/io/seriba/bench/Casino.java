package io.seriba.bench;

import io.seriba.engine.Limits;
import io.seriba.sbe.AddPrizesEncoder;
import io.seriba.sbe.ConfigureEncoder;
import io.seriba.sbe.DeclareCurrencyEncoder;
import io.seriba.sbe.DefinePoolEncoder;
import io.seriba.sbe.DrawEncoder;
import io.seriba.sbe.Flag;
import io.seriba.sbe.GrantMedalsEncoder;
import io.seriba.sbe.MedalKind;
import io.seriba.sbe.MessageHeaderEncoder;
import io.seriba.sbe.OpenAccountEncoder;
import io.seriba.sbe.OpenPoolEncoder;
import io.seriba.sbe.PoolKind;
import io.seriba.sbe.SparkEnd;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/**
 * A pool, players with medals for ever, and an endless supply of draws: random players draw
 * bundles. A table has 20 prizes, soft and hard pity, a guarantee and spark points; a box as many
 * different prizes as there are to be, a million of each at most.
 */
final class Casino {
  private static final int STRIDE = 128;
  private static final int ROWS = 50;
  private static final long POOL = 5;
  private static final String CURRENCY = "COIN";

  /** The clients' seed: as long as a random one of 16 bytes in Base64. */
  private static final byte[] CLIENT_SEED =
      "aGFsbG8tc2VyaWJhLTEyMw==".getBytes(StandardCharsets.US_ASCII);

  private final SplittableRandom random = new SplittableRandom(11);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final DrawEncoder draw = new DrawEncoder();
  private final MutableDirectBuffer command = new ExpandableArrayBuffer(4_096);
  private final MutableDirectBuffer batch;
  private final int batchSize;
  private final int players;
  private final int boxed;
  private final int[] lengths;

  /**
   * Prepares a pool.
   *
   * @param boxed how many prizes there are in the box; 0: it is a table
   */
  Casino(int players, int boxed, int batchSize) {
    this.players = players;
    this.boxed = boxed;
    this.batchSize = batchSize;
    batch = new ExpandableArrayBuffer(batchSize * STRIDE);
    lengths = new int[batchSize];
  }

  /** Gives all that comes before the first draw, and a first draw of every player. */
  void open(Market.Taker taker) {
    Limits defaults = Limits.DEFAULT;
    ConfigureEncoder configure = new ConfigureEncoder().wrapAndApplyHeader(command, 0, header);
    configure.account(0).requestId().high(0).low(0);
    defaults.writeTo(configure);
    give(taker, configure);
    DeclareCurrencyEncoder currency = start(new DeclareCurrencyEncoder());
    give(taker, currency.currency(CURRENCY).exponent((short) 0));
    for (int i = 0; i < players; i++) {
      give(taker, start(new OpenAccountEncoder()).holder(CommandWriter.account(i)));
      GrantMedalsEncoder grant = start(new GrantMedalsEncoder());
      give(
          taker,
          grant
              .holder(CommandWriter.account(i))
              .units(GrantMedalsEncoder.unitsMaxValue())
              .expiry(GrantMedalsEncoder.expiryNullValue())
              .paid(GrantMedalsEncoder.paidNullValue())
              .kind(MedalKind.FREE)
              .currency(CURRENCY));
    }
    give(taker, definePool());
    addPrizes(taker);
    byte[] seed = new byte[32];
    random.nextBytes(seed);
    give(taker, start(new OpenPoolEncoder()).putSeed(seed, 0, seed.length).pool(POOL));
    for (int i = 0; i < players; i++) {
      taker.take(command, 0, draw(command, 0, CommandWriter.account(i), 1));
    }
  }

  private DefinePoolEncoder definePool() {
    boolean isTable = boxed == 0;
    DefinePoolEncoder pool =
        start(new DefinePoolEncoder())
            .pool(POOL)
            .price(1)
            .fallback(0)
            .pityGroup(0)
            .softStep(isTable ? 600 : 0)
            .sparkRate(0)
            .closesAt(0)
            .setReward(0)
            .monthlySpend(0)
            .softFrom(isTable ? 75 : 0)
            .hardPity(isTable ? 90 : 0)
            .dailyDraws(0)
            .totalDraws(0)
            .sparkPoints(isTable ? 1 : 0)
            .sparkPrice(isTable ? 300 : 0)
            .utcOffset((short) 540)
            .guaranteeFrom(isTable ? 10 : 0)
            .pityRarity((short) (isTable ? 5 : 0))
            .guaranteeRarity((short) (isTable ? 4 : 0))
            .featuredRarity((short) (isTable ? 5 : 0))
            .kind(isTable ? PoolKind.TABLE : PoolKind.BOX)
            .paidOnly(Flag.NO)
            .sparkEnd(SparkEnd.EXPIRE)
            .exchange(CURRENCY);
    DefinePoolEncoder.BundlesEncoder bundles = pool.bundlesCount(2);
    bundles.next().size(1);
    bundles.next().size(10);
    return pool;
  }

  private void addPrizes(Market.Taker taker) {
    int count = boxed == 0 ? 20 : boxed;
    for (int from = 0; from < count; from += ROWS) {
      AddPrizesEncoder add = start(new AddPrizesEncoder()).pool(POOL);
      int rows = Math.min(ROWS, count - from);
      AddPrizesEncoder.PrizesEncoder prizes = add.prizesCount(rows);
      for (int i = from; i < from + rows; i++) {
        boolean isRare = i % 20 == 19;
        prizes
            .next()
            .prize(i + 1)
            .weight(boxed > 0 ? 0 : isRare ? 60 : 520)
            .stock(boxed > 0 ? 1_000_000 : 0)
            .duplicate(0)
            .rarity((short) (isRare ? 5 : 1 + i % 4))
            .featured(isRare ? Flag.YES : Flag.NO);
      }
      give(taker, add);
    }
  }

  /** Makes the next batch of draws. */
  void prepare(int count) {
    for (int i = 0; i < batchSize; i++) {
      long player = CommandWriter.account(random.nextInt(players));
      lengths[i] = draw(batch, i * STRIDE, player, count);
    }
  }

  /** Gives the batch that was prepared. */
  void draw(Market.Taker taker) {
    for (int i = 0; i < batchSize; i++) {
      taker.take(batch, i * STRIDE, lengths[i]);
    }
  }

  private int draw(MutableDirectBuffer buffer, int at, long player, int count) {
    draw.wrapAndApplyHeader(buffer, at, header).account(player).pool(POOL).count(count);
    draw.requestId().high(random.nextLong()).low(random.nextLong());
    draw.putClientSeed(CLIENT_SEED, 0, CLIENT_SEED.length);
    return MessageHeaderEncoder.ENCODED_LENGTH + draw.encodedLength();
  }

  /** Starts a command of the house. */
  private <E extends MessageEncoderFlyweight> E start(E encoder) {
    header
        .wrap(command, 0)
        .blockLength(encoder.sbeBlockLength())
        .templateId(encoder.sbeTemplateId())
        .schemaId(encoder.sbeSchemaId())
        .version(encoder.sbeSchemaVersion());
    encoder.wrap(command, MessageHeaderEncoder.ENCODED_LENGTH);
    int actor = MessageHeaderEncoder.ENCODED_LENGTH;
    command.putLong(actor, 1, ByteOrder.LITTLE_ENDIAN);
    command.putLong(actor + 8, random.nextLong());
    command.putLong(actor + 16, random.nextLong());
    return encoder;
  }

  private void give(Market.Taker taker, MessageEncoderFlyweight encoder) {
    taker.take(command, 0, encoder.limit());
  }
}
