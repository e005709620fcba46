package io.seriba.server.config;

import java.util.List;

/** The configuration can't be right; says everything that is wrong with it. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<String> problems;

  ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /**
   * Returns each problem as a line for people: the key, its value, where that stands, what is
   * allowed.
   */
  public List<String> problems() {
    return problems;
  }
}
