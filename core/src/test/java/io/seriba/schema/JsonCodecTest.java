package io.seriba.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.client.EventFrame;
import io.seriba.sbe.DeclareIncrementTableDecoder;
import io.seriba.sbe.DefineLotDecoder;
import io.seriba.sbe.Flag;
import io.seriba.sbe.LotClosedEncoder;
import io.seriba.sbe.LotStatus;
import io.seriba.sbe.MessageHeaderDecoder;
import io.seriba.sbe.MessageHeaderEncoder;
import io.seriba.sbe.OutcomeEncoder;
import io.seriba.sbe.PlaceBidDecoder;
import io.seriba.sbe.PriceChangedEncoder;
import io.seriba.sbe.Reason;
import io.seriba.sbe.RefusalEncoder;
import io.seriba.sbe.SessionError;
import io.seriba.sbe.VoidBidDecoder;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecTest {
  private static final String ID = "018f3c1e-7b2a-7c3d-9e4f-0123456789ab";
  private static final long ID_HIGH = 0x018f3c1e7b2a7c3dL;
  private static final long ID_LOW = 0x9e4f0123456789abL;

  private final JsonCodec codec = new JsonCodec(Catalog.load());
  private final UnsafeBuffer message = new UnsafeBuffer(new byte[JsonCodec.MAX_MESSAGE_LENGTH]);
  private final UnsafeBuffer json = new UnsafeBuffer(new byte[JsonCodec.MAX_JSON_LENGTH]);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final MessageHeaderDecoder decodedHeader = new MessageHeaderDecoder();

  @Test
  void aCommandBecomesAMessageOfTheActor() {
    accept("{'type':'auction:bid','requestId':'ID','lot':7,'max':1500}");
    PlaceBidDecoder bid = new PlaceBidDecoder().wrapAndApplyHeader(message, 0, decodedHeader);
    assertEquals(42, bid.account());
    assertEquals(ID_HIGH, bid.requestId().high());
    assertEquals(ID_LOW, bid.requestId().low());
    assertEquals(7, bid.lot());
    assertEquals(1500, bid.max());
    assertEquals(MessageHeaderDecoder.ENCODED_LENGTH + bid.encodedLength(), codec.decodedLength());
    assertEquals("PlaceBid", codec.decodedMessage().name());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " {\t'max' : 1500 ,\r\n 'lot':7, 'requestId':'ID', 'type':'auction:bid' } \n",
        "{'lot':'7','max':'1500','type':'auction:bid','requestId':'018F3C1E-7B2A-7C3D-9E4F-0123456789AB'}",
        "{'l\\u006ft':7,'m\\u0061x':1500,'ty\\u0070e':'auction\\u003abid','requestId':'\\u00301\\u0038f3c1e-7b2a-7c3d-9e4f-0123456789ab'}",
      })
  void orderSpaceEscapesAndStringsOfNumbersMakeNoDifference(String text) {
    accept(text);
    PlaceBidDecoder bid = new PlaceBidDecoder().wrapAndApplyHeader(message, 0, decodedHeader);
    assertEquals(ID_HIGH, bid.requestId().high());
    assertEquals(7, bid.lot());
    assertEquals(1500, bid.max());
  }

  @Test
  void whatIsAbsentOrNullHoldsTheNullValue() {
    String lot =
        "{'type':'auction:define-lot','requestId':'ID','lot':7,'sale':1,'seller':3,"
            + "'openingPrice':100,'incrementTable':1,'deposit':0,'softClose':'ADD',"
            + "'format':'ENGLISH','currency':'EUR'";
    accept(lot + '}');
    DefineLotDecoder decoder = new DefineLotDecoder().wrapAndApplyHeader(message, 0, decodedHeader);
    assertEquals(DefineLotDecoder.reserveNullValue(), decoder.reserve());
    assertEquals(DefineLotDecoder.durationNullValue(), decoder.duration());
    assertEquals(DefineLotDecoder.positionNullValue(), decoder.position());
    assertEquals("EUR", decoder.currency());
    accept(lot + ",'reserve':null,'duration':0}");
    decoder.wrapAndApplyHeader(message, 0, decodedHeader);
    assertEquals(DefineLotDecoder.reserveNullValue(), decoder.reserve());
    assertEquals(0, decoder.duration());
  }

  @Test
  void rowsAreAnArrayOfObjects() {
    accept(
        "{'type':'auction:declare-increments','requestId':'ID','rows':[ {'from':0,'step':5},"
            + "{'step':'25','from':100} ],'incrementTable':9}");
    var table = new DeclareIncrementTableDecoder().wrapAndApplyHeader(message, 0, decodedHeader);
    assertEquals(9, table.incrementTable());
    var rows = table.rows();
    assertEquals(2, rows.count());
    assertEquals(5, rows.next().step());
    assertEquals(100, rows.next().from());
    assertEquals(25, rows.step());
    assertEquals(
        "{'type':'auction:declare-increments','account':42,'requestId':'ID','incrementTable':9,"
            + "'rows':[{'from':0,'step':5},{'from':100,'step':25}]}",
        encoded(codec.decodedLength()));
    accept("{'type':'auction:declare-increments','requestId':'ID','rows':[],'incrementTable':9}");
    assertTrue(encoded(codec.decodedLength()).endsWith("'rows':[]}"));
  }

  @Test
  void textIsAnyUnicode() {
    accept(
        "{'type':'auction:void','requestId':'ID','lot':7,'text':'\\ud83d\\ude00競\\n\\u0000\\/'}");
    var decoder = new VoidBidDecoder().wrapAndApplyHeader(message, 0, decodedHeader);
    assertEquals("\uD83D\uDE00競\n\0/", decoder.text());
    assertEquals(
        "{'type':'auction:void','account':42,'requestId':'ID','lot':7,'text':'\uD83D\uDE00競\\u000a\\u0000/'}",
        encoded(codec.decodedLength()));
  }

  @Test
  void anEventHasItsEnvelope() {
    new PriceChangedEncoder()
        .wrapAndApplyHeader(message, EventFrame.MESSAGE, header)
        .lot(7)
        .price(1500)
        .leader(42)
        .bidder(43)
        .amount(1500)
        .end(1_790_000_000_000_000L)
        .bidCount(3)
        .reserveMet(Flag.YES);
    assertEquals(
        "{'type':'auction:update','sequence':12,'index':1,'time':1789999999999999,'offset':5,"
            + "'lot':7,'price':1500,'leader':42,'bidder':43,'amount':1500,"
            + "'end':1790000000000000,'bidCount':3,'reserveMet':true}",
        event(PriceChangedEncoder.BLOCK_LENGTH, 5));
  }

  @Test
  void aReplySaysWhyInASentence() {
    OutcomeEncoder outcome =
        new OutcomeEncoder().wrapAndApplyHeader(message, EventFrame.MESSAGE, header);
    outcome.account(42).decidedAt(12).result(0).command(313).reason(Reason.BID_TOO_LOW);
    outcome.requestId().high(ID_HIGH).low(ID_LOW);
    assertEquals(
        "{'type':'outcome','sequence':12,'index':1,'time':1789999999999999,'account':42,"
            + "'requestId':'ID','decidedAt':12,'command':313,'reason':'BID_TOO_LOW',"
            + "'text':'The max is below the minimum next bid.'}",
        event(OutcomeEncoder.BLOCK_LENGTH, 0));
  }

  @Test
  void nullValuesAreLeftOut() {
    new LotClosedEncoder()
        .wrapAndApplyHeader(message, 0, header)
        .lot(7)
        .winner(LotClosedEncoder.winnerNullValue())
        .hammerPrice(LotClosedEncoder.hammerPriceNullValue())
        .end(1)
        .remaining(0)
        .bidCount(0)
        .status(LotStatus.PASSED);
    assertEquals(
        "{'type':'auction:ended','lot':7,'end':1,'remaining':0,'bidCount':0,'status':'PASSED'}",
        encoded(MessageHeaderEncoder.ENCODED_LENGTH + LotClosedEncoder.BLOCK_LENGTH));
  }

  @Test
  void textThatIsNoUtf8BecomesReplacementCharacters() {
    RefusalEncoder refusal = new RefusalEncoder().wrapAndApplyHeader(message, 0, header);
    refusal.code(SessionError.INVALID_VALUE).requestId().high(0).low(0);
    byte[] bytes = {'a', (byte) 0xC3, '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, (byte) 0xC3};
    refusal.field("").putText(bytes, 0, bytes.length);
    assertEquals(
        "{'type':'error','requestId':'00000000-0000-0000-0000-000000000000',"
            + "'code':'INVALID_VALUE','field':'','text':'a\uFFFD\\'\uFFFD\uFFFD\uFFFD\uFFFD'}",
        encoded(MessageHeaderEncoder.ENCODED_LENGTH + refusal.encodedLength()));
  }

  @Test
  void theLongestTextsFit() {
    RefusalEncoder refusal = new RefusalEncoder().wrapAndApplyHeader(message, 0, header);
    refusal.code(SessionError.INVALID_VALUE).requestId().high(1).low(1);
    refusal.field("\1".repeat(1000)).text("\1".repeat(1000));
    int length = MessageHeaderEncoder.ENCODED_LENGTH + refusal.encodedLength();
    assertEquals(2, encoded(length).split("(\\\\u0001){1000}", -1).length - 1);
  }

  @ParameterizedTest
  @CsvSource({
    "9007199254740991, 9007199254740991",
    "9007199254740992, '9007199254740992'",
    "9223372036854775806, '9223372036854775806'",
  })
  void numbersThatADoubleDoesNotHoldAreStrings(long lot, String form) {
    accept("{'type':'auction:bid','requestId':'ID','lot':" + lot + ",'max':1}");
    PlaceBidDecoder bid = new PlaceBidDecoder().wrapAndApplyHeader(message, 0, decodedHeader);
    assertEquals(lot, bid.lot());
    String quoted = lot > JsonWriter.MAX_EXACT ? "'" + form + "'" : form;
    assertTrue(encoded(codec.decodedLength()).contains("'lot':" + quoted + ","));
  }

  /** Error, field, JSON, text. What is refused names the field and the limit. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          INVALID_JSON    | ``              | ``                                                            | This isn't one JSON object: an opening brace expected at its end.
          INVALID_JSON    | ``              | []                                                            | This isn't one JSON object: an opening brace expected at byte 0.
          INVALID_JSON    | ``              | {'type':'auction:bid','requestId':'ID','lot':1                | This isn't one JSON object: ',' or '}' expected at its end.
          INVALID_JSON    | ``              | {'type':'auction:bid'} x                                      | This isn't one JSON object: nothing more expected at byte 23.
          INVALID_JSON    | ``              | {'type':'auction:bid',}                                       | This isn't one JSON object: a name in quotes expected at byte 22.
          INVALID_JSON    | ``              | {'type':01}                                                   | This isn't one JSON object: a value expected at byte 8.
          UNKNOWN_TYPE    | type            | {}                                                            | The message has no type.
          UNKNOWN_TYPE    | type            | {'type':'auction:bidd','requestId':'ID'}                      | There is no message of type auction:bidd.
          UNKNOWN_TYPE    | type            | {'type':7}                                                    | There is no message of type 7.
          UNKNOWN_TYPE    | type            | {'type':null}                                                 | There is no message of type null.
          UNKNOWN_TYPE    | type            | {'type':'control:tick','requestId':'ID'}                      | There is no message of type control:tick.
          UNKNOWN_TYPE    | type            | {'type':'auction:update','lot':1}                             | There is no message of type auction:update.
          UNKNOWN_TYPE    | type            | {'type':'welcome','role':'ADMIN'}                             | There is no message of type welcome.
          UNKNOWN_FIELD   | amount          | {'type':'auction:bid','requestId':'ID','lot':1,'amount':1}    | This message has no field amount.
          UNKNOWN_FIELD   | account         | {'type':'auction:bid','requestId':'ID','account':1}           | This message has no field account.
          UNKNOWN_FIELD   | ``              | {'type':'auction:bid','requestId':'ID','':1}                  | This message has no field .
          UNKNOWN_FIELD   | rows[1].stop    | {'type':'auction:declare-increments','requestId':'ID','incrementTable':1,'rows':[{'from':0,'step':1},{'stop':1}]} | A row of rows has no field stop.
          MISSING_FIELD   | max             | {'type':'auction:bid','requestId':'ID','lot':1}               | max is missing.
          MISSING_FIELD   | max             | {'type':'auction:bid','requestId':'ID','lot':1,'max':null}    | max is missing.
          MISSING_FIELD   | requestId       | {'type':'auction:bid','lot':1,'max':1}                        | requestId is missing.
          MISSING_FIELD   | approvalRequired| {'type':'auction:define-sale','requestId':'ID','sale':1}      | approvalRequired is missing.
          MISSING_FIELD   | text            | {'type':'auction:void','requestId':'ID','lot':1}              | text is missing.
          MISSING_FIELD   | rows[0].step    | {'type':'auction:declare-increments','requestId':'ID','incrementTable':1,'rows':[{'from':0}]} | rows[0].step is missing.
          DUPLICATE_FIELD | lot             | {'type':'auction:bid','requestId':'ID','lot':1,'lot':1}       | lot stands twice.
          DUPLICATE_FIELD | lot             | {'type':'auction:bid','requestId':'ID','lot':null,'l\\u006ft':1}| lot stands twice.
          DUPLICATE_FIELD | type            | {'type':'auction:bid','requestId':'ID','type':'auction:bid'}  | type stands twice.
          DUPLICATE_FIELD | rows[0].from    | {'type':'auction:declare-increments','requestId':'ID','incrementTable':1,'rows':[{'from':0,'from':0,'step':1}]} | rows[0].from stands twice.
          INVALID_VALUE   | lot             | {'type':'auction:bid','requestId':'ID','lot':1.0}             | lot must be a whole number, or a string of one.
          INVALID_VALUE   | lot             | {'type':'auction:bid','requestId':'ID','lot':1e3}             | lot must be a whole number, or a string of one.
          INVALID_VALUE   | lot             | {'type':'auction:bid','requestId':'ID','lot':true}            | lot must be a whole number, or a string of one.
          INVALID_VALUE   | lot             | {'type':'auction:bid','requestId':'ID','lot':'1 '}            | lot must be a whole number, or a string of one.
          INVALID_VALUE   | lot             | {'type':'auction:bid','requestId':'ID','lot':'1.5'}           | lot must be a whole number, or a string of one.
          INVALID_VALUE   | lot             | {'type':'auction:bid','requestId':'ID','lot':''}              | lot must be a whole number, or a string of one.
          INVALID_VALUE   | lot             | {'type':'auction:bid','requestId':'ID','lot':[1]}             | lot must be a whole number, or a string of one.
          INVALID_VALUE   | exponent        | {'type':'ledger:declare-currency','requestId':'ID','currency':'EUR','exponent':'2'} | exponent must be a whole number.
          INVALID_VALUE   | requestId       | {'type':'auction:bid','requestId':'018f3c1e','lot':1}         | requestId must be a UUID in a string.
          INVALID_VALUE   | requestId       | {'type':'auction:bid','requestId':'018f3c1e-7b2a-7c3d-9e4f-0123456789ag'} | requestId must be a UUID in a string.
          INVALID_VALUE   | requestId       | {'type':'auction:bid','requestId':'018f3c1e07b2a-7c3d-9e4f-0123456789ab'} | requestId must be a UUID in a string.
          INVALID_VALUE   | suspended       | {'type':'ledger:set-suspended','requestId':'ID','holder':1,'suspended':1} | suspended must be true or false.
          INVALID_VALUE   | softClose       | {'type':'auction:define-lot','requestId':'ID','softClose':'add'} | softClose must be one of RESET, ADD.
          INVALID_VALUE   | softClose       | {'type':'auction:define-lot','requestId':'ID','softClose':0}  | softClose must be one of RESET, ADD.
          INVALID_VALUE   | currency        | {'type':'ledger:declare-currency','requestId':'ID','currency':'\\u00e9'} | currency must be a string of A to Z, 0 to 9 and _.
          INVALID_VALUE   | currency        | {'type':'ledger:declare-currency','requestId':'ID','currency':'\\u0000'} | currency must be a string of A to Z, 0 to 9 and _.
          INVALID_VALUE   | currency        | {'type':'ledger:declare-currency','requestId':'ID','currency':'eur'} | currency must be a string of A to Z, 0 to 9 and _.
          INVALID_VALUE   | currency        | {'type':'ledger:declare-currency','requestId':'ID','currency':5} | currency must be a string of A to Z, 0 to 9 and _.
          INVALID_VALUE   | text            | {'type':'auction:void','requestId':'ID','lot':1,'text':'\\ud83d'} | text must be a string of Unicode characters.
          INVALID_VALUE   | text            | {'type':'auction:void','requestId':'ID','lot':1,'text':'\\ude00\\ud83d'} | text must be a string of Unicode characters.
          INVALID_VALUE   | rows            | {'type':'auction:declare-increments','requestId':'ID','incrementTable':1,'rows':{}} | rows must be an array of objects.
          INVALID_VALUE   | rows            | {'type':'auction:declare-increments','requestId':'ID','incrementTable':1,'rows':[1]} | rows must be an array of objects.
          INVALID_VALUE   | rows[0].step    | {'type':'auction:declare-increments','requestId':'ID','incrementTable':1,'rows':[{'step':[]}]} | rows[0].step must be a whole number, or a string of one.
          OUT_OF_RANGE    | max             | {'type':'auction:bid','requestId':'ID','max':0}               | max must be from 1 to 1000000000000000.
          OUT_OF_RANGE    | max             | {'type':'auction:bid','requestId':'ID','max':'-1'}            | max must be from 1 to 1000000000000000.
          OUT_OF_RANGE    | max             | {'type':'auction:bid','requestId':'ID','max':1000000000000001}| max must be from 1 to 1000000000000000.
          OUT_OF_RANGE    | max             | {'type':'auction:bid','requestId':'ID','max':9223372036854775808} | max must be from 1 to 1000000000000000.
          OUT_OF_RANGE    | max             | {'type':'auction:bid','requestId':'ID','max':'123456789012345678901234567890'} | max must be from 1 to 1000000000000000.
          OUT_OF_RANGE    | lot             | {'type':'auction:bid','requestId':'ID','lot':9223372036854775807} | lot must be from 1 to 9223372036854775806.
          OUT_OF_RANGE    | lot             | {'type':'auction:bid','requestId':'ID','lot':18446744073709551617} | lot must be from 1 to 9223372036854775806.
          OUT_OF_RANGE    | deposit         | {'type':'auction:define-lot','requestId':'ID','deposit':65537} | deposit must be from 0 to 10000.
          OUT_OF_RANGE    | requestId       | {'type':'auction:bid','requestId':'00000000-0000-0000-0000-000000000000'} | requestId must not be all zeros.
          OUT_OF_RANGE    | currency        | {'type':'ledger:declare-currency','requestId':'ID','currency':'ABCDEFGHIJKLM'} | currency must have from 1 to 12 characters.
          OUT_OF_RANGE    | currency        | {'type':'ledger:declare-currency','requestId':'ID','currency':''} | currency must have from 1 to 12 characters.
          OUT_OF_RANGE    | rows[0].step    | {'type':'auction:declare-increments','requestId':'ID','incrementTable':1,'rows':[{'step':0}]} | rows[0].step must be from 1 to 1000000000000000.
          """)
  void whatIsWrongIsNamed(SessionError error, String field, String text, String sentence) {
    assertFalse(decode(text), text);
    assertEquals(error, codec.error());
    assertEquals(field, codec.errorField());
    assertEquals(sentence, codec.errorText());
    boolean readable = text.contains("'ID'");
    assertEquals(readable ? ID_HIGH : 0, codec.requestIdHigh());
    assertEquals(readable ? ID_LOW : 0, codec.requestIdLow());
  }

  @Test
  void tooMuchIsRefused() {
    String start = "{'type':'auction:void','requestId':'ID','lot':1,'text':'";
    accept(start + "x".repeat(1000) + "'}");
    accept(start + "\\u0078".repeat(1000) + "'}");
    for (String text : new String[] {"x".repeat(1001), "\\u7af6".repeat(334), "\\n".repeat(9000)}) {
      assertFalse(decode(start + text + "'}"));
      assertEquals(SessionError.OUT_OF_RANGE, codec.error());
      assertEquals("text must have at most 1000 bytes in UTF-8.", codec.errorText());
    }
    String table =
        "{'type':'auction:declare-increments','requestId':'ID','incrementTable':1,'rows':[";
    assertFalse(decode(table + "{'from':0,'step':1},".repeat(300) + "{'from':0,'step':1}]}"));
    assertEquals("rows must have at most 256 rows.", codec.errorText());
    assertFalse(decode("{'type':'auction:bid','" + "lot".repeat(1000) + "':1}"));
    assertEquals(64, codec.errorField().length());
  }

  @Test
  void nestingIsBounded() {
    String bid = "{'type':'auction:bid','requestId':'ID','lot':";
    assertFalse(decode(bid + "[".repeat(16) + "]".repeat(16) + "}"));
    assertEquals(SessionError.INVALID_VALUE, codec.error());
    assertFalse(decode(bid + "[".repeat(17) + "]".repeat(17) + "}"));
    assertEquals(SessionError.INVALID_JSON, codec.error());
    assertFalse(decode(bid + "[{'a':".repeat(100_000)));
    assertEquals(SessionError.INVALID_JSON, codec.error());
  }

  @Test
  void anObjectOfTooManyMembersIsRefused() {
    StringBuilder text = new StringBuilder("{'type':'auction:bid'");
    for (int i = 0; i < 1000; i++) {
      text.append(",'f").append(i).append("':").append(i);
    }
    assertFalse(decode(text + "}"));
    assertEquals(SessionError.UNKNOWN_FIELD, codec.error());
  }

  @Test
  void aMessageThatEndsEarlyIsNotRead() {
    accept("{'type':'auction:void','requestId':'ID','lot':1,'text':'why'}");
    int length = codec.decodedLength();
    for (int shorter = 0; shorter < length; shorter++) {
      int cut = shorter;
      assertThrows(IllegalArgumentException.class, () -> codec.encode(message, 0, cut, json, 0));
    }
    message.putShort(2, (short) 399);
    assertThrows(IllegalArgumentException.class, () -> codec.encode(message, 0, length, json, 0));
  }

  @Test
  void aBufferWithoutRoomIsRefusedBeforeAnythingIsWritten() {
    UnsafeBuffer small = new UnsafeBuffer(new byte[100]);
    assertThrows(IllegalArgumentException.class, () -> codec.decode(json, 0, 2, 42, small, 0));
    accept("{'type':'auction:bid','requestId':'ID','lot':1,'max':1}");
    int length = codec.decodedLength();
    assertThrows(IllegalArgumentException.class, () -> codec.encode(message, 0, length, small, 0));
  }

  private void accept(String text) {
    assertTrue(decode(text), codec.errorText());
  }

  private boolean decode(String text) {
    byte[] bytes = text.replace('\'', '"').replace("ID", ID).getBytes(StandardCharsets.UTF_8);
    return codec.decode(new UnsafeBuffer(bytes), 0, bytes.length, 42, message, 0);
  }

  private String encoded(int length) {
    return readable(codec.encode(message, 0, length, json, 0));
  }

  private String event(int blockLength, long topicOffset) {
    message.putInt(
        EventFrame.LENGTH, EventFrame.MESSAGE + MessageHeaderEncoder.ENCODED_LENGTH + blockLength);
    message.putInt(EventFrame.INDEX, 1);
    message.putLong(EventFrame.SEQUENCE, 12);
    message.putLong(EventFrame.TIME, 1_789_999_999_999_999L);
    message.putLong(EventFrame.TOPIC_OFFSET, topicOffset);
    return readable(codec.encodeEvent(message, 0, json, 0));
  }

  private String readable(int length) {
    return json.getStringWithoutLengthUtf8(0, length).replace('"', '\'').replace(ID, "ID");
  }
}
