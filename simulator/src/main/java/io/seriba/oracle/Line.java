package io.seriba.oracle;

import io.seriba.engine.Limits;
import io.seriba.sbe.ConfigureDecoder;
import io.seriba.sbe.MessageHeaderDecoder;
import org.agrona.concurrent.UnsafeBuffer;

/** One command of a script, for whoever plays it elsewhere than in a {@link Duel}. Immutable. */
public final class Line {
  final Cmd cmd;
  private final byte[] bytes;

  Line(Cmd cmd) {
    this.cmd = cmd;
    Wire wire = new Wire();
    bytes = new byte[wire.encode(cmd)];
    wire.buffer().getBytes(0, bytes);
  }

  /** Returns what the host sends when a timer is due. */
  public static Line tick() {
    return new Line(new Cmd(0, RequestId.NONE, new Cmd.Tick()));
  }

  /** Returns the message as it is submitted, header included. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Returns who sends it; may be what no account can be. */
  public long account() {
    return cmd.account();
  }

  /** Returns the high half of the request id. */
  public long requestIdHigh() {
    return cmd.requestId().high();
  }

  /** Returns the low half of the request id. */
  public long requestIdLow() {
    return cmd.requestId().low();
  }

  /** Tells whether a repeat of it is recognized as one. */
  public boolean hasRequestId() {
    return !cmd.requestId().isNone();
  }

  /** Tells whether its bytes are as an encoder makes them. */
  public boolean isWhole() {
    return cmd.damage().kind() == Damage.Kind.NONE;
  }

  /** Tells whether only the host says such things. */
  public boolean isOfHost() {
    return cmd.body() instanceof Cmd.Tick || cmd.body() instanceof Cmd.Configure;
  }

  /** Tells whether it sets limits, and such as can be. */
  public boolean setsLimits() {
    return cmd.body() instanceof Cmd.Configure && isWhole() && account() == 0 && Ranges.hold(cmd);
  }

  /** Returns the limits that {@link #setsLimits} found in it. */
  public Limits limits() {
    UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    return Limits.of(
        new ConfigureDecoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderDecoder()));
  }

  /** Returns the same command without request id, as the host sends its own. */
  public Line withoutRequestId() {
    return new Line(new Cmd(cmd.account(), RequestId.NONE, cmd.body(), cmd.damage()));
  }

  /** Returns the Java expression that makes the command. */
  @Override
  public String toString() {
    return cmd.toString();
  }
}
