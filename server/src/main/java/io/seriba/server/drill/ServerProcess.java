package io.seriba.server.drill;

import io.seriba.server.Main;
import io.seriba.server.StartReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A server as a process of its own, with this process's Java, flags and classes. It dies with this
 * process, unless that is killed itself. One thread.
 */
final class ServerProcess implements AutoCloseable {
  private static final int LAST_LINES = 12;

  private final Process process;
  private final Path log;
  private final Thread atExit;
  private final CompletableFuture<Optional<String>> address = new CompletableFuture<>();
  private final long startedNanos = System.nanoTime();
  private long readyNanos;

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    atExit = new Thread(process::destroyForcibly, "seriba-drill-end");
    Runtime.getRuntime().addShutdownHook(atExit);
    Thread.ofVirtual().name("seriba-drill-stdout").start(this::readOutput);
  }

  static ServerProcess start(List<String> settings, List<String> flags, Path log)
      throws DrillException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> Stream.of("--", "-X", "-ea", "-Dchronicle").anyMatch(flag::startsWith))
        .forEach(command::add);
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.add("run");
    settings.forEach(setting -> command.addAll(List.of("--set", setting)));
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("SERIBA_"));
      return new ServerProcess(builder.start(), log);
    } catch (IOException e) {
      throw new DrillException("a server can't be started: " + e);
    }
  }

  private void readOutput() {
    try (BufferedReader out = process.inputReader()) {
      String line;
      while ((line = out.readLine()) != null) { // to the end: the server mustn't wait for a reader
        int at = line.indexOf("ws://");
        if (at >= 0) {
          address.complete(Optional.of(line.substring(at)));
        }
      }
      address.complete(Optional.empty());
    } catch (IOException e) {
      address.completeExceptionally(e);
    }
  }

  /**
   * Waits until the gateways are open.
   *
   * @return the address to connect to
   * @throws DrillException if the server ends instead, with what it said last
   */
  String awaitReady(Duration patience) throws DrillException {
    Optional<String> found;
    try {
      found = address.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DrillException("interrupted");
    } catch (ExecutionException | TimeoutException e) {
      throw new DrillException("the server isn't ready after %s: %s".formatted(patience, said()));
    }
    readyNanos = System.nanoTime();
    if (found.isEmpty()) {
      throw new DrillException("the server didn't start: " + said());
    }
    return found.get();
  }

  /** Returns how long it was from the process's start to open gateways, milliseconds. */
  long startMillis() {
    return TimeUnit.NANOSECONDS.toMillis(readyNanos - startedNanos);
  }

  /** Returns what the server logged of its start; once it is ready. */
  StartReport startReport() throws DrillException {
    return logged().stream()
        .flatMap(line -> StartReport.find(line).stream())
        .findFirst()
        .orElseThrow(() -> new DrillException(log + " doesn't say how the server started"));
  }

  /** Returns what the server has logged so far. */
  List<String> logged() throws DrillException {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new DrillException("the server's log can't be read: " + e);
    }
  }

  /** Returns the last that the server logged, for people. */
  String said() throws DrillException {
    List<String> lines = logged();
    return log
        + " ends with\n  "
        + String.join("\n  ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** Waits for the process to end by itself, and returns its exit code. */
  int awaitExit(Duration patience) throws DrillException {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new DrillException(
            "the server hasn't ended after %s: %s".formatted(patience, said()));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DrillException("interrupted");
    }
  }

  /** Kills it as {@code kill -9} does, and waits until it is gone. */
  void kill() throws DrillException {
    process.destroyForcibly();
    awaitExit(Duration.ofSeconds(60));
  }

  /** Tells it to stop (SIGTERM), and waits until it has. */
  void stop(Duration patience) throws DrillException {
    process.destroy();
    awaitExit(patience);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    if (!Thread.currentThread().isInterrupted()) {
      process.onExit().join();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // this process ends, and the hook does the same again
      process.destroyForcibly();
    }
  }
}
