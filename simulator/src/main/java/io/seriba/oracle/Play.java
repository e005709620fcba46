package io.seriba.oracle;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plays sequences: from a seed, or given ones; on a mismatch, shrinks them. */
final class Play {
  /** A sequence on which engine and oracle disagree, and how. */
  record Failure(List<Step> steps, Mismatch mismatch) {
    /** Returns it as what it takes to see it again. */
    String report(long seed) {
      StringBuilder text = new StringBuilder("seed ").append(seed).append(", shrunk to:\n");
      steps.forEach(step -> text.append("    ").append(step).append('\n'));
      return text.append(mismatch.getMessage()).toString();
    }
  }

  private Play() {}

  /**
   * Makes and plays a seed's sequence.
   *
   * @param length commands after those that only make the world
   * @param seen gets each command and what came of it
   * @return null if engine and oracle agree on all of it
   */
  static @Nullable Failure seed(long seed, int length, PlantedBug bug, Coverage seen) {
    Duel duel = new Duel(bug);
    Generator generator = new Generator(seed, duel.oracle());
    List<Step> steps = new ArrayList<>();
    try {
      for (int i = generator.preludeLength() + length; i > 0; i--) {
        Step step = generator.next();
        steps.add(step);
        seen.count(step.cmd(), duel.apply(step.time(), step.cmd()));
      }
      duel.compareStates();
    } catch (Mismatch mismatch) {
      return new Failure(steps, mismatch);
    }
    return null;
  }

  /** Plays a sequence; returns null if engine and oracle agree on all of it. */
  static @Nullable Failure steps(List<Step> steps, PlantedBug bug) {
    Duel duel = new Duel(bug);
    for (int i = 0; i < steps.size(); i++) {
      try {
        duel.apply(steps.get(i).time(), steps.get(i).cmd());
        if (i == steps.size() - 1) {
          duel.compareStates();
        }
      } catch (Mismatch mismatch) {
        return new Failure(steps.subList(0, i + 1), mismatch);
      }
    }
    return null;
  }

  /**
   * Leaves out of a failing sequence what it also fails without: chunks first, then single steps.
   * The first step stays: it is the configuration with which every log starts.
   */
  static Failure shrink(Failure failure, PlantedBug bug) {
    Failure least = failure;
    for (int chunk = failure.steps().size() / 2; chunk > 0; chunk /= 2) {
      int before;
      do {
        before = least.steps().size();
        least = shrink(least, bug, chunk);
      } while (least.steps().size() < before);
    }
    return least;
  }

  private static Failure shrink(Failure failure, PlantedBug bug, int chunk) {
    Failure least = failure;
    for (int end = failure.steps().size(); end > chunk; end -= chunk) {
      if (end <= least.steps().size()) {
        Failure smaller = steps(without(least.steps(), end - chunk, end), bug);
        least = smaller == null ? least : smaller;
      }
    }
    return least;
  }

  /** Returns the steps without some; ids of holds and bookings, being sequences, follow. */
  private static List<Step> without(List<Step> steps, int from, int to) {
    List<Step> rest = new ArrayList<>(steps.subList(0, from));
    for (Step step : steps.subList(to, steps.size())) {
      Cmd cmd = step.cmd();
      Cmd.Body body =
          switch (cmd.body()) {
            case Cmd.CaptureHold c ->
                new Cmd.CaptureHold(moved(c.hold(), from, to), c.amount(), c.credit());
            case Cmd.ReleaseHold c -> new Cmd.ReleaseHold(moved(c.hold(), from, to));
            case Cmd.ReleaseBooking c -> new Cmd.ReleaseBooking(moved(c.booking(), from, to));
            case Cmd.PledgeBooking c -> new Cmd.PledgeBooking(moved(c.booking(), from, to));
            case Cmd.CancelBooking c -> new Cmd.CancelBooking(moved(c.booking(), from, to));
            case Cmd.RescheduleBooking c ->
                new Cmd.RescheduleBooking(moved(c.booking(), from, to), c.price(), c.slots());
            case Cmd.CheckInBooking c -> new Cmd.CheckInBooking(moved(c.booking(), from, to));
            case Cmd.CompleteBooking c -> new Cmd.CompleteBooking(moved(c.booking(), from, to));
            case Cmd.MarkNoShow c -> new Cmd.MarkNoShow(moved(c.booking(), from, to));
            case GachaCmd.RefundMedals c -> new GachaCmd.RefundMedals(moved(c.spend(), from, to));
            default -> cmd.body();
          };
      rest.add(new Step(step.time(), new Cmd(cmd.account(), cmd.requestId(), body, cmd.damage())));
    }
    return rest;
  }

  private static long moved(long hold, int from, int to) {
    return hold > to && hold < Long.MAX_VALUE - 1 ? hold - (to - from) : hold;
  }
}
