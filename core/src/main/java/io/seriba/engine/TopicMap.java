package io.seriba.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Things by their id. Only references lie in the table, and the id is compared in the thing itself,
 * which the caller is about to read anyway: so finding one among many touches one cache line less
 * than in a map that keeps its keys. Nothing is ever removed, and there is no iteration.
 */
public final class TopicMap<T extends Topic> {
  private static final int FIRST_CAPACITY = 64;

  private @Nullable Topic[] table = new @Nullable Topic[FIRST_CAPACITY];
  private int shift = Long.SIZE - Integer.numberOfTrailingZeros(FIRST_CAPACITY);
  private int size;

  /** Returns the thing with this id, or null. */
  @SuppressWarnings("unchecked") // Only put writes to the table.
  public @Nullable T get(long id) {
    @Nullable Topic[] table = this.table;
    int place = place(id);
    Topic topic = table[place];
    while (topic != null && topic.id != id) {
      place = (place + 1) & (table.length - 1);
      topic = table[place];
    }
    return (T) topic;
  }

  /** Adds a thing, whose id isn't there yet. */
  public void put(T topic) {
    assert get(topic.id) == null : topic.id;
    if (++size * 2 > table.length) {
      grow();
    }
    insert(topic);
  }

  /**
   * Adds many things at once, in a table that is made for them: where a million were put one by
   * one, most of the time would go into growing it.
   *
   * @throws IllegalStateException if an id is there already
   */
  public void putAll(List<T> topics) {
    size += topics.size();
    while (size * 2 > table.length) {
      grow();
    }
    for (int i = 0; i < topics.size(); i++) {
      T topic = topics.get(i);
      if (get(topic.id) != null) {
        throw new IllegalStateException("id " + topic.id + " is there already");
      }
      insert(topic);
    }
  }

  /** Returns how many there are. */
  public int size() {
    return size;
  }

  private void grow() {
    @Nullable Topic[] former = table;
    table = new @Nullable Topic[former.length * 2];
    shift--;
    for (Topic topic : former) {
      if (topic != null) {
        insert(topic);
      }
    }
  }

  private void insert(Topic topic) {
    int place = place(topic.id);
    while (table[place] != null) {
      place = (place + 1) & (table.length - 1);
    }
    table[place] = topic;
  }

  /** Spreads ids by the golden ratio: neighbours come far apart, and no bit of them is lost. */
  private int place(long id) {
    long mixed = (id ^ (id >>> 32)) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> shift);
  }
}
