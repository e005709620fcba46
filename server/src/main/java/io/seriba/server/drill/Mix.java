package io.seriba.server.drill;

import io.seriba.sbe.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a drill's clients do: transfers and new accounts, bids on lots that open and close, holds of
 * seats that expire and are given back, draws. Its state stays small, so that snapshots are quick
 * and many.
 */
public final class Mix {
  /** What can be part of it. */
  public enum Domain {
    LEDGER,
    AUCTION,
    BOOKING,
    GACHA
  }

  private static final long ADMIN = 1;
  private static final long AUCTIONEER = 2;
  private static final long PAYEE = 3;
  private static final long FIRST_CLIENT = 100;
  private static final long FIRST_NEW = 1_000;
  private static final int CLIENTS = 12;
  private static final int NEW_ACCOUNTS = 2_000;
  private static final int LOTS = 200;
  private static final int SLOTS = 50;
  private static final int SEATS = 40;
  private static final int WINDOW = 32;
  private static final int OPEN_HOLDS = 50;

  /** The senders' numbers begin here; those below are for preparation. */
  private static final int FIRST_SENDER = 10;

  private final Set<Domain> domains;
  private final Random random;

  /**
   * Makes one.
   *
   * @param random for the event loop, once the load runs
   */
  Mix(Set<Domain> domains, Random random) {
    this.domains = domains;
    this.random = random;
  }

  /** Makes what the load needs, over the network. */
  List<Answer> prepare(Site site, String address) throws DrillException {
    List<Answer> answers = new ArrayList<>();
    answers.addAll(perform(site, address, new Seat(1, ADMIN, Role.ADMIN, 64, accounts())));
    answers.addAll(
        perform(site, address, new Seat(2, AUCTIONEER, Role.AUCTIONEER, 64, catalogue())));
    return answers;
  }

  private static List<Answer> perform(Site site, String address, Seat seat) throws DrillException {
    try (Load load = new Load(site.tokens(), List.of(seat))) {
      load.connect(address);
      load.awaitAnswers();
      ((Script) seat.part()).check();
      return load.takeAnswers();
    }
  }

  private static Script accounts() {
    List<Part.Command> all = new ArrayList<>();
    all.add(new Part.Command("ledger:declare-currency", "\"currency\":\"JPY\",\"exponent\":0"));
    List<Long> accounts = new ArrayList<>(List.of(ADMIN, AUCTIONEER, PAYEE));
    IntStream.range(0, CLIENTS).forEach(i -> accounts.add(FIRST_CLIENT + i));
    for (long account : accounts) {
      all.add(new Part.Command("ledger:open-account", "\"holder\":" + account));
      all.add(transfer(0, account, 1_000_000_000_000L));
    }
    return new Script(all);
  }

  private Script catalogue() {
    List<Part.Command> all = new ArrayList<>();
    if (domains.contains(Domain.AUCTION)) {
      all.add(new Part.Command("auction:define-sale", "\"sale\":1,\"approvalRequired\":false"));
      IntStream.rangeClosed(1, LOTS).forEach(lot -> all.add(defineLot(lot)));
    }
    if (domains.contains(Domain.BOOKING)) {
      defineSlots(all);
    }
    if (domains.contains(Domain.GACHA)) {
      definePool(all);
    }
    return new Script(all);
  }

  private static Part.Command defineLot(int lot) {
    return new Part.Command(
        "auction:define-lot",
        """
        "lot":%d,"sale":1,"seller":%d,"openingPrice":1000,"reserve":%d,"duration":%d,"window":%d,\
        "extension":%d,"incrementTable":2,"deposit":1000,"softClose":"RESET",\
        "format":"ENGLISH","currency":"JPY"\
        """
            .formatted(
                lot,
                PAYEE,
                lot % 2 == 0 ? 5_000 : 1,
                TimeUnit.MILLISECONDS.toMicros(400L + lot),
                TimeUnit.MILLISECONDS.toMicros(50),
                TimeUnit.MILLISECONDS.toMicros(100)));
  }

  private static void defineSlots(List<Part.Command> all) {
    long ttl = TimeUnit.MILLISECONDS.toMicros(700);
    all.add(
        new Part.Command(
            "store:define",
            """
            "store":1,"payee":%d,"holdTtl":%d,"waitlistTtl":%d,"noShowPeriod":0,"maxHolds":0,\
            "noShowCount":0,"noShowPolicy":"NONE","overlapForbidden":false,\
            "payment":"AT_PLEDGE","currency":"JPY"\
            """
                .formatted(PAYEE, ttl, ttl)));
    all.add(
        new Part.Command(
            "store:define-resource", "\"store\":1,\"resource\":1,\"exclusive\":false"));
    long day = Duration.ofDays(30).toSeconds();
    long start = TimeUnit.SECONDS.toMicros(Instant.now().getEpochSecond() + day);
    String times =
        IntStream.range(0, SLOTS)
            .mapToObj(
                slot -> {
                  long from = start + TimeUnit.HOURS.toMicros(slot);
                  return "{\"start\":%d,\"end\":%d}"
                      .formatted(from, from + TimeUnit.HOURS.toMicros(1));
                })
            .collect(Collectors.joining(","));
    all.add(
        new Part.Command(
            "slot:define",
            """
            "store":1,"firstSlot":1,"bufferBefore":0,"bufferAfter":0,"cancelWindow":0,"price":100,\
            "capacity":%d,"fee":0,"noShowFee":0,"resources":[{"resource":1}],"slots":[%s]\
            """
                .formatted(SEATS, times)));
  }

