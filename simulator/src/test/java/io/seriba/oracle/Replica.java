package io.seriba.oracle;

import io.seriba.engine.Engine;
import io.seriba.engine.EventSink;
import io.seriba.engine.StateSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** An engine that is given commands as bytes, saved and loaded, and all that can be seen of it. */
final class Replica implements EventSink {
  private final Engine engine = new Engine();
  private final ExpandableArrayBuffer frame = new ExpandableArrayBuffer(MAX_FRAME_LENGTH);
  private List<String> seen = new ArrayList<>();

  /** Makes an engine that goes on from a snapshot. */
  static Replica loaded(List<byte[]> snapshot) {
    Replica replica = new Replica();
    replica.engine.load(new Records(snapshot));
    return replica;
  }

  Engine engine() {
    return engine;
  }

  /** Decides the next command; returns its events' frames, and what else there is to see. */
  List<String> apply(long time, byte[] command) {
    seen = new ArrayList<>();
    UnsafeBuffer buffer = new UnsafeBuffer(command);
    engine.apply(engine.sequence() + 1, time, 31, buffer, 0, command.length, this);
    seen.add(
        "next %d, %d pending, %d fired, hash %x"
            .formatted(
                engine.nextDeadline(),
                engine.timersPending(),
                engine.timersFired(),
                engine.stateHash()));
    return seen;
  }

  /** Returns the state records of all topics, which are in no order that is promised. */
  List<String> describe() {
    seen = new ArrayList<>();
    engine.describe(this);
    // Without its length and its index, which depends on the order.
    seen.replaceAll(text -> text.substring(16));
    seen.sort(null);
    return seen;
  }

  List<byte[]> save() {
    List<byte[]> records = new ArrayList<>();
    engine.save(
        (buffer, offset, length) -> {
          byte[] record = new byte[length];
          buffer.getBytes(offset, record);
          records.add(record);
        });
    return records;
  }

  @Override
  public int claim(int length) {
    return 0;
  }

  @Override
  public MutableDirectBuffer buffer() {
    return frame;
  }

  @Override
  public void commit(int length) {
    seen.add(HexFormat.of().formatHex(frame.byteArray(), 0, length));
  }

  /** A snapshot's records, one after the other. */
  static final class Records implements StateSource {
    private final List<byte[]> records;
    private final UnsafeBuffer buffer = new UnsafeBuffer();
    private int next;

    Records(List<byte[]> records) {
      this.records = records;
    }

    @Override
    public boolean next() {
      if (next == records.size()) {
        return false;
      }
      buffer.wrap(records.get(next++));
      return true;
    }

    @Override
    public DirectBuffer buffer() {
      return buffer;
    }

    @Override
    public int offset() {
      return 0;
    }

    @Override
    public int length() {
      return buffer.capacity();
    }
  }
}
