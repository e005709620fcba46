package io.seriba.server.demo;

import java.util.List;
import java.util.Set;

/**
 * How the demo is played.
 *
 * @param plain whether nothing may be written in place
 * @param seconds for how long the acts play in all, from 1; accounts, connections and checks come
 *     on top. Fewer seconds have smaller crowds
 * @param acts which of them, of 1 to 3
 * @param assignments {@code key=value} each, on top of the demo's own configuration
 */
public record DemoOptions(boolean plain, int seconds, Set<Integer> acts, List<String> assignments) {
  /** All acts there are. */
  public static final Set<Integer> ALL_ACTS = Set.of(1, 2, 3);
}
