package io.seriba.server.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where configuration comes from besides the defaults; what is named later here wins.
 *
 * @param file a HOCON file; null: none
 * @param environment variables; those that start with {@code SERIBA_} count
 * @param properties system properties; those that start with {@code seriba.} count
 * @param assignments {@code key=value} each, from the command line
 */
public record ConfigSources(
    @Nullable Path file,
    Map<String, String> environment,
    Map<String, String> properties,
    List<String> assignments) {

  /** Variables that the launcher and the command line use, which aren't keys. */
  private static final Set<String> RESERVED =
      Set.of("SERIBA_CONFIG", "SERIBA_JAVA_HOME", "SERIBA_HEAP");

  private static final String ENVIRONMENT_PREFIX = "SERIBA_";
  private static final String PROPERTY_PREFIX = "seriba.";

  /** Nothing but the defaults. */
  public static final ConfigSources NONE = new ConfigSources(null, Map.of(), Map.of(), List.of());

  /** Copies the collections. */
  public ConfigSources {
    environment = Map.copyOf(environment);
    properties = Map.copyOf(properties);
    assignments = List.copyOf(assignments);
  }

  /**
   * Returns what this process was given: its environment, its system properties, and
   *
   * @param file the file that the command line names; null: the one that {@code SERIBA_CONFIG}
   *     names, if any
   * @param assignments the command line's
   */
  public static ConfigSources ofProcess(@Nullable Path file, List<String> assignments) {
    String named = System.getenv("SERIBA_CONFIG");
    Properties properties = System.getProperties();
    Map<String, String> texts = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> texts.put(key, properties.getProperty(key)));
    return new ConfigSources(
        file != null || named == null || named.isEmpty() ? file : Path.of(named),
        System.getenv(),
        texts,
        assignments);
  }

  /** Returns the defaults: the reference file, whose keys are all the keys there are. */
  static Config reference() {
    URL url = ConfigSources.class.getResource("/io/seriba/server/seriba.conf");
    if (url == null) {
      throw new IllegalStateException("the jar lacks io/seriba/server/seriba.conf");
    }
    return ConfigFactory.parseURL(url).resolve();
  }

  /** Returns the keys of all values in a resolved configuration. */
  static Set<String> keys(Config config) {
    Set<String> keys = new TreeSet<>();
    config.entrySet().forEach(entry -> keys.add(entry.getKey()));
    return keys;
  }

  /**
   * Puts all of it over the defaults. What isn't a key, and what stands where a section must be, is
   * noted and left out.
   */
  Config merge(List<String> problems) {
    Config reference = reference();
    Set<String> keys = keys(reference);
    Config merged =
        fromAssignments(keys, problems)
            .withFallback(fromProperties(keys, problems))
            .withFallback(fromEnvironment(keys, problems))
            .withFallback(fromFile(problems))
            .withFallback(reference);
    try {
      merged = merged.resolve();
    } catch (com.typesafe.config.ConfigException e) {
      problems.add(e.getMessage());
      return reference;
    }
    List<String> leftOut = new ArrayList<>();
    check(merged.root(), "", keys, problems, leftOut);
    for (String path : leftOut) {
      merged = merged.withoutPath(path);
    }
    return merged.withFallback(reference);
  }

  private Config fromFile(List<String> problems) {
    if (file == null) {
      return ConfigFactory.empty();
    }
    try {
      return ConfigFactory.parseFile(
          file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
    } catch (com.typesafe.config.ConfigException.IO e) {
      problems.add("the configuration file " + file + " can't be read");
    } catch (com.typesafe.config.ConfigException e) {
      problems.add("the configuration file isn't HOCON: " + e.getMessage());
    }
    return ConfigFactory.empty();
  }

  private Config fromEnvironment(Set<String> keys, List<String> problems) {
    Map<String, String> keyOf = new TreeMap<>();
    for (String key : keys) {
      keyOf.put(variable(key), key);
    }
    Config config = ConfigFactory.empty();
    for (Map.Entry<String, String> entry : new TreeMap<>(environment).entrySet()) {
      String name = entry.getKey();
      if (name.startsWith(ENVIRONMENT_PREFIX) && !RESERVED.contains(name)) {
        String key = keyOf.get(name);
        if (key == null) {
          problems.add(
              "the environment's %s is no key%s".formatted(name, nearest(name, keyOf.keySet())));
        } else {
          config = config.withValue(key, value(entry.getValue(), "environment, " + name));
        }
      }
    }
    return config;
  }

  /** Returns the environment's variable for a key. */
  static String variable(String key) {
    return ENVIRONMENT_PREFIX + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private Config fromProperties(Set<String> keys, List<String> problems) {
    Config config = ConfigFactory.empty();
    for (Map.Entry<String, String> entry : new TreeMap<>(properties).entrySet()) {
      if (entry.getKey().startsWith(PROPERTY_PREFIX)) {
        String key = entry.getKey().substring(PROPERTY_PREFIX.length());
        if (keys.contains(key)) {
          config = config.withValue(key, value(entry.getValue(), "-D" + entry.getKey()));
        } else {
          problems.add("-D%s is no key%s".formatted(entry.getKey(), nearest(key, keys)));
        }
      }
    }
    return config;
  }

  private Config fromAssignments(Set<String> keys, List<String> problems) {
    Config config = ConfigFactory.empty();
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      String key = assignment.substring(0, Math.max(equals, 0)).strip();
      if (equals < 0) {
        problems.add("--set " + assignment + " must be KEY=VALUE");
      } else if (!keys.contains(key)) {
        problems.add("--set %s is no key%s".formatted(key, nearest(key, keys)));
      } else {
        config = config.withValue(key, value(assignment.substring(equals + 1), "--set " + key));
      }
    }
    return config;
  }

  /** A text, or the list that it writes. */
  private static ConfigValue value(String text, String origin) {
    if (text.startsWith("[")) {
      try {
        ConfigList list = ConfigFactory.parseString("list = " + text).getList("list");
        return ConfigValueFactory.fromIterable(list.unwrapped(), origin);
      } catch (com.typesafe.config.ConfigException e) {
        // not a list then: the text is judged by what its key asks for
        return ConfigValueFactory.fromAnyRef(text, origin);
      }
    }
    return ConfigValueFactory.fromAnyRef(text, origin);
  }

  private static void check(
      ConfigObject object,
      String prefix,
      Set<String> keys,
      List<String> problems,
      List<String> leftOut) {
    for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(object).entrySet()) {
      String path = prefix + entry.getKey();
      ConfigValue value = entry.getValue();
      String where = " (" + value.origin().description() + ")";
      boolean section = keys.stream().anyMatch(key -> key.startsWith(path + "."));
      if (section && value instanceof ConfigObject inner) {
        check(inner, path + ".", keys, problems, leftOut);
      } else if (section) {
        problems.add(path + where + " is a section; write its keys between { and }");
        leftOut.add(path);
      } else if (!keys.contains(path)) {
        problems.add(path + where + " is no key" + nearest(path, keys));
      } else if (value.valueType() == ConfigValueType.NULL) {
        problems.add(path + where + " is null; leave it out to get its default");
        leftOut.add(ConfigUtil.joinPath(path.split("\\.", -1)));
      }
    }
  }

  private static String nearest(String given, Set<String> candidates) {
    return Nearest.of(given, candidates).map(key -> "; the nearest is " + key).orElse("");
  }
}
