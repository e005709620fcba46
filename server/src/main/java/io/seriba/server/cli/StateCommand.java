package io.seriba.server.cli;

import io.seriba.client.EventFrame;
import io.seriba.client.EventHandler;
import io.seriba.engine.Engine;
import io.seriba.host.ScratchSink;
import io.seriba.persistence.JournalException;
import io.seriba.persistence.snapshot.SnapshotException;
import io.seriba.schema.Catalog;
import io.seriba.schema.JsonCodec;
import io.seriba.server.Server;
import io.seriba.server.past.PastState;
import io.seriba.server.past.PastState.Point;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import uk.co.real_logic.sbe.ir.Ir;
import uk.co.real_logic.sbe.ir.IrDecoder;
import uk.co.real_logic.sbe.json.JsonPrinter;

/** Prints the state as of any point of the log. */
@Command(
    name = "state",
    description = {
      "Prints the state of sales, lots, stores, slots and pools, now or as of any point of the log, one JSON object a line. The server may be running; nothing is changed."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  seriba state data",
      "  seriba state data --at 123456",
      "  seriba state data --at 2026-11-21T14:00:00+09:00 --all",
      "",
      "Exit codes: 0 done; 1 the journal is damaged or can't be read."
    })
final class StateCommand implements Callable<Integer> {
  private static final String SNAPSHOT_SCHEMA = "/schema/snapshot.sbeir";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "DIR", description = "The server's data directory (data-dir).")
  private Path directory = Path.of("");

  @Option(
      names = "--at",
      paramLabel = "SEQ|TIME",
      description =
          "After the command with this sequence, or after all up to this time (with its offset from UTC). Without it: at the log's end.")
  private @Nullable String at;

  @Option(
      names = "--all",
      description =
          "Every record of the engine's state, as a snapshot holds them: also accounts, holds, bookings, medals, and what is secret.")
  private boolean all;

  @Override
  public Integer call() throws CommandException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      Point point = point(at);
      PastState past = PastState.at(directory, point);
      Engine engine = past.engine();
      if (all) {
        printAll(engine, out);
      } else {
        engine.describe(new ScratchSink(new States(out)));
      }
      out.flush();
      spec.commandLine()
          .getErr()
          .printf(
              "sequence %d, %s, state hash %s%n",
              engine.sequence(),
              Instant.EPOCH.plus(engine.time(), ChronoUnit.MICROS),
              Server.hash(engine.stateHash()));
      return ExitCode.OK;
    } catch (JournalException | SnapshotException e) {
      throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()));
    }
  }

  /** Reads a sequence or a time. */
  static Point point(@Nullable String text) throws CommandException {
    if (text == null) {
      return Point.END;
    }
    try {
      if (text.matches("[0-9]{1,18}")) {
        return new Point(Long.parseLong(text), Long.MAX_VALUE);
      }
      Instant time = OffsetDateTime.parse(text).toInstant();
      return new Point(Long.MAX_VALUE, ChronoUnit.MICROS.between(Instant.EPOCH, time));
    } catch (DateTimeException e) {
      throw new CommandException(
          ExitCode.USAGE,
          "--at is %s; it must be a sequence, or a time like 2026-11-21T14:00:00+09:00"
              .formatted(text));
    }
  }

  private static void printAll(Engine engine, PrintWriter out) {
    Ir ir;
    try (InputStream resource = StateCommand.class.getResourceAsStream(SNAPSHOT_SCHEMA)) {
      if (resource == null) {
        throw new IllegalStateException("the resource " + SNAPSHOT_SCHEMA + " is missing");
      }
      try (IrDecoder decoder = new IrDecoder(ByteBuffer.wrap(resource.readAllBytes()))) {
        ir = decoder.decode();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(SNAPSHOT_SCHEMA + " can't be read", e);
    }
    JsonPrinter printer = new JsonPrinter(ir);
    StringBuilder json = new StringBuilder();
    engine.save(
        (DirectBuffer buffer, int offset, int length) -> {
          json.setLength(0);
          byte[] record = new byte[length];
          buffer.getBytes(offset, record);
          printer.print(ByteBuffer.wrap(record), json);
          String type = ir.getMessage(new UnsafeBuffer(record).getShort(2) & 0xFFFF).get(0).name();
          out.println(
              "{\"type\":\"" + type + "\"," + json.substring(1).replaceAll("\\s*\\n\\s*", " "));
        });
  }

  /** Prints state records. */
  private static final class States implements EventHandler {
    private final UnsafeBuffer json = new UnsafeBuffer(new byte[JsonCodec.MAX_JSON_LENGTH]);
    private final JsonCodec codec = new JsonCodec(Catalog.load());
    private final PrintWriter out;

    States(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void onEvent(DirectBuffer frame, int offset) {
      int length = EventFrame.length(frame, offset) - EventFrame.MESSAGE;
      int bytes = codec.encode(frame, offset + EventFrame.MESSAGE, length, json, 0);
      out.println(new String(json.byteArray(), 0, bytes, StandardCharsets.UTF_8));
    }
  }
}
