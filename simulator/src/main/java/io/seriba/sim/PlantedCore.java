package io.seriba.sim;

import io.seriba.client.CoreClient;
import io.seriba.client.EventFrame;
import io.seriba.client.EventHandler;
import io.seriba.client.EventReader;
import io.seriba.oracle.Line;
import io.seriba.schema.Catalog.Visibility;
import java.util.List;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The core as gateways see it: notes for {@link Truth} what is taken, and makes the mistakes that a
 * gateway or the way to it could make.
 */
final class PlantedCore implements CoreClient {
  private final CoreClient core;
  private final Truth truth;
  private final Plant plant;
  private final Tally tally;

  /** Which command the next bytes must be; the caller knows. */
  private @Nullable Line line;

  private int submissions;
  private int events;
  private long formerReplyTo;
  private @Nullable Throwable trouble;

  PlantedCore(CoreClient core, Truth truth, Plant plant, Tally tally) {
    this.tally = tally;
    this.core = core;
    this.truth = truth;
    this.plant = plant;
  }

  /** Says which command is on its way, and does what brings it here. */
  void carry(Line carried, Runnable way) {
    line = carried;
    way.run();
    line = null;
  }

  /** Throws what a pipeline has caught that came from here. */
  void check() {
    switch (trouble) {
      case null -> {}
      case Error error -> throw error;
      default -> throw new Violation("nothing is thrown", String.valueOf(trouble));
    }
  }

  @Override
  public Submission submit(DirectBuffer command, int offset, int length, long replyTo) {
    try {
      return hand(command, offset, length, replyTo);
    } catch (Throwable e) {
      trouble = e;
      throw e;
    }
  }

  private Submission hand(DirectBuffer command, int offset, int length, long replyTo) {
    Line carried = Objects.requireNonNull(line, "nobody has sent this");
    submissions++;
    byte[] bytes = new byte[length];
    command.getBytes(offset, bytes);
    UnsafeBuffer copy = new UnsafeBuffer(bytes);
    if (plant == Plant.WRONG_ACCOUNT && submissions % 20 == 0) {
      copy.putLong(8, 1);
    }
    long route = replyTo;
    if (plant == Plant.REPLY_MISROUTED && submissions % 20 == 0 && formerReplyTo != 0) {
      route = formerReplyTo;
    }
    formerReplyTo = replyTo;
    Submission submission = core.submit(copy, 0, length, route);
    tally.refused(submission);
    if (plant == Plant.SUBMITTED_TWICE && submissions % 20 == 0) {
      core.submit(copy, 0, length, route);
    }
    if (submission == Submission.TAKEN
        || (submission == Submission.BUSY && plant == Plant.BUSY_SWALLOWED)) {
      truth.taken(carried, copy, 0, length, replyTo);
      return Submission.TAKEN;
    }
    return submission;
  }

  @Override
  public List<EventReader> openReaders(EventHandler state, List<Runnable> wakeups) {
    return core.openReaders(state, wakeups).stream().map(this::planted).toList();
  }

  private EventReader planted(EventReader reader) {
    if (plant != Plant.EVENT_SKIPPED && plant != Plant.EVENT_DOUBLED) {
      return reader;
    }
    return new EventReader() {
      @Override
      public int poll(EventHandler handler, int limit) {
        return reader.poll((frame, offset) -> give(handler, frame, offset), limit);
      }

      @Override
      public void close() {
        reader.close();
      }
    };
  }

  private void give(EventHandler handler, DirectBuffer frame, int offset) {
    boolean isPublic =
        Objects.requireNonNull(Topics.CATALOG.byId(EventFrame.templateId(frame, offset)))
                .visibility()
            == Visibility.PUBLIC;
    boolean wrong = isPublic && ++events % 15 == 0;
    if (!wrong || plant != Plant.EVENT_SKIPPED) {
      handler.onEvent(frame, offset);
    }
    if (wrong && plant == Plant.EVENT_DOUBLED) {
      handler.onEvent(frame, offset);
    }
  }
}
