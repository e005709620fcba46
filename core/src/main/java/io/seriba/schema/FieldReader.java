package io.seriba.schema;

import static io.seriba.schema.SchemaReader.check;

import io.seriba.schema.EnumType.Meaning;
import io.seriba.schema.Field.Kind;
import io.seriba.schema.Field.Range;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import uk.co.real_logic.sbe.PrimitiveType;
import uk.co.real_logic.sbe.ir.Encoding;
import uk.co.real_logic.sbe.ir.Signal;
import uk.co.real_logic.sbe.ir.Token;

/** Reads fields and enums from tokens; refuses those that JSON has no form for. */
final class FieldReader {
  private static final Range NO_RANGE = new Range(false, 0, 0, 0);
  private static final Range ENUM_RANGE = new Range(false, 0, EnumType.NULL, EnumType.NULL);

  private final Map<String, EnumType> enums = new HashMap<>();

  /** Returns every enum that was met so far, by name. */
  Map<String, EnumType> enums() {
    return enums;
  }

  /**
   * Reads the fields of a message or of a group's rows.
   *
   * @param tokens all between the tokens that begin and end them
   */
  Layout layout(int blockLength, List<Token> tokens) {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i += tokens.get(i).componentTokenCount()) {
      Token begin = tokens.get(i);
      List<Token> inside = tokens.subList(i + 1, i + begin.componentTokenCount() - 1);
      try {
        fields.add(field(begin, inside));
      } catch (IllegalStateException e) {
        throw new IllegalStateException("field " + begin.name() + " " + e.getMessage(), e);
      }
    }
    check(fields.size() <= Layout.MAX_FIELDS, "has more than " + Layout.MAX_FIELDS + " fields");
    return new Layout(blockLength, fields);
  }

  private Field field(Token begin, List<Token> inside) {
    Token type = inside.getFirst();
    String meaning = begin.encoding().semanticType();
    check(
        meaning == null || meaning.equals("actor") || meaning.equals("fresh"),
        "has an unknown semanticType: " + meaning);
    return switch (begin.signal()) {
      case BEGIN_GROUP -> group(begin, inside);
      case BEGIN_VAR_DATA -> data(begin, inside);
      case BEGIN_FIELD ->
          switch (type.signal()) {
            case ENCODING -> primitive(begin, type);
            case BEGIN_ENUM -> enumerated(begin, inside);
            case BEGIN_COMPOSITE -> uuid(begin, inside);
            default -> throw new IllegalStateException("has a type without a form in JSON");
          };
      default -> throw new IllegalStateException("is no field, but " + begin.signal());
    };
  }

  private static Field primitive(Token begin, Token type) {
    Encoding encoding = type.encoding();
    PrimitiveType primitive = encoding.primitiveType();
    check(encoding.presence() != Encoding.Presence.CONSTANT, "is constant: not in JSON");
    if (primitive == PrimitiveType.CHAR) {
      Range lengths = new Range(false, 1, type.encodedLength(), 0);
      return new Field(begin, type, Kind.CHARS, lengths, null, null);
    }
    if (primitive == PrimitiveType.UINT8 && type.arrayLength() > 1) {
      return bytes(begin, type);
    }
    check(type.arrayLength() == 1, "is an array of numbers: not in JSON");
    boolean signed =
        switch (primitive) {
          case INT8, INT16, INT32, INT64 -> true;
          case UINT8, UINT16, UINT32 -> false;
          default -> throw new IllegalStateException("is a " + primitive + ": not in JSON");
        };
    Range range =
        new Range(
            signed,
            encoding.applicableMinValue().longValue(),
            encoding.applicableMaxValue().longValue(),
            encoding.applicableNullValue().longValue());
    check(range.min() <= range.max(), "has a minValue above its maxValue");
    check(
        encoding.presence() != Encoding.Presence.OPTIONAL
            || range.none() < range.min()
            || range.none() > range.max(),
        "has a nullValue that is also a value");
    return new Field(begin, type, Kind.INTEGER, range, null, null);
  }

  private static Field bytes(Token begin, Token type) {
    String meaning = type.encoding().semanticType();
    check(
        "hex".equals(meaning) || "fresh".equals(meaning),
        "is an array of bytes and has no form in JSON: say semanticType hex");
    check(begin.encoding().presence() == Encoding.Presence.REQUIRED, "is bytes: can't be absent");
    int length = type.encodedLength();
    return new Field(begin, type, Kind.BYTES, new Range(false, length, length, 0), null, null);
  }

  private Field enumerated(Token begin, List<Token> tokens) {
    Token type = tokens.getFirst();
    EnumType read = enumType(type, tokens.subList(1, tokens.size() - 1));
    EnumType known = enums.putIfAbsent(read.name, read);
    Kind kind = read.meaning == Meaning.BOOLEAN ? Kind.BOOLEAN : Kind.ENUM;
    return new Field(begin, type, kind, ENUM_RANGE, known == null ? read : known, null);
  }

  private static EnumType enumType(Token type, List<Token> tokens) {
    String semanticType = type.encoding().semanticType();
    Meaning meaning =
        switch (semanticType) {
          case null -> Meaning.NAMES;
          case "boolean" -> Meaning.BOOLEAN;
          case "sentence" -> Meaning.SENTENCE;
          default ->
              throw new IllegalStateException(
                  "has an enum with an unknown semanticType: " + semanticType);
        };
    check(type.encoding().primitiveType() == PrimitiveType.UINT8, "needs an enum of uint8");
    check(
        type.encoding().applicableNullValue().longValue() == EnumType.NULL,
        "needs an enum with the nullValue " + EnumType.NULL);
    List<EnumType.Value> values = new ArrayList<>();
    for (Token token : tokens) {
      int number = (int) token.encoding().constValue().longValue();
      check(number < EnumType.NULL, "needs enum values below " + EnumType.NULL);
      String description = token.description() == null ? "" : token.description();
      check(
          meaning != Meaning.SENTENCE || !description.isEmpty(),
          "needs a sentence as description of " + token.name());
      values.add(new EnumType.Value(number, token.name(), description, meaning));
    }
    check(
        meaning != Meaning.BOOLEAN
            || (values.size() == 2 && values.get(0).number == 0 && values.get(1).number == 1),
        "needs a boolean enum of 0 and 1");
    String description = type.description() == null ? "" : type.description();
    return new EnumType(type.applicableTypeName(), description, meaning, values);
  }

  private static Field uuid(Token begin, List<Token> inside) {
    Token type = inside.getFirst();
    check(
        "uuid".equals(type.encoding().semanticType()) && type.encodedLength() == 16,
        "is a composite and not a uuid of 16 bytes: not in JSON");
    check(begin.encoding().presence() == Encoding.Presence.REQUIRED, "is a uuid: can't be absent");
    return new Field(begin, type, Kind.UUID, NO_RANGE, null, null);
  }

  private Field group(Token begin, List<Token> inside) {
    Token header = inside.getFirst();
    Encoding count = header(inside, Layout.GROUP_HEADER, "numInGroup");
    Layout rows =
        layout(begin.encodedLength(), inside.subList(header.componentTokenCount(), inside.size()));
    check(
        rows.fields.stream().allMatch(field -> field.offset() >= 0),
        "has groups or data in its rows: not in JSON");
    check(rows.blockLength > 0, "has rows without fields");
    long max =
        Math.min(
            count.applicableMaxValue().longValue(),
            JsonCodec.MAX_MESSAGE_LENGTH / rows.blockLength);
    Range sizes = new Range(false, count.applicableMinValue().longValue(), max, 0);
    return new Field(begin, header, Kind.GROUP, sizes, null, rows);
  }

  private static Field data(Token begin, List<Token> inside) {
    Encoding length = header(inside, Layout.DATA_HEADER, "length");
    Range lengths = new Range(false, 0, length.applicableMaxValue().longValue(), 0);
    return new Field(begin, inside.getFirst(), Kind.DATA, lengths, null, null);
  }

  /** Finds the uint16 in a group's or data's header that says how much follows. */
  private static Encoding header(List<Token> inside, int headerLength, String name) {
    for (Token token : inside.subList(0, inside.getFirst().componentTokenCount())) {
      if (token.signal() == Signal.ENCODING && token.name().equals(name)) {
        check(
            token.offset() == headerLength - 2
                && token.encoding().primitiveType() == PrimitiveType.UINT16,
            "needs a header with a uint16 " + name + " at its end");
        return token.encoding();
      }
    }
    throw new IllegalStateException("needs a header with " + name);
  }
}
