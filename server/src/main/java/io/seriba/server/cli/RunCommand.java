package io.seriba.server.cli;

import io.seriba.gateway.ws.Tokens;
import io.seriba.server.DevSecret;
import io.seriba.server.Server;
import io.seriba.server.StartException;
import io.seriba.server.config.ConfigException;
import io.seriba.server.config.ServerConfig;
import io.seriba.server.config.TokenKeys;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the server until it is told to stop. */
@Command(
    name = "run",
    description = {
      "Runs the server: replays the journal, then serves clients over WebSocket until it is told to stop (SIGTERM, Ctrl-C).",
      "",
      "Stopping is orderly: what was taken is decided, made durable and answered first. Logs go to stderr; stdout gets one line with the address when the server is ready."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  seriba run --dev",
      "  seriba run --config /etc/seriba.conf",
      "  seriba run --set gateway.port=9000 --set tokens.hs256-secret-file=key.txt",
      "",
      "Exit codes:",
      "  1    it couldn't start",
      "  2    wrong option or configuration",
      "  3    out of memory: give it more with SERIBA_HEAP",
      "  70   it can't go on, e.g. because the disk failed",
      "  143  it was told to stop, and did in order (Ctrl-C: 130)"
    })
final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigArguments configuration = new ConfigArguments();

  @Option(
      names = "--dev",
      description =
          "If no key for tokens is configured, uses a secret in the data directory, made if it isn't there. `seriba token` uses it too. For development.")
  private boolean dev;

  @Option(
      names = "--accept-loss-after",
      paramLabel = "SEQUENCE",
      description =
          "For one start with a journal that no copy can mend: goes on without the records after this sequence. `seriba verify` names it; no other is taken.")
  private @Nullable Long acceptLossAfter;

  @Override
  public Integer call() throws ConfigException, CommandException, StartException {
    PrintWriter out = spec.commandLine().getOut();
    ServerConfig config = config();
    Tokens tokens = keys(config).tokens(Server.SYSTEM_CLOCK);
    CompletableFuture<String> failure = new CompletableFuture<>();
    Server server = Server.start(config, tokens, Server.SYSTEM_CLOCK, failure::complete);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "seriba-shutdown"));
    out.println("seriba is ready at " + server.address());
    if (dev) {
      out.println(
          "for a token, with the same --config and --set: seriba token --account 1 --role admin");
    }
    out.flush();
    LOG.error("stopping: {}", failure.join());
    server.close();
    return ExitCode.FAULT;
  }

  private ServerConfig config() throws ConfigException, CommandException {
    ServerConfig config = configuration.load();
    if (acceptLossAfter == null) {
      return config;
    }
    if (acceptLossAfter < 0 || acceptLossAfter == Long.MAX_VALUE) {
      throw new CommandException(
          ExitCode.USAGE,
          "--accept-loss-after is " + acceptLossAfter + ", must be 0 to 9223372036854775806");
    }
    return config.acceptingLossAfter(acceptLossAfter);
  }

  private TokenKeys keys(ServerConfig config) throws CommandException, StartException {
    if (config.tokens().configured()) {
      return config.tokens();
    }
    if (dev) {
      return config.tokens().withSecret(DevSecret.readOrCreate(config.devSecretFile()));
    }
    if (config.gateway().anonymousViewers()) {
      LOG.warn("no key for tokens is configured: all can look on, nobody can do anything");
      return config.tokens().withSecret(DevSecret.random());
    }
    throw new CommandException(
        ExitCode.USAGE,
        """
        no key for tokens is configured, so nobody could connect.
          For development: seriba run --dev
          Else set tokens.hs256-secret-file or tokens.ed25519-public-key-file; config/seriba.conf says how to make them.""");
  }
}
