package io.seriba.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.sbe.LotStateDecoder;
import io.seriba.sbe.Role;
import io.seriba.sbe.SessionError;
import io.seriba.schema.Catalog.Message;
import io.seriba.schema.Catalog.SessionAct;
import io.seriba.schema.Catalog.TopicKind;
import io.seriba.schema.Catalog.Visibility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTest {
  private static final Catalog CATALOG = Catalog.load();

  @Test
  void aCommandHasARole() {
    Message bid = message("auction:bid");
    assertEquals("PlaceBid", bid.name());
    assertEquals(313, bid.id());
    assertEquals(Role.BIDDER, bid.role());
    assertTrue(bid.isCommand());
    assertEquals(Visibility.INTERNAL, bid.visibility());
    assertEquals(bid, CATALOG.byId(313));
  }

  @Test
  void aCommandOfTheHostHasNone() {
    assertTrue(message("control:tick").isCommand());
    assertNull(message("control:tick").role());
  }

  @Test
  void anEventIsPrivateUnlessTheSchemaSaysOtherwise() {
    Message raised = message("auction:max-raised");
    assertTrue(raised.isEvent());
    assertEquals(Visibility.PRIVATE, raised.visibility());
    assertEquals(TopicKind.ACCOUNT, raised.topic());
    assertEquals(Visibility.PUBLIC, message("auction:update").visibility());
    assertEquals(Visibility.REPLY, message("outcome").visibility());
  }

  @Test
  void aStateRecordHasItsTopicAndParent() {
    Message lot = message("auction:lot");
    assertTrue(lot.isState());
    assertEquals(TopicKind.LOT, lot.stateOf());
    assertEquals(TopicKind.LOT, lot.topic());
    assertEquals(TopicKind.SALE, lot.parent());
  }

  @Test
  void sessionMessagesAreNoneOfThese() {
    Message join = message("auction:join");
    assertTrue(join.isSession());
    assertFalse(join.isCommand() || join.isEvent() || join.isState());
    assertEquals(Role.VIEWER, join.role());
    assertEquals(SessionAct.JOIN, join.session());
    assertEquals(SessionAct.LEAVE, message("slot:leave").session());
    assertNull(message("welcome").role());
  }

  @Test
  void fieldsAreWhereTheGeneratedCodecsHaveThem() {
    Message lot = message("auction:lot");
    assertEquals(LotStateDecoder.BLOCK_LENGTH, lot.blockLength());
    Field currency = lot.field("currency");
    assertNotNull(currency);
    assertEquals(LotStateDecoder.currencyEncodingOffset(), currency.offset());
    assertEquals(LotStateDecoder.currencyEncodingLength(), currency.length());
    Field text = message("auction:voided").field("text");
    assertNotNull(text);
    assertEquals(-1, text.offset());
  }

  @Test
  void errorsHaveSentences() {
    assertEquals(
        "The field stands twice.",
        CATALOG.description("SessionError", SessionError.DUPLICATE_FIELD.value()));
    assertThrows(IllegalArgumentException.class, () -> CATALOG.description("SessionError", 254));
    assertThrows(IllegalArgumentException.class, () -> CATALOG.description("Nonsense", 0));
  }

  /** The schema with one part replaced, and what the start then fails with. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          wire=auction:bid role=bidder | wire=auction:bid role=bidder wier=x | PlaceBid: has keys that it can't have: wier
          wire=auction:bid role=bidder | wire=auction:bid role=bider | PlaceBid: has an unknown role: bider
          wire=auction:bid role=bidder | wire=auction:bid | PlaceBid: needs role= in its semanticType
          wire=auction:bid role=bidder | role=bidder | PlaceBid: needs wire= in its semanticType
          wire=auction:bid role=bidder | wire=auction:bid role=bidder role=viewer | PlaceBid: has role twice
          wire=auction:bid role=bidder | wire=auction:bid  role=bidder | PlaceBid: has a semanticType with a part that isn't key=value: ''
          wire=auction:bid role=bidder | wire=Bid role=bidder | PlaceBid: needs a wire name of a-z
          wire=auction:bid role=bidder | wire=auction:join role=bidder | has the wire name of
          wire=auction:bid role=bidder | wire=auction:bid role=bidder topic=lot | PlaceBid: has keys that it can't have: topic
          wire=auction:update topic=lot visibility=public | wire=auction:update topic=lot visibility=all | PriceChanged: has an unknown visibility: all
          wire=auction:update topic=lot visibility=public | wire=auction:update topic=sale visibility=public | PriceChanged: needs an int64 field sale
          wire=auction:update topic=lot visibility=public | wire=auction:update topic=lots visibility=public | PriceChanged: has an unknown topic: lots
          wire=auction:update topic=lot visibility=public | wire=auction:update topic=lot | PriceChanged: is private and needs topic=account
          wire=auction:update topic=lot visibility=public | wire=auction:update visibility=public | PriceChanged: is public and needs a topic
          wire=auction:join role=viewer session=join | wire=auction:join role=viewer | Join: needs session= in its semanticType
          topic=slot ends=slot visibility=public | topic=slot ends=store visibility=public | SlotRemoved: ends a topic and needs to be a public event of it
          state=sale topic=sale | topic=sale | SaleState: is a state record
          state=lot topic=lot parent=sale | state=lot topic=lot parent=account | LotState: needs an int64 field account
          state=lot topic=lot parent=sale | state=sale topic=sale | LotState: is the state of the same kind of topic as SaleState (390)
          <enum name="Flag" encodingType="uint8" description="Yes or no; in JSON true or false" semanticType="boolean"> | <enum name="Flag" encodingType="uint8" semanticType="bool"> | SetSuspended: field suspended has an enum with an unknown semanticType: bool
          <composite name="RequestId" semanticType="uuid" | <composite name="RequestId" | field requestId is a composite and not a uuid
          name="max" id="4" type="Amount" description="The most | name="max" id="4" type="Amount" semanticType="actr" description="The most | PlaceBid: field max has an unknown semanticType: actr
          name="max" id="4" type="Amount" description="The most | name="type" id="4" type="Amount" description="The most | PlaceBid: can't have a field named type
          <field name="bidCount" id="7" type="Count" | <field name="index" id="7" type="Count" | PriceChanged: can't have a field index
          <field name="bidCount" id="7" type="Count" | <field name="bidCount" id="7" type="Balance" | PriceChanged: has a field bidCount that can't overwrite the one of LotState
          name="OptionalDuration" primitiveType="int64" presence="optional" nullValue="-1" minValue="0" | name="OptionalDuration" primitiveType="int64" presence="optional" nullValue="-1" minValue="-1" | has a nullValue that is also a value
          name="Balance" primitiveType="int64" | name="Balance" primitiveType="double" | BalanceChanged: field change is a DOUBLE: not in JSON
          """)
  void aSchemaThatBreaksItsRulesIsNotRead(String part, String replacement, String problem) {
    String text = Schemas.with(Schemas.text(), part, replacement);
    var e = assertThrows(IllegalStateException.class, () -> Schemas.catalog(text));
    assertTrue(String.valueOf(e.getMessage()).contains(problem), e.getMessage());
    assertTrue(String.valueOf(e.getMessage()).startsWith("Schema, "), e.getMessage());
  }

  private static Message message(String wire) {
    Message message = CATALOG.byWire(wire);
    assertNotNull(message);
    return message;
  }
}