  private static void definePool(List<Part.Command> all) {
    all.add(
        new Part.Command(
            "gacha:define-pool",
            """
            "pool":1,"utcOffset":540,"kind":"TABLE","paidOnly":false,"sparkEnd":"EXPIRE",\
            "exchange":"JPY","bundles":[{"size":1},{"size":10}]\
            """));
    all.add(
        new Part.Command(
            "gacha:add-prizes",
            """
            "pool":1,"prizes":[{"prize":1,"weight":3,"rarity":5,"featured":false},\
            {"prize":2,"weight":17,"rarity":4,"featured":false},\
            {"prize":3,"weight":80,"rarity":3,"featured":false}]\
            """));
    all.add(new Part.Command("gacha:open-pool", "\"pool\":1"));
  }

  /** Returns who speaks, and what. */
  List<Seat> seats() {
    List<Seat> seats = new ArrayList<>();
    if (domains.contains(Domain.LEDGER)) {
      seats.add(new Seat(FIRST_SENDER, ADMIN, Role.ADMIN, WINDOW, new Bank()));
      seats.add(new Seat(FIRST_SENDER + 1, ADMIN, Role.ADMIN, WINDOW, this::moveFunds));
      seats.add(new Seat(FIRST_SENDER + 3 + CLIENTS, ADMIN, Role.ADMIN, 8, new Holder()));
    }
    if (domains.contains(Domain.AUCTION)) {
      seats.add(new Seat(FIRST_SENDER + 2, AUCTIONEER, Role.AUCTIONEER, 2, this::conductLots));
    }
    for (int i = 0; i < CLIENTS; i++) {
      Part part = i % 3 == 0 ? this::bid : i % 3 == 1 ? new Guest() : this::draw;
      Domain domain = i % 3 == 0 ? Domain.AUCTION : i % 3 == 1 ? Domain.BOOKING : Domain.GACHA;
      if (domains.contains(domain)) {
        seats.add(new Seat(FIRST_SENDER + 3 + i, FIRST_CLIENT + i, Role.BIDDER, WINDOW, part));
      }
    }
    return seats;
  }

  private static Part.Command transfer(long debit, long credit, long amount) {
    return new Part.Command(
        "ledger:transfer",
        "\"debit\":%d,\"credit\":%d,\"currency\":\"JPY\",\"amount\":%d"
            .formatted(debit, credit, amount));
  }

  private long client() {
    return FIRST_CLIENT + random.nextInt(CLIENTS);
  }

  private Part.Command moveFunds() {
    long debit = client();
    return transfer(debit, PAYEE, 1 + random.nextInt(1_000));
  }

  /** Opens accounts, some of them twice, and pays into them. */
  private final class Bank implements Part {
    private int opened;

    @Override
    public Command next() {
      if (opened < NEW_ACCOUNTS && random.nextInt(4) == 0) {
        return new Command("ledger:open-account", "\"holder\":" + (FIRST_NEW + opened++));
      }
      return transfer(client(), FIRST_NEW + random.nextInt(opened + 1), 1 + random.nextInt(100));
    }
  }

  /** Holds amounts, and captures or releases most of them; some that are none, too. */
  private final class Holder implements Part {
    private final Deque<Long> open = new ArrayDeque<>();

    @Override
    public Command next() {
      if (open.size() < OPEN_HOLDS || random.nextBoolean()) {
        return new Command(
            "ledger:place-hold",
            "\"holder\":%d,\"currency\":\"JPY\",\"amount\":%d"
                .formatted(client(), 1 + random.nextInt(1_000)));
      }
      long hold = open.remove();
      return random.nextBoolean()
          ? new Command("ledger:release-hold", "\"hold\":" + hold)
          : new Command(
              "ledger:capture-hold",
              "\"hold\":%d,\"amount\":1,\"credit\":%d".formatted(hold, PAYEE));
    }

    @Override
    public void answered(Answer answer) {
      if (answer.result() != 0 && open.size() < 2 * OPEN_HOLDS) {
        open.add(answer.result());
      }
    }
  }

  private Part.Command conductLots() {
    int lot = 1 + random.nextInt(LOTS);
    String type =
        switch (random.nextInt(10)) {
          case 0 -> "auction:close";
          case 1 -> "auction:pause";
          case 2 -> "auction:resume";
          case 3 -> "auction:void";
          default -> "auction:open";
        };
    String why = type.equals("auction:void") ? ",\"text\":\"a drill\"" : "";
    return new Part.Command(type, "\"lot\":" + lot + why);
  }

  private Part.Command bid() {
    long max = 1_000L + random.nextInt(1_000_000);
    return new Part.Command(
        "auction:bid", "\"lot\":%d,\"max\":%d".formatted(1 + random.nextInt(LOTS), max));
  }

  /** Holds a seat or two, and gives every other one back; the rest expire. */
  private final class Guest implements Part {
    private final Deque<Long> toRelease = new ArrayDeque<>();

    @Override
    public Command next() {
      Long booking = toRelease.poll();
      if (booking != null) {
        return new Command("slot:release", "\"booking\":" + booking);
      }
      int seats = 1 + random.nextInt(2);
      return new Command(
          "slot:hold",
          "\"price\":%d,\"seats\":%d,\"slots\":[{\"slot\":%d}]"
              .formatted(100 * seats, seats, 1 + random.nextInt(SLOTS)));
    }

    @Override
    public void answered(Answer answer) {
      if (answer.result() != 0 && random.nextBoolean()) {
        toRelease.add(answer.result());
      }
    }
  }

  private Part.Command draw() {
    return new Part.Command(
        "gacha:draw",
        "\"pool\":1,\"count\":%d,\"clientSeed\":\"%d\""
            .formatted(random.nextInt(4) == 0 ? 10 : 1, random.nextInt()));
  }
}
