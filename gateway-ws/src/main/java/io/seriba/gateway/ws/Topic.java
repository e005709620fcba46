package io.seriba.gateway.ws;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One lot, sale or whatever has a state record: its state now, and who follows it on this loop. */
final class Topic {
  final long id;

  /** The state record in its event frame; empty until the core has told it. */
  byte[] frame = {};

  /** The topic whose subscribers get this one's events too. */
  @Nullable Topic parent;

  /** The topics that this is the parent of, in the order in which they came to be. */
  final List<Topic> children = new ArrayList<>(0);

  private final List<Subscription> subscriptions = new ArrayList<>(0);

  Topic(long id) {
    this.id = id;
  }

  boolean isKnown() {
    return frame.length > 0;
  }

  boolean hasSubscribers() {
    return !subscriptions.isEmpty();
  }

  int subscribers() {
    return subscriptions.size();
  }

  Session subscriber(int place) {
    return subscriptions.get(place).session;
  }

  Subscription add(Session session) {
    Subscription subscription = new Subscription(session, this);
    subscription.place = subscriptions.size();
    subscriptions.add(subscription);
    return subscription;
  }

  void remove(Subscription subscription) {
    Subscription last = subscriptions.removeLast();
    if (subscription.place < subscriptions.size()) {
      last.place = subscription.place;
      subscriptions.set(last.place, last);
    }
  }
}
