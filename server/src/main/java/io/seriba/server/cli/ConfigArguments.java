package io.seriba.server.cli;

import io.seriba.server.config.ConfigException;
import io.seriba.server.config.ConfigSources;
import io.seriba.server.config.ServerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that reads the configuration. */
final class ConfigArguments {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Configuration file, HOCON. Without it: the one that the environment's SERIBA_CONFIG names; bin/seriba names config/seriba.conf, which documents every key.")
  @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one key of the configuration, above all else. May be repeated.")
  List<String> assignments = new ArrayList<>();

  ServerConfig load() throws ConfigException {
    return ServerConfig.load(ConfigSources.ofProcess(file, assignments));
  }
}
