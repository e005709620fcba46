package io.seriba.schema;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import uk.co.real_logic.sbe.ir.Ir;
import uk.co.real_logic.sbe.xml.IrGenerator;
import uk.co.real_logic.sbe.xml.ParserOptions;
import uk.co.real_logic.sbe.xml.XmlSchemaParser;

/** Variants of the schema, made from its text. */
final class Schemas {
  private Schemas() {}

  /** Returns the schema's own text. */
  static String text() {
    try (InputStream in = Schemas.class.getResourceAsStream("/schema/seriba.xml")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns a text with one part replaced, which must stand in it once. */
  static String with(String text, String part, String replacement) {
    int at = text.indexOf(part);
    if (at < 0 || text.indexOf(part, at + 1) >= 0) {
      throw new AssertionError("Not once in the schema: " + part);
    }
    return text.substring(0, at) + replacement + text.substring(at + part.length());
  }

  /** Returns a text without all messages but the named ones. */
  static String only(String text, String... names) {
    StringBuilder kept = new StringBuilder(text.substring(0, text.indexOf("<sbe:message ")));
    for (String name : names) {
      int start = text.indexOf("<sbe:message name=\"" + name + '"');
      String end = "</sbe:message>";
      kept.append(text, start, text.indexOf(end, start) + end.length());
    }
    return kept.append("</sbe:messageSchema>").toString();
  }

  /** Reads a schema as the build does. */
  static Ir ir(String text) {
    ParserOptions options = ParserOptions.builder().stopOnError(true).suppressOutput(true).build();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      return new IrGenerator()
          .generate(XmlSchemaParser.parse(new ByteArrayInputStream(bytes), options));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static Catalog catalog(String text) {
    return Catalog.of(ir(text));
  }
}
