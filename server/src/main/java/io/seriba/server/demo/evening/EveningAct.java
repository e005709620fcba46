package io.seriba.server.demo.evening;

import io.seriba.calendar.PlannedSlot;
import io.seriba.sbe.Role;
import io.seriba.server.Server;
import io.seriba.server.demo.evening.Salon.Row;
import io.seriba.server.demo.evening.Salon.Terms;
import io.seriba.server.demo.stage.Act;
import io.seriba.server.demo.stage.Connection;
import io.seriba.server.demo.stage.DemoException;
import io.seriba.server.demo.stage.Latency;
import io.seriba.server.demo.stage.Pipeline;
import io.seriba.server.demo.stage.Screen;
import io.seriba.server.demo.stage.Stage;
import io.seriba.server.demo.stage.Venue;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Books an evening of a salon: guests hold, pledge, let expire, cancel and wait until it is over.
 */
public final class EveningAct implements Act {
  /** Bookings that a guest may hold at a time without pledging. */
  static final int MOST_HOLDS = 2;

  private static final int ACT = 3;
  private static final long STORE = 1;
  private static final long TILL = 1_004;
  private static final long HALL = 1_005;
  private static final long LATE_COMER = 1_006;
  private static final long FIRST_GUEST = 200_001;
  private static final double SHORTEST_HOLD = 0.2;

  /** So many ticks in a row without anything happening are the end. */
  private static final int STILL_TICKS = 5;

  private final int guests;
  private final double seconds;
  private final double holdSeconds;

  /**
   * Makes the act.
   *
   * @param guests how many, each with a connection
   * @param seconds for how long they come, book and change their minds
   */
  public EveningAct(int guests, double seconds) {
    this.guests = guests;
    this.seconds = seconds;
    holdSeconds = Math.max(SHORTEST_HOLD, seconds / 8);
  }

  @Override
  public int connections() {
    return guests;
  }

  @Override
  public void play(Venue venue) throws DemoException, IOException {
    venue
        .screen()
        .line("Act 3: an evening of a salon in Tokyo that %,d guests want".formatted(guests));
    new EveningAudit(perform(venue)).checks().forEach(venue.checks()::add);
  }

  /** Plays it, and returns what everybody was told. */
  EveningLog perform(Venue venue) throws DemoException, IOException {
    Screen screen = venue.screen();
    Salon salon = Salon.opening(Instant.now());
    Evening evening =
        new Evening(
            FIRST_GUEST, guests, salon, Server.SYSTEM_CLOCK::micros, nanos(holdSeconds / 3));
    try (Stage stage = venue.stage(ACT, (int) seconds, evening)) {
      long start = System.nanoTime();
      Connection auctioneer = stage.connect("the salon", Venue.AUCTIONEER, Role.AUCTIONEER);
      Connection admin = stage.connect("the administrator", Venue.ADMIN, Role.ADMIN);
      stage.connect("the till", TILL, Role.BIDDER);
      stage.request(admin, "ledger:open-account", "\"holder\":" + TILL);
      stage.run(define(stage.pipeline(auctioneer), salon));
      Connection hall = stage.connect("the hall", HALL, Role.VIEWER);
      evening.watch(hall);
      stage.request(hall, "slot:join", "\"store\":" + STORE);
      announce(screen, salon, start);
      long connecting = System.nanoTime();
      List<Connection> connections =
          stage.connectCrowd(
              "guest", FIRST_GUEST, guests, (number, guest, settled) -> settled.run());
      stage.run(fund(stage.pipeline(admin), evening.guests));
      screen.line(
          "guests     %,d WebSocket connections, accounts with funds %s"
              .formatted(guests, Screen.since(connecting)));
      long opening = System.nanoTime();
      stage.perform(() -> evening.open(stage, auctioneer, connections, nanos(seconds / 2)));
      stage.later(evening::close, nanos(seconds));
      CompletableFuture<Void> over = new CompletableFuture<>();
      stage.await(over, new Watch(stage, evening, screen, over));
      Connection lateComer = stage.connect("a late-comer", LATE_COMER, Role.VIEWER);
      stage.request(lateComer, "slot:join", "\"store\":" + STORE);
      tell(screen, stage, evening, opening);
      return stage.ask(() -> evening.log(TILL));
    }
  }

  private static long nanos(double seconds) {
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }

  private static void announce(Screen screen, Salon salon, long start) {
    String holiday = salon.holiday();
    screen.line(
        "evening    %s%s, %s in Tokyo"
            .formatted(
                salon.date().format(DateTimeFormatter.ofPattern("EEEE, d MMMM yyyy", Locale.ROOT)),
                holiday.isEmpty() || !Screen.canShow(holiday)
                    ? ""
                    : ", " + holiday + " (a holiday)",
                salon.hours()));
    screen.line("           " + Salon.staff());
    screen.line(
        "           %,d slots with %,d seats, laid by the calendar %s"
            .formatted(salon.slots(), salon.seats(), Screen.since(start)));
  }

