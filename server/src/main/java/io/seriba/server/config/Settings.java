package io.seriba.server.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gives typed values out of a merged configuration. A value that can't be right is noted as a
 * problem, and a stand-in within the range is given, so that all problems are found in one pass.
 */
final class Settings {
  private final Config config;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, String> asked = new LinkedHashMap<>();

  Settings(Config config) {
    this.config = config;
  }

  /** Returns what was found so far; empty: every value given was right. */
  List<String> problems() {
    return problems;
  }

  /** Returns every key that was asked for, with what it may be, as a problem would put it. */
  Map<String, String> asked() {
    return asked;
  }

  /** Notes a problem that only shows when values are seen together. */
  void problem(String text) {
    problems.add(text);
  }

  int integer(String key, int least, int most) {
    ConfigValue value = value(key, least + " to " + most);
    Object given = value.unwrapped();
    try {
      int number = Integer.parseInt(String.valueOf(given));
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // the problem below says it all
    }
    return wrong(key, value, least);
  }

  /** Bounds are sizes as the configuration writes them. */
  long bytes(String key, String least, String most) {
    ConfigValue value = value(key, least + " to " + most);
    try {
      long size = value.atKey("size").getBytes("size");
      if (size >= size(least) && size <= size(most)) {
        return size;
      }
    } catch (com.typesafe.config.ConfigException e) {
      // the problem below says it all
    }
    return wrong(key, value, size(least));
  }

  private static long size(String text) {
    return ConfigFactory.parseMap(Map.of("size", text)).getBytes("size");
  }

  /** Bounds are durations as the configuration writes them. */
  Duration duration(String key, String least, String most) {
    ConfigValue value = value(key, least + " to " + most);
    try {
      // a bare number would mean milliseconds to the library, and who knows what to its reader
      boolean unit = String.valueOf(value.unwrapped()).matches("\\s*[0-9.]+\\s*[a-zA-Z]+\\s*");
      Duration duration = value.atKey("duration").getDuration("duration");
      if (unit && duration.compareTo(length(least)) >= 0 && duration.compareTo(length(most)) <= 0) {
        return duration;
      }
    } catch (com.typesafe.config.ConfigException e) {
      // the problem below says it all
    }
    return wrong(key, value, length(least));
  }

  private static Duration length(String text) {
    return ConfigFactory.parseMap(Map.of("duration", text)).getDuration("duration");
  }

  boolean flag(String key) {
    ConfigValue value = value(key, "true or false");
    String given = String.valueOf(value.unwrapped());
    return switch (given) {
      case "true" -> true;
      case "false" -> false;
      default -> wrong(key, value, false);
    };
  }

  /** A constant of an enum, written in lower case. */
  <E extends Enum<E>> E choice(String key, Class<E> type) {
    E[] all = type.getEnumConstants();
    String allowed =
        Stream.of(all).map(Settings::lower).collect(Collectors.joining(", ", "one of ", ""));
    ConfigValue value = value(key, allowed);
    return Stream.of(all)
        .filter(constant -> lower(constant).equals(value.unwrapped()))
        .findFirst()
        .orElseGet(() -> wrong(key, value, all[0]));
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** A text, which may be empty. */
  String text(String key) {
    ConfigValue value = value(key, "a text");
    return value.valueType() == ConfigValueType.STRING
            || value.valueType() == ConfigValueType.NUMBER
        ? String.valueOf(value.unwrapped())
        : wrong(key, value, "");
  }

  /** Where a file or directory is. */
  Path path(String key) {
    ConfigValue value = value(key, "the path of a directory");
    String given = String.valueOf(value.unwrapped());
    if (value.valueType() == ConfigValueType.STRING && !given.isBlank()) {
      try {
        return Path.of(given);
      } catch (InvalidPathException e) {
        // the problem below says it all
      }
    }
    return wrong(key, value, Path.of(""));
  }

  /** A text that isn't shown to anybody. */
  String secret(String key) {
    ConfigValue value = value(key, "a text");
    if (value.valueType() == ConfigValueType.STRING) {
      return String.valueOf(value.unwrapped());
    }
    problems.add(key + " (" + value.origin().description() + ") must be a text");
    return "";
  }

  /** Texts, each once. */
  Set<String> texts(String key) {
    ConfigValue value = value(key, "a list of texts");
    try {
      return new TreeSet<>(value.atKey("list").getStringList("list"));
    } catch (com.typesafe.config.ConfigException e) {
      return wrong(key, value, Set.of());
    }
  }

  private ConfigValue value(String key, String allowed) {
    asked.put(key, allowed);
    return config.getValue(key);
  }

  private <T> T wrong(String key, ConfigValue value, T standIn) {
    problems.add(
        "%s is %s, must be %s (%s)"
            .formatted(
                key,
                value.unwrapped() instanceof String text ? '"' + text + '"' : value.unwrapped(),
                asked.get(key),
                value.origin().description()));
    return standIn;
  }
}
