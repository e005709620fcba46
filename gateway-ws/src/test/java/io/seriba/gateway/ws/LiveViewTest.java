package io.seriba.gateway.ws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.client.EventFrame;
import io.seriba.schema.Catalog;
import io.seriba.schema.Catalog.Message;
import io.seriba.schema.Catalog.TopicKind;
import io.seriba.schema.Catalog.Visibility;
import io.seriba.schema.Field;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class LiveViewTest {
  private static final int BLOCK = EventFrame.MESSAGE + 8;
  private static final long TOPIC = 10;
  private static final long PARENT = 1;
  private final Catalog catalog = Catalog.load();
  private final Random random = new Random(1);

  /** A frame of random content, but for what the view goes by. */
  private byte[] frame(Message message, long topicOffset) {
    byte[] frame = new byte[BLOCK + message.blockLength()];
    random.nextBytes(frame);
    UnsafeBuffer buffer = new UnsafeBuffer(frame);
    buffer.putInt(EventFrame.LENGTH, frame.length, ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(EventFrame.TOPIC, TOPIC, ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(EventFrame.PARENT, PARENT, ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(EventFrame.TOPIC_OFFSET, topicOffset, ByteOrder.LITTLE_ENDIAN);
    buffer.putShort(EventFrame.MESSAGE + 2, (short) message.id(), ByteOrder.LITTLE_ENDIAN);
    return frame;
  }

  private Message state(TopicKind kind) {
    return catalog.messages().stream()
        .filter(message -> message.isState() && message.stateOf() == kind)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyPublicEventOverwritesTheFieldsItSharesAndNoOthers() {
    int events = 0;
    for (Message event : catalog.messages()) {
      if (event.visibility() == Visibility.PUBLIC && !event.isState()) {
        Message state = state(event.topic());
        byte[] before = frame(state, 1);
        byte[] change = frame(event, 2);
        LiveView view = new LiveView(catalog);
        view.apply(new UnsafeBuffer(before.clone()), 0);
        Topic topic = view.apply(new UnsafeBuffer(change), 0);
        assertNotNull(topic);
        checkFields(state, event, before, change, topic.frame);
        UnsafeBuffer after = new UnsafeBuffer(topic.frame);
        assertEquals(2, EventFrame.topicOffset(after, 0));
        assertEquals(
            EventFrame.sequence(new UnsafeBuffer(change), 0), EventFrame.sequence(after, 0));
        assertEquals(EventFrame.time(new UnsafeBuffer(change), 0), EventFrame.time(after, 0));
        assertEquals(state.id(), EventFrame.templateId(after, 0));
        events++;
      }
    }
    assertTrue(events >= 6, "public events: " + events);
  }

  private static void checkFields(
      Message state, Message event, byte[] before, byte[] change, byte[] after) {
    for (Field field : state.fields()) {
      Field shared = event.field(field.name());
      byte[] expected = shared == null ? content(before, field) : content(change, shared);
      assertArrayEquals(expected, content(after, field), event + ": " + field.name());
    }
  }

  private static byte[] content(byte[] frame, Field field) {
    int from = BLOCK + field.offset();
    return Arrays.copyOfRange(frame, from, from + field.length());
  }

  @Test
  void aNewStateRecordReplacesTheWhole() {
    LiveView view = new LiveView(catalog);
    Message lot = state(TopicKind.LOT);
    view.apply(new UnsafeBuffer(frame(lot, 1)), 0);
    byte[] again = frame(lot, 7);
    Topic topic = view.apply(new UnsafeBuffer(again.clone()), 0);
    assertNotNull(topic);
    assertArrayEquals(again, topic.frame);
    assertNotNull(topic.parent);
    assertEquals(1, topic.parent.children().size());
  }

  @Test
  void aTopicIsKnownByKindAndIdOnceItsStateHasCome() {
    LiveView view = new LiveView(catalog);
    assertNull(view.find(TopicKind.LOT, TOPIC));
    view.apply(new UnsafeBuffer(frame(state(TopicKind.LOT), 1)), 0);
    assertNotNull(view.find(TopicKind.LOT, TOPIC));
    assertNull(view.find(TopicKind.SALE, TOPIC));
    assertNull(view.find(TopicKind.SALE, PARENT), "named as a parent, but its state is unknown");
    assertNull(view.find(TopicKind.ACCOUNT, TOPIC));
  }

  @Test
  void anEventBeforeItsTopicsStateIsAFault() {
    LiveView view = new LiveView(catalog);
    Message event =
        catalog.messages().stream()
            .filter(message -> message.isEvent() && message.visibility() == Visibility.PUBLIC)
            .findFirst()
            .orElseThrow();
    byte[] frame = frame(event, 1);
    assertThrows(IllegalStateException.class, () -> view.apply(new UnsafeBuffer(frame), 0));
  }
}
