package io.seriba.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.sbe.BidVoidedDecoder;
import io.seriba.sbe.DeclareIncrementTableDecoder;
import io.seriba.sbe.MessageHeaderDecoder;
import io.seriba.sbe.PlaceBidDecoder;
import io.seriba.sbe.SessionError;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.generation.CompilerUtil;
import org.agrona.generation.StringWriterOutputManager;
import org.agrona.sbe.MessageDecoderFlyweight;
import org.junit.jupiter.api.Test;
import uk.co.real_logic.sbe.generation.java.JavaGenerator;

/**
 * The schema of today and one of tomorrow, which has a field more at the end of a command, of an
 * event with text behind its block, and of a group's rows, one message more, and one reason more:
 * each reads what the other wrote.
 */
class SchemaEvolutionTest {
  private static final String NEWER = newer();
  private static final String BID =
      "{'type':'auction:bid','account':42,'requestId':'018f3c1e-7b2a-7c3d-9e4f-0123456789ab',"
          + "'lot':7,'max':1500";
  private static final String TABLE =
      "{'type':'auction:declare-increments','account':42,"
          + "'requestId':'018f3c1e-7b2a-7c3d-9e4f-0123456789ab','incrementTable':9,'rows':[";
  private static final String VOIDED =
      "{'type':'auction:voided','lot':7,'bidder':43,'bidCount':0,'reserveMet':false";

  private static final Catalog OLD_CATALOG = Catalog.load();
  private static final Catalog NEWER_CATALOG = Schemas.catalog(NEWER);

  private final Side old = new Side(OLD_CATALOG);
  private final Side fresh = new Side(NEWER_CATALOG);
  private final MessageHeaderDecoder header = new MessageHeaderDecoder();

  /** A schema's codec, which takes every message, and the last message that it made. */
  private static final class Side {
    final JsonEncoder encoder;
    final JsonDecoder decoder;
    final UnsafeBuffer message = new UnsafeBuffer(new byte[JsonCodec.MAX_MESSAGE_LENGTH]);

    Side(Catalog catalog) {
      encoder = new JsonEncoder(catalog);
      decoder = new JsonDecoder(catalog, message -> true);
    }

    Side made(String json) {
      assertTrue(decodes(json), decoder.fault().text());
      return this;
    }

    boolean decodes(String json) {
      String text = json.replace("'account':42,", "").replace('\'', '"');
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return decoder.decode(new UnsafeBuffer(bytes), 0, bytes.length, 42, message, 0);
    }

    String json(Side maker) {
      UnsafeBuffer out = new UnsafeBuffer(new byte[JsonCodec.MAX_JSON_LENGTH]);
      int length = encoder.encode(maker.message, 0, maker.decoder.length(), out, 0);
      return out.getStringWithoutLengthUtf8(0, length).replace('"', '\'');
    }
  }

  @Test
  void theNewerOneReadsOldMessagesWithoutTheAddedFields() {
    assertEquals(BID + "}", fresh.json(old.made(BID + "}")));
    assertEquals(VOIDED + ",'text':'x'}", fresh.json(old.made(VOIDED + ",'text':'x'}")));
    String rows = TABLE + "{'from':0,'step':1},{'from':10,'step':2}]}";
    assertEquals(rows, fresh.json(old.made(rows)));
  }

  @Test
  void theOlderOneReadsNewMessagesAndSkipsTheAddedFields() {
    assertEquals(BID + "}", old.json(fresh.made(BID + ",'until':99}")));
    assertEquals(
        VOIDED + ",'text':'x'}", old.json(fresh.made(VOIDED + ",'by':5,'text':'x','note':'y'}")));
    assertEquals(
        TABLE + "{'from':0,'step':1},{'from':10,'step':2}]}",
        old.json(fresh.made(TABLE + "{'from':0,'step':1,'cap':3},{'from':10,'step':2}]}")));
  }

  @Test
  void theNewerOneTakesJsonWithAndWithoutTheAddedFields() {
    assertEquals(BID + "}", fresh.json(fresh.made(BID + "}")));
    assertEquals(BID + ",'until':99}", fresh.json(fresh.made(BID + ",'until':99}")));
    assertEquals(
        VOIDED + ",'by':5,'text':'x','note':'y'}",
        fresh.json(fresh.made(VOIDED + ",'by':5,'text':'x','note':'y'}")));
    assertFalse(old.decodes(BID + ",'until':99}"));
    assertEquals(SessionError.UNKNOWN_FIELD, old.decoder.fault().code());
  }

  @Test
  void theOlderOneDoesNotKnowAddedMessages() {
    String json = "{'type':'auction:watch','requestId':'018f3c1e-7b2a-7c3d-9e4f-0123456789ab'}";
    assertFalse(old.decodes(json));
    assertEquals(SessionError.UNKNOWN_TYPE, old.decoder.fault().code());
    fresh.made(json);
    assertThrows(IllegalArgumentException.class, () -> old.json(fresh));
    assertNull(OLD_CATALOG.byId(new MessageHeaderDecoder().wrap(fresh.message, 0).templateId()));
  }

