package io.seriba.gateway.ws;

/** One session's place among one topic's subscribers. */
final class Subscription {
  final Session session;
  final Topic topic;

  /** Where it stands in the topic's list, so that it is taken out without a search. */
  int place;

  Subscription(Session session, Topic topic) {
    this.session = session;
    this.topic = topic;
  }
}