  private Pipeline define(Pipeline pipeline, Salon salon) {
    long ttl = TimeUnit.NANOSECONDS.toMicros(nanos(holdSeconds));
    pipeline.add(
        "store:define",
        """
        "store":%d,"payee":%d,"holdTtl":%d,"waitlistTtl":%d,"noShowPeriod":0,"maxHolds":%d,\
        "noShowCount":0,"noShowPolicy":"NONE","overlapForbidden":true,"payment":"AT_PLEDGE",\
        "currency":"JPY"\
        """
            .formatted(STORE, TILL, ttl, ttl, MOST_HOLDS));
    for (Salon.Resource resource : salon.resources()) {
      pipeline.add(
          "store:define-resource",
          "\"store\":%d,\"resource\":%d,\"exclusive\":%b"
              .formatted(STORE, resource.id(), resource.exclusive()));
    }
    salon.rows().forEach(row -> pipeline.add("slot:define", slots(row)));
    return pipeline;
  }

  private static String slots(Row row) {
    Terms terms = row.terms();
    return """
    "store":%d,"firstSlot":%d,"bufferBefore":%d,"bufferAfter":%d,"cancelWindow":%d,"price":%d,\
    "capacity":%d,"fee":%d,"noShowFee":10000,"resources":[%s],"slots":[%s]\
    """
        .formatted(
            STORE,
            row.firstSlot(),
            micros(terms.menu().bufferBefore()),
            micros(terms.menu().bufferAfter()),
            micros(terms.cancelWindow()),
            terms.price(),
            terms.capacity(),
            terms.fee(),
            rows(row.resources(), "{\"resource\":%d}"::formatted),
            rows(row.times(), EveningAct::time));
  }

  private static <T> String rows(List<T> all, Function<T, String> json) {
    return all.stream().map(json).collect(Collectors.joining(","));
  }

  private static String time(PlannedSlot slot) {
    return "{\"start\":%d,\"end\":%d}".formatted(slot.start(), slot.end());
  }

  private static long micros(Duration duration) {
    return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
  }

  private static Pipeline fund(Pipeline pipeline, List<Guest> guests) {
    for (Guest guest : guests) {
      pipeline
          .add("ledger:open-account", "\"holder\":" + guest.account)
          .add(
              "ledger:transfer",
              "\"debit\":0,\"credit\":%d,\"currency\":\"JPY\",\"amount\":%d"
                  .formatted(guest.account, guest.funds));
    }
    return pipeline;
  }

  /** Shows the evening while it goes on, and notices when nothing happens any more. */
  private final class Watch implements Runnable {
    private final Stage stage;
    private final Evening evening;
    private final Screen screen;
    private final CompletableFuture<Void> over;
    private final long start = System.nanoTime();
    private int still;

    Watch(Stage stage, Evening evening, Screen screen, CompletableFuture<Void> over) {
      this.stage = stage;
      this.evening = evening;
      this.screen = screen;
      this.over = over;
    }

    @Override
    public void run() {
      still = stage.ask(evening::isStill) ? still + 1 : 0;
      if (still == STILL_TICKS) {
        over.complete(null);
      }
      List<String> lines = stage.ask(this::lines);
      screen.progress(
          (System.nanoTime() - start) / 1e9 / seconds, lines.getFirst(), lines.getLast());
    }

    private List<String> lines() {
      return List.of(
          "%3d seats booked, %3d held; %,5d places wait, %,4d offers"
              .formatted(
                  evening.seatsBooked(),
                  evening.seatsHeld(),
                  evening.count("waiting"),
                  evening.count("offers")),
          "%,d expired, %,d given back, %,d cancelled, %,d refused"
              .formatted(
                  evening.count("EXPIRED"),
                  evening.count("RELEASED"),
                  evening.count("CANCELLED"),
                  evening.refused()));
    }
  }

  private static void tell(Screen screen, Stage stage, Evening evening, long opening) {
    stage
        .ask(
            () ->
                List.of(
                    "booked     %,d seats; %,d holds by guests, %,d offers to waiting ones %s"
                        .formatted(
                            evening.seatsBooked(),
                            evening.count("holds"),
                            evening.count("offers"),
                            Screen.since(opening)),
                    "changed    %,d expired, %,d were given back, %,d cancelled; %,d places still wait"
                        .formatted(
                            evening.count("EXPIRED"),
                            evening.count("RELEASED"),
                            evening.count("CANCELLED"),
                            evening.count("waiting")),
                    "refused    %,d: %,d SLOT_FULL, %,d HOLD_EXPIRED, %,d INSUFFICIENT_FUNDS"
                        .formatted(
                            evening.refused(),
                            evening.count("SLOT_FULL"),
                            evening.count("HOLD_EXPIRED"),
                            evening.count("INSUFFICIENT_FUNDS"))))
        .forEach(screen::line);
    screen.line("");
    Latency.print(screen, evening.acknowledged, evening.offered);
  }
}
