package io.seriba.bench;

import java.util.UUID;

/**
 * The sale that bids go to over the wire: lots whose step is one yen, so a bid's max is its price.
 */
final class BenchSale {
  static final long HOUSE = 1;
  private static final long FIRST_BIDDER = 1_000;
  private static final int INCREMENT_TABLE = 100;

  private BenchSale() {}

  static long bidder(int number) {
    return FIRST_BIDDER + number;
  }

  /** Opens accounts with credit, and lots from 1 on, over an admin's connection. */
  static void open(Client house, int bidders, int lots) throws InterruptedException {
    house.request("ledger:declare-currency", "\"currency\":\"JPY\",\"exponent\":0");
    house.request("ledger:open-account", "\"holder\":" + HOUSE);
    for (int i = 0; i < bidders; i++) {
      house.request("ledger:open-account", "\"holder\":" + bidder(i));
      house.request(
          "ledger:set-credit-limit",
          "\"holder\":%d,\"currency\":\"JPY\",\"creditLimit\":1000000000000".formatted(bidder(i)));
    }
    house.request(
        "auction:declare-increments",
        "\"incrementTable\":%d,\"rows\":[{\"from\":0,\"step\":1}]".formatted(INCREMENT_TABLE));
    house.request("auction:define-sale", "\"sale\":1,\"approvalRequired\":false");
    for (int lot = 1; lot <= lots; lot++) {
      house.request(
          "auction:define-lot",
          """
          "lot":%d,"sale":1,"seller":%d,"openingPrice":1,"duration":86400000000,\
          "incrementTable":%d,"deposit":1000,"softClose":"RESET","format":"ENGLISH","currency":"JPY"\
          """
              .formatted(lot, HOUSE, INCREMENT_TABLE));
      house.request("auction:open", "\"lot\":" + lot);
    }
  }

  static String bid(long lot, long max, long requestHigh, long requestLow) {
    return "{\"type\":\"auction:bid\",\"requestId\":\"%s\",\"lot\":%d,\"max\":%d}"
        .formatted(new UUID(requestHigh, requestLow), lot, max);
  }
}
