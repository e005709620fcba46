package io.seriba.oracle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import uk.co.real_logic.sbe.ir.Ir;
import uk.co.real_logic.sbe.ir.IrDecoder;
import uk.co.real_logic.sbe.ir.Signal;
import uk.co.real_logic.sbe.ir.Token;
import uk.co.real_logic.sbe.otf.AbstractTokenListener;
import uk.co.real_logic.sbe.otf.OtfMessageDecoder;

/** A snapshot's records by their schema: what kinds and fields there are, and where. */
final class StateRecords {
  private static final int HEADER = 8;
  private static final Ir IR = loadIr();

  private StateRecords() {}

  /** Returns the schema's kinds whose ids are of these hundreds. */
  static Set<String> kinds(Set<Integer> domains) {
    Set<String> kinds = new TreeSet<>();
    for (List<Token> tokens : IR.messages()) {
      if (domains.contains(tokens.getFirst().id() / 100)) {
        kinds.add(tokens.getFirst().name());
      }
    }
    return kinds;
  }

  /** Returns the paths of all fields of a kind, down to single numbers. */
  static List<String> fields(String kind) {
    List<String> fields = new ArrayList<>();
    List<String> path = new ArrayList<>();
    List<Token> tokens =
        IR.messages().stream().filter(all -> all.getFirst().name().equals(kind)).findFirst().get();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      switch (token.signal()) {
        case BEGIN_MESSAGE, BEGIN_FIELD -> path.add(token.name());
        case BEGIN_GROUP -> {
          path.add(token.name());
          i += tokens.get(i + 1).componentTokenCount();
        }
        case BEGIN_VAR_DATA -> {
          path.add(token.name());
          fields.add(String.join(".", path));
          i += tokens.get(i + 1).componentTokenCount();
        }
        case END_FIELD, END_GROUP, END_VAR_DATA -> path.removeLast();
        case ENCODING -> {
          boolean isPart = tokens.get(i - 1).signal() != Signal.BEGIN_FIELD;
          fields.add(String.join(".", path) + (isPart ? "." + token.name() : ""));
        }
        default -> {}
      }
    }
    return fields;
  }

  static String kind(byte[] record) {
    return tokens(record).getFirst().name();
  }

  private static List<Token> tokens(byte[] record) {
    return IR.getMessage(new UnsafeBuffer(record).getShort(2, ByteOrder.LITTLE_ENDIAN));
  }

  /** Returns the records with a field, in all of them, as if it had been forgotten: zeros. */
  static List<byte[]> without(String field, List<byte[]> records) {
    List<byte[]> changed = new ArrayList<>();
    for (byte[] original : records) {
      byte[] record = original.clone();
      if (field.startsWith(kind(record) + ".")) {
        forEachField(
            record,
            (path, place) -> {
              if (path.equals(field)) {
                new UnsafeBuffer(record).setMemory(place.at, place.length, (byte) 0);
              }
            });
      }
      changed.add(record);
    }
    return changed;
  }

  /** Where a field lies in a record. */
  record Place(int at, int length) {}

  /** Calls for each number, array and text of a record, with its path. */
  static void forEachField(byte[] record, BiConsumer<String, Place> each) {
    UnsafeBuffer buffer = new UnsafeBuffer(record);
    int block = buffer.getShort(0, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    List<Token> tokens = tokens(record);
    Listener listener = new Listener(tokens.getFirst().name(), each);
    int end = OtfMessageDecoder.decode(buffer, HEADER, IR.version(), block, tokens, listener);
    if (end != record.length) {
      throw new AssertionError("a record of " + record.length + " bytes ends at " + end);
    }
  }

  private static final class Listener extends AbstractTokenListener {
    private final List<String> path = new ArrayList<>();
    private final BiConsumer<String, Place> each;

    Listener(String kind, BiConsumer<String, Place> each) {
      path.add(kind);
      this.each = each;
    }

    private void visit(String name, int at, int length) {
      each.accept(String.join(".", path) + "." + name, new Place(at, length));
    }

    @Override
    public void onEncoding(
        Token field, DirectBuffer buffer, int index, Token type, int actingVersion) {
      visit(field.name(), index, type.encodedLength());
    }

    @Override
    public void onBeginComposite(Token field, List<Token> tokens, int from, int to) {
      path.add(field.name());
    }

    @Override
    public void onEndComposite(Token field, List<Token> tokens, int from, int to) {
      path.removeLast();
    }

    @Override
    public void onBeginGroup(Token group, int index, int count) {
      path.add(group.name());
    }

    @Override
    public void onEndGroup(Token group, int index, int count) {
      path.removeLast();
    }

    @Override
    public void onVarData(Token field, DirectBuffer buffer, int index, int length, Token type) {
      visit(field.name(), index, length);
    }
  }

  private static Ir loadIr() {
    try (InputStream in = StateRecords.class.getResourceAsStream("/schema/snapshot.sbeir");
        IrDecoder decoder = new IrDecoder(ByteBuffer.wrap(in.readAllBytes()))) {
      return decoder.decode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