  @Test
  void theOlderOneTellsAnAddedEnumValueByItsNumber() {
    String outcome =
        "{'type':'outcome','account':1,'requestId':'018f3c1e-7b2a-7c3d-9e4f-0123456789ab',"
            + "'decidedAt':12,'command':313,'reason':";
    fresh.made(outcome + "'RAINED_OUT'}");
    assertEquals(outcome + "'RAINED_OUT','text':'It rains.'}", fresh.json(fresh));
    assertEquals(outcome + "200}", old.json(fresh));
  }

  @Test
  void generatedDecodersReadNewerMessages() {
    fresh.made(BID + ",'until':99}");
    PlaceBidDecoder bid = new PlaceBidDecoder().wrapAndApplyHeader(fresh.message, 0, header);
    assertEquals(1500, bid.max());
    assertEquals(PlaceBidDecoder.BLOCK_LENGTH + 8, header.blockLength());

    fresh.made(VOIDED + ",'by':5,'text':'x'}");
    BidVoidedDecoder voided = new BidVoidedDecoder().wrapAndApplyHeader(fresh.message, 0, header);
    assertEquals(43, voided.bidder());
    assertEquals("x", voided.text());

    fresh.made(TABLE + "{'from':0,'step':1,'cap':3},{'from':10,'step':2}]}");
    var rows =
        new DeclareIncrementTableDecoder().wrapAndApplyHeader(fresh.message, 0, header).rows();
    assertEquals(2, rows.count());
    assertEquals(1, rows.next().step());
    assertEquals(10, rows.next().from());
  }

  @Test
  void newerGeneratedDecodersReadOlderMessages() throws Exception {
    var sources = new StringWriterOutputManager();
    new JavaGenerator(
            Schemas.ir(Schemas.only(NEWER, "PlaceBid", "BidVoided")),
            MutableDirectBuffer.class.getName(),
            DirectBuffer.class.getName(),
            false,
            true,
            false,
            sources)
        .generate();
    Class<?> bidDecoder =
        CompilerUtil.compileInMemory("io.seriba.sbe.newer.PlaceBidDecoder", sources.getSources());
    assertNotNull(bidDecoder);
    old.made(BID + "}");
    var bid = wrapped(bidDecoder, old.message);
    assertEquals(1500L, get(bid, "max"));
    assertEquals(get(bid, "untilNullValue"), get(bid, "until"));

    Class<?> voidedDecoder =
        bidDecoder.getClassLoader().loadClass("io.seriba.sbe.newer.BidVoidedDecoder");
    old.made(VOIDED + ",'text':'x'}");
    var voided = wrapped(voidedDecoder, old.message);
    assertEquals(43L, get(voided, "bidder"));
    assertEquals(get(voided, "byNullValue"), get(voided, "by"));
    assertEquals("x", get(voided, "text"));
    assertEquals("", get(voided, "note"));
  }

  private MessageDecoderFlyweight wrapped(Class<?> decoder, UnsafeBuffer message)
      throws ReflectiveOperationException {
    var flyweight = (MessageDecoderFlyweight) decoder.getDeclaredConstructor().newInstance();
    header.wrap(message, 0);
    flyweight.wrap(
        message, MessageHeaderDecoder.ENCODED_LENGTH, header.blockLength(), header.version());
    return flyweight;
  }

  private static Object get(Object decoder, String name) throws ReflectiveOperationException {
    return decoder.getClass().getMethod(name).invoke(decoder);
  }

  private static String newer() {
    String text = Schemas.with(Schemas.text(), "version=\"1\"", "version=\"2\"");
    text = Schemas.with(text, "package=\"io.seriba.sbe\"", "package=\"io.seriba.sbe.newer\"");
    text =
        added(
            text,
            "name=\"PlaceBid\"",
            "</sbe:message>",
            "<field name=\"until\" id=\"9\" type=\"OptionalTime\" sinceVersion=\"2\"/>");
    text =
        added(
            text,
            "name=\"BidVoided\"",
            "<data",
            "<field name=\"by\" id=\"8\" type=\"OptionalAccountId\" sinceVersion=\"2\"/>");
    text =
        added(
            text,
            "name=\"BidVoided\"",
            "</sbe:message>",
            "<data name=\"note\" id=\"9\" type=\"varStringEncoding\" sinceVersion=\"2\"/>");
    text =
        added(
            text,
            "name=\"DeclareIncrementTable\"",
            "</group>",
            "<field name=\"cap\" id=\"9\" type=\"OptionalAmount\" sinceVersion=\"2\"/>");
    text =
        added(
            text,
            "<enum name=\"Reason\"",
            "</enum>",
            "<validValue name=\"RAINED_OUT\" description=\"It rains.\" sinceVersion=\"2\">200"
                + "</validValue>");
    return added(
        text,
        "name=\"Refusal\"",
        "</sbe:messageSchema>",
        "<sbe:message name=\"Watch\" id=\"920\" semanticType=\"wire=auction:watch role=viewer"
            + " session=join\" sinceVersion=\"2\"><field name=\"requestId\" id=\"1\""
            + " type=\"RequestId\"/></sbe:message>");
  }

  /** Puts something before the first {@code end} behind {@code start}. */
  private static String added(String text, String start, String end, String what) {
    int at = text.indexOf(end, text.indexOf(start));
    return text.substring(0, at) + what + text.substring(at);
  }
}
