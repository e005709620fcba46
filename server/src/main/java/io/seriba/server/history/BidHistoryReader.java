package io.seriba.server.history;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.seriba.server.history.BidHistory.Auction;
import io.seriba.server.history.BidHistory.Bid;
import io.seriba.server.history.BidHistory.Finding;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads bid histories: CSV (RFC 4180, UTF-8, one row a line), with the columns {@code auctionid},
 * {@code bid}, {@code bidtime}, {@code bidder}, {@code openbid}, {@code price} and {@code
 * auction_type} in any order; others are ignored. Amounts are dollars with at most two decimals,
 * times are days since the auction's start, {@code auction_type} is "N day auction".
 *
 * <p>A row that can't be read is skipped and named; the file as a whole is refused only when its
 * header lacks a column or it has too many rows. Memory is bounded by {@link #MAX_ROWS} and {@link
 * #MAX_LINE}.
 */
public final class BidHistoryReader {
  /** The most rows that a file may have. */
  public static final int MAX_ROWS = 1_000_000;

  /** The longest line that is read, in bytes. */
  public static final int MAX_LINE = 4_096;

  /** The longest name of an auction or bidder, in characters. */
  public static final int MAX_NAME = 100;

  private static final List<String> COLUMNS =
      List.of("auctionid", "bid", "bidtime", "bidder", "openbid", "price", "auction_type");
  private static final Pattern NUMBER =
      Pattern.compile("[0-9]{1,18}(?:\\.[0-9]{0,18})?(?:[eE][-+]?[0-9]{1,2})?");
  private static final Pattern TYPE = Pattern.compile("([0-9]{1,3}) day auction");
  private static final long MICROS_PER_DAY = 86_400_000_000L;
  private static final int MAX_DAYS = 365;
  private static final BigDecimal MAX_CENTS = BigDecimal.valueOf(1_000_000_000_000_000L);
  private static final Comparator<Bid> ORDER =
      Comparator.comparingLong(Bid::at)
          .thenComparing(Comparator.comparingLong(Bid::max).reversed())
          .thenComparingInt(Bid::line);

  private final Map<String, Rows> auctions = new LinkedHashMap<>();
  private final Map<String, Integer> bidders = new LinkedHashMap<>();
  private final List<Finding> skipped = new ArrayList<>();
  private final List<Finding> notes = new ArrayList<>();
  private Map<String, Integer> columns = Map.of();
  private int columnCount;
  private int line;

  private BidHistoryReader() {}

  /**
   * Reads all of it.
   *
   * @param in closed by the caller
   * @throws UnreadableException when the file as a whole can't be used
   * @throws IOException when reading fails
   */
  public static BidHistory read(InputStream in) throws IOException {
    return new BidHistoryReader().readAll(new BufferedInputStream(in, 1 << 16));
  }

  /** The file as a whole can't be used; the message says why and what is expected. */
  public static final class UnreadableException extends IOException {
    private UnreadableException(String message) {
      super(message);
    }
  }

  private BidHistory readAll(InputStream in) throws IOException {
    byte[] bytes = new byte[MAX_LINE];
    for (int length; (length = readLine(in, bytes)) >= 0; ) {
      line++;
      if (line > MAX_ROWS + 1) {
        throw new UnreadableException("the file has more than " + MAX_ROWS + " rows");
      }
      if (line == 1) {
        readHeader(bytes, length);
      } else if (length > 0) {
        try {
          readRow(fields(bytes, length));
        } catch (MalformedRowException e) {
          skipped.add(new Finding(line, e.getMessage()));
        }
      }
    }
    if (line == 0) {
      throw new UnreadableException("the file is empty; its first line must name the columns");
    }
    List<Auction> all =
        auctions.values().stream().map(Rows::toAuction).collect(Collectors.toUnmodifiableList());
    return new BidHistory(all, new ArrayList<>(bidders.keySet()), skipped, notes);
  }

  private void readHeader(byte[] bytes, int length) throws UnreadableException {
    String[] names;
    try {
      names = fields(bytes, length);
    } catch (MalformedRowException e) {
      throw new UnreadableException("line 1, which must name the columns, " + e.getMessage());
    }
    names[0] = names[0].replace("\uFEFF", "");
    Map<String, Integer> found = new LinkedHashMap<>();
    for (int i = 0; i < names.length; i++) {
      found.putIfAbsent(names[i].strip(), i);
    }
    List<String> missing = COLUMNS.stream().filter(name -> !found.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw new UnreadableException(
          "line 1 doesn't name the column%s %s; it has %s"
              .formatted(
                  missing.size() == 1 ? "" : "s",
                  String.join(", ", missing),
                  clean(String.join(", ", found.keySet()))));
    }
    columns = found;
    columnCount = names.length;
  }

  private void readRow(String[] row) throws MalformedRowException {
    if (row.length != columnCount) {
      throw new MalformedRowException(
          "has %d fields, the header has %d".formatted(row.length, columnCount));
    }
    String id = name(row, "auctionid");
    String bidder = name(row, "bidder");
    long max = cents(row, "bid");
    long at = micros(row);
    long openingPrice = cents(row, "openbid");
    long price = cents(row, "price");
    long duration = duration(row);

    Rows rows =
        auctions.computeIfAbsent(id, key -> new Rows(id, line, openingPrice, price, duration));
    if (openingPrice != rows.openingPrice || price != rows.price || duration != rows.duration) {
      notes.add(
          new Finding(
              line,
              "other terms (openbid, price or auction_type) of auction "
                  + id
                  + " than line "
                  + rows.line
                  + " gives, which stand"));
    }
    int number = bidders.computeIfAbsent(bidder, key -> bidders.size());
    rows.bids.add(new Bid(line, number, max, at));
  }

  private String field(String[] row, String column) {
    Integer index = columns.get(column);
    assert index != null : column;
    return row[index].strip();
  }

  private String name(String[] row, String column) throws MalformedRowException {
    String value = field(row, column);
    if (value.isEmpty() || value.length() > MAX_NAME) {
      throw new MalformedRowException(
          "%s has %d characters, must have 1 to %d".formatted(column, value.length(), MAX_NAME));
    }
    if (value.codePoints().anyMatch(Character::isISOControl)) {
      // printed as it is, it could tell a terminal what to do
      throw new MalformedRowException(
          column + " is " + quoted(value) + ", with control characters");
    }
    return value;
  }

  private long cents(String[] row, String column) throws MalformedRowException {
    BigDecimal cents = number(row, column, "an amount in dollars").movePointRight(2);
    if (cents.signum() <= 0 || cents.compareTo(MAX_CENTS) > 0) {
      throw new MalformedRowException(
          column + " is " + field(row, column) + ", must be from 0.01 to 10000000000000");
    }
    if (cents.stripTrailingZeros().scale() > 0) {
      throw new MalformedRowException(
          column + " is " + field(row, column) + ", which has a fraction of a cent");
    }
    return cents.longValueExact();
  }

  private long micros(String[] row) throws MalformedRowException {
    BigDecimal days = number(row, "bidtime", "a number of days");
    if (days.compareTo(BigDecimal.valueOf(MAX_DAYS)) > 0) {
      throw new MalformedRowException(
          "bidtime is " + field(row, "bidtime") + ", must be from 0 to " + MAX_DAYS + " days");
    }
    return days.multiply(BigDecimal.valueOf(MICROS_PER_DAY))
        .setScale(0, RoundingMode.HALF_UP)
        .longValueExact();
  }

  private long duration(String[] row) throws MalformedRowException {
    Matcher matcher = TYPE.matcher(field(row, "auction_type"));
    int days = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    if (days < 1 || days > MAX_DAYS) {
      throw new MalformedRowException(
          "auction_type is %s, must be \"N day auction\" with N from 1 to %d"
              .formatted(quoted(field(row, "auction_type")), MAX_DAYS));
    }
    return days * MICROS_PER_DAY;
  }

  private BigDecimal number(String[] row, String column, String what) throws MalformedRowException {
    String value = field(row, column);
    if (!NUMBER.matcher(value).matches()) {
      throw new MalformedRowException(column + " is " + quoted(value) + ", not " + what);
    }
    return new BigDecimal(value);
  }

  /** Shortens and cleans what came from the file, for a message on one line of a terminal. */
  private static String quoted(String value) {
    String clean = clean(value);
    return '"' + (clean.length() > 40 ? clean.substring(0, 40) + "..." : clean) + '"';
  }

  private static String clean(String value) {
    return value.replaceAll("[\\p{Cntrl}\u0080-\u009f]", "?");
  }

  private static String[] fields(byte[] bytes, int length) throws MalformedRowException {
    if (length > MAX_LINE) {
      throw new MalformedRowException("is longer than " + MAX_LINE + " bytes");
    }
    String text;
    try {
      text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedRowException("isn't UTF-8");
    }
    List<CsvRecord> records = new ArrayList<>(1);
    try {
      CsvReader.builder().allowUnclosedQuote(false).ofCsvRecord(text).forEach(records::add);
    } catch (CsvParseException e) {
      throw new MalformedRowException("isn't CSV: a quoted field must end on its line");
    }
    if (records.size() != 1) {
      throw new MalformedRowException("isn't one row");
    }
    return records.getFirst().getFields().toArray(String[]::new);
  }

  /**
   * Reads a line up to its end, which is left out.
   *
   * @return its length, more than {@link #MAX_LINE} if that is too long, or -1 at the file's end
   */
  private static int readLine(InputStream in, byte[] bytes) throws IOException {
    int length = 0;
    int next = in.read();
    if (next < 0) {
      return -1;
    }
    for (; next >= 0 && next != '\n'; next = in.read()) {
      if (length < MAX_LINE) {
        bytes[length] = (byte) next;
      }
      length = Math.min(length + 1, MAX_LINE + 1);
    }
    boolean carriageReturn = length > 0 && length <= MAX_LINE && bytes[length - 1] == '\r';
    return carriageReturn ? length - 1 : length;
  }

  /** What was wrong with a row. */
  private static final class MalformedRowException extends Exception {
    MalformedRowException(String message) {
      super(message);
    }

    @Override
    public String getMessage() {
      @Nullable String message = super.getMessage();
      assert message != null;
      return message;
    }
  }

  /** The rows of one auction while the file is being read. */
  private static final class Rows {
    final String id;
    final int line;
    final long openingPrice;
    final long price;
    final long duration;
    final List<Bid> bids = new ArrayList<>();

    Rows(String id, int line, long openingPrice, long price, long duration) {
      this.id = id;
      this.line = line;
      this.openingPrice = openingPrice;
      this.price = price;
      this.duration = duration;
    }

    Auction toAuction() {
      bids.sort(ORDER);
      return new Auction(id, openingPrice, price, duration, bids);
    }
  }
}
