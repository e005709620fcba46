package io.seriba.gateway.ws;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One lot, slot or whatever has a state record: its state now, and who follows it on this loop.
 *
 * <p>There may be millions of them, most of which nobody follows: so the lists come at first use. A
 * slot takes about 300 bytes with its frame and its place in the view.
 */
final class Topic {
  final long id;

  /** The state record in its event frame; empty until the core has told it. */
  byte[] frame = {};

  /** The topic whose subscribers get this one's events too. */
  @Nullable Topic parent;

  /** Set by the event that says so: nobody can join it any more. */
  private boolean ended;

  /** Its place among its parent's children. */
  private int place;

  private @Nullable List<Topic> children;
  private @Nullable List<Subscription> subscriptions;

  Topic(long id) {
    this.id = id;
  }

  boolean isKnown() {
    return frame.length > 0;
  }

  boolean isEnded() {
    return ended;
  }

  /** It is no more: it leaves its parent, but still knows it. */
  void end() {
    ended = true;
    if (parent != null && parent.children != null) {
      Topic last = parent.children.removeLast();
      if (last != this) {
        last.place = place;
        parent.children.set(place, last);
      }
    }
  }

  /** Returns the topics that this is the parent of. */
  List<Topic> children() {
    return children == null ? List.of() : children;
  }

  void addChild(Topic child) {
    if (children == null) {
      children = new ArrayList<>();
    }
    child.parent = this;
    child.place = children.size();
    children.add(child);
  }

  boolean hasSubscribers() {
    return subscribers() > 0;
  }

  int subscribers() {
    return subscriptions == null ? 0 : subscriptions.size();
  }

  Session subscriber(int at) {
    return Objects.requireNonNull(subscriptions).get(at).session;
  }

  Subscription add(Session session) {
    if (subscriptions == null) {
      subscriptions = new ArrayList<>(1);
    }
    Subscription subscription = new Subscription(session, this);
    subscription.place = subscriptions.size();
    subscriptions.add(subscription);
    return subscription;
  }

  void remove(Subscription subscription) {
    List<Subscription> all = Objects.requireNonNull(subscriptions);
    Subscription last = all.removeLast();
    if (subscription.place < all.size()) {
      last.place = subscription.place;
      all.set(last.place, last);
    }
  }
}
