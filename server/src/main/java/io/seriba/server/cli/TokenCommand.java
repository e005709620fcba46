package io.seriba.server.cli;

import io.seriba.sbe.Role;
import io.seriba.server.DevSecret;
import io.seriba.server.Server;
import io.seriba.server.StartException;
import io.seriba.server.config.ConfigException;
import io.seriba.server.config.Nearest;
import io.seriba.server.config.ServerConfig;
import io.seriba.server.config.TokenKeys;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Mints a token. */
@Command(
    name = "token",
    description = {
      "Mints a token that opens sessions, for development: signed with the configured key, or, if none is configured, with the secret that `seriba run --dev` made.",
      "",
      "A client sends it when it connects, in the header Authorization: Bearer TOKEN; a browser's page in the sub-protocols seriba.json, bearer.TOKEN."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  seriba token --account 1 --role admin",
      "  seriba token --account 1001 --role bidder --expires 7d"
    })
final class TokenCommand implements Callable<Integer> {
  private static final long MAX_DAYS = 3_650;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--account",
      required = true,
      paramLabel = "N",
      description = "The account that the session acts for, from 1.")
  private long account;

  @Option(
      names = "--role",
      required = true,
      paramLabel = "ROLE",
      converter = RoleConverter.class,
      description =
          "What it may do: viewer, bidder, auctioneer or admin; each also what the ones before it may.")
  private Role role = Role.VIEWER;

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      defaultValue = "1h",
      converter = DurationConverter.class,
      description =
          "How long it opens sessions, e.g. 90s, 30m, 1h, 7d; at most 3650d. Default: 1h.")
  private Duration expires = Duration.ofHours(1);

  @Mixin private ConfigArguments configuration = new ConfigArguments();

  @Override
  public Integer call() throws ConfigException, CommandException, StartException {
    if (account < 1 || account == Long.MAX_VALUE) {
      throw new CommandException(
          ExitCode.USAGE, "--account is " + account + ", must be 1 to 9223372036854775806");
    }
    try {
      String token =
          keys(configuration.load()).tokens(Server.SYSTEM_CLOCK).mint(account, role, expires);
      spec.commandLine().getOut().println(token);
      return ExitCode.OK;
    } catch (IllegalStateException e) {
      throw new CommandException(
          ExitCode.FAILED, e.getMessage() + ": set tokens.ed25519-private-key-file");
    }
  }

  private static TokenKeys keys(ServerConfig config) throws CommandException, StartException {
    if (config.tokens().configured()) {
      return config.tokens();
    }
    Optional<byte[]> secret = DevSecret.read(config.devSecretFile());
    return config
        .tokens()
        .withSecret(
            secret.orElseThrow(
                () ->
                    new CommandException(
                        ExitCode.USAGE,
                        "no key for tokens is configured, and there is no "
                            + config.devSecretFile()
                            + ". Start `seriba run --dev` first, or set tokens.hs256-secret-file")));
  }

  /** Reads a role's name. */
  static final class RoleConverter implements ITypeConverter<Role> {
    private static final List<String> NAMES =
        Arrays.stream(Role.values())
            .filter(role -> role != Role.NULL_VAL)
            .map(role -> role.name().toLowerCase(Locale.ROOT))
            .toList();

    @Override
    public Role convert(String value) {
      if (!NAMES.contains(value)) {
        throw new TypeConversionException(
            "there is no role "
                + value
                + "; the nearest is "
                + Nearest.of(value, NAMES).orElseThrow());
      }
      return Role.valueOf(value.toUpperCase(Locale.ROOT));
    }
  }

  /** Reads a number with its unit. */
  static final class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})([smhd])");

    @Override
    public Duration convert(String value) {
      Matcher matcher = FORM.matcher(value);
      if (matcher.matches()) {
        long number = Long.parseLong(matcher.group(1));
        Duration duration =
            switch (matcher.group(2)) {
              case "s" -> Duration.ofSeconds(number);
              case "m" -> Duration.ofMinutes(number);
              case "h" -> Duration.ofHours(number);
              default -> Duration.ofDays(number);
            };
        if (duration.isPositive() && duration.toDays() <= MAX_DAYS) {
          return duration;
        }
      }
      throw new TypeConversionException(value + " isn't a time from 1s to " + MAX_DAYS + "d");
    }
  }
}
