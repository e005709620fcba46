package io.seriba.engine;

/** A thing that events are about and that sessions can follow: an account, a lot, a sale. */
public abstract class Topic {
  /** Its id, unique among things of its kind. */
  public final long id;

  /** Id of the topic whose subscribers get this one's events too (a lot's sale), or 0. */
  public final long parentId;

  /** Number of its latest event; its events are numbered 1, 2, 3 and so on. */
  long offset;

  /** Makes a topic that no event was about yet. */
  protected Topic(long id, long parentId) {
    this.id = id;
    this.parentId = parentId;
  }

  /** Returns the number of its latest event. */
  public final long offset() {
    return offset;
  }

  /** Says which number its latest event had: a snapshot did. */
  protected final void offset(long latest) {
    offset = latest;
  }
}
