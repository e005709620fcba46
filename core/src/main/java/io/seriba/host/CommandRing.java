package io.seriba.host;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.MultiProducerSequencer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.Sequencer;
import io.seriba.client.CoreClient;
import io.seriba.client.CoreClient.Submission;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Hand-off one: commands on their way from many gateway threads to the engine's thread.
 *
 * <p>The Disruptor's sequencer decides who writes which slots; the slots themselves lie in one
 * block of memory, so that it is written and read in order. A slot is two cache lines, header
 * included: enough for nearly all commands. A longer one takes several neighbouring slots. If it
 * starts near the end of the ring it runs on behind it, into memory that only such commands use, so
 * every command lies in one piece.
 *
 * <p>Nothing here allocates. The only mutable fields are the sequencer's padded ones.
 */
final class CommandRing {
  /** What {@link #length} returns for slots that were claimed while the gate closed. */
  static final int VOID = -1;

  static final int SLOT_LENGTH = 128;

  // A command's first slot: int32 length, int32 slots, int64 replyTo, then the command.
  private static final int LENGTH = 0;
  private static final int SLOTS = 4;
  private static final int REPLY_TO = 8;
  private static final int HEADER_LENGTH = 16;
  private static final int MOST_SLOTS = slotsFor(CoreClient.MAX_COMMAND_LENGTH);

  private final MultiProducerSequencer sequencer;
  private final Sequence consumed = new Sequence(Sequencer.INITIAL_CURSOR_VALUE);
  private final UnsafeBuffer buffer;
  private final int mask;
  private final Gate gate;
  private final Waiter engine = new Waiter();
  private final BooleanSupplier hasWork;

  /**
   * Makes an empty ring.
   *
   * @param slots a power of two, at least 64
   * @param gate asked whether commands may pass
   */
  CommandRing(int slots, Gate gate) {
    // The engine's thread waits by its own means: the strategy is there to make publishing silent.
    sequencer = new MultiProducerSequencer(slots, new BusySpinWaitStrategy());
    sequencer.addGatingSequences(consumed);
    mask = slots - 1;
    buffer =
        new UnsafeBuffer(
            BufferUtil.allocateDirectAligned((slots + MOST_SLOTS - 1) * SLOT_LENGTH, SLOT_LENGTH));
    this.gate = gate;
    hasWork = () -> hasNext() || !gate.isOpen();
  }

  /** Copies a command in. Any thread; the length is at most the client's maximum. */
  Submission offer(DirectBuffer command, int offset, int length, long replyTo) {
    // Whoever has claimed a slot must publish it, or the ring stops there: all that can fail, fails
    // before.
    command.boundsCheck(offset, length);
    int slots = slotsFor(length);
    if (!sequencer.hasAvailableCapacity(slots)) {
      return Submission.BUSY;
    }
    long last;
    try {
      last = sequencer.tryNext(slots);
    } catch (InsufficientCapacityException anotherWasFaster) {
      return Submission.BUSY;
    }
    long first = last - slots + 1;
    // Asked again after the claim: the engine's thread looks for the last claim after the gate has
    // closed (see drained), so whatever it doesn't wait for is void, and what is taken is decided.
    boolean open = gate.isOpen();
    int at = at(first);
    buffer.putInt(at + LENGTH, open ? length : VOID);
    buffer.putInt(at + SLOTS, slots);
    buffer.putLong(at + REPLY_TO, replyTo);
    buffer.putBytes(at + HEADER_LENGTH, command, offset, length);
    sequencer.publish(first, last);
    engine.signal();
    return open ? Submission.TAKEN : Submission.CLOSED;
  }

  /** Returns how many slots are claimed and not yet released. Any thread. */
  long depth() {
    return Math.max(0, sequencer.getCursor() - consumed.get());
  }

  /** Wakes the engine's thread to look at the gate. Any thread. */
  void wake() {
    engine.signal();
  }

  // From here on: the engine's thread.

  /** Sleeps until a command comes or the gate is closed; may return early for no reason. */
  void await(long nanos) {
    engine.await(hasWork, nanos);
  }

  private boolean hasNext() {
    return sequencer.isAvailable(first());
  }

  /** Returns the first slot that isn't released: where a batch starts. */
  long first() {
    return consumed.get() + 1;
  }

  /**
   * Returns where a batch ends that starts at the first slot: before the first command that isn't
   * published as a whole, or doesn't fit.
   *
   * @param most slots that it may have; a long command that comes first may have more
   */
  long endOfBatch(int most) {
    long first = first();
    long wanted = Math.min(sequencer.getCursor(), first + Math.max(most, MOST_SLOTS) - 1);
    long published = sequencer.getHighestPublishedSequence(first, wanted);
    long end = first;
    while (end <= published) {
      long next = end + slots(end);
      if (next - 1 > published || (next - first > most && end > first)) {
        break;
      }
      end = next;
    }
    return end;
  }

  /** Returns whether nothing is claimed and not released. Meaningful once the gate is closed. */
  boolean drained() {
    VarHandle.fullFence();
    return consumed.get() == sequencer.getCursor();
  }

  /** Returns the buffer that all commands lie in. */
  UnsafeBuffer buffer() {
    return buffer;
  }

  /** Returns where the command lies whose first slot this is. */
  int command(long slot) {
    return at(slot) + HEADER_LENGTH;
  }

  /** Returns the command's bytes, or {@link #VOID} if there is none. */
  int length(long slot) {
    return buffer.getInt(at(slot) + LENGTH);
  }

  /** Returns how many slots the command takes. */
  int slots(long slot) {
    return buffer.getInt(at(slot) + SLOTS);
  }

  /** Returns the session that gets the outcome. */
  long replyTo(long slot) {
    return buffer.getLong(at(slot) + REPLY_TO);
  }

  /** Gives all slots before this one back to the producers. */
  void release(long end) {
    consumed.set(end - 1);
  }

  private int at(long slot) {
    return ((int) slot & mask) * SLOT_LENGTH;
  }

  private static int slotsFor(int length) {
    return (HEADER_LENGTH + length + SLOT_LENGTH - 1) / SLOT_LENGTH;
  }
}
