package io.seriba.schema;

import io.seriba.sbe.SessionError;
import org.jspecify.annotations.Nullable;

/** The first thing that is wrong with a message: its code, the field, and a sentence for people. */
final class JsonFault {
  private SessionError code = SessionError.NULL_VAL;
  private String field = "";
  private String text = "";
  private @Nullable Field group;
  private int row;

  /** Nothing is wrong so far. */
  void clear() {
    if (code != SessionError.NULL_VAL) {
      code = SessionError.NULL_VAL;
      field = "";
      text = "";
      group = null;
    }
  }

  /** From now on fields are those of a group's row; of the message itself, if the group is null. */
  void within(@Nullable Field ofGroup, int ofRow) {
    group = ofGroup;
    row = ofRow;
  }

  /**
   * Notes a fault of a known field.
   *
   * @param what goes on with the sentence behind the field's name
   * @return false, so that what found it can return it
   */
  boolean of(SessionError error, Field known, String what) {
    String name = path(known.name());
    return of(error, name, name + ' ' + what + '.');
  }

  /** Notes a name that the message, or the row, doesn't have. */
  boolean unknown(String name) {
    String owner = group == null ? "This message" : "A row of " + group.name();
    return of(SessionError.UNKNOWN_FIELD, path(name), owner + " has no field " + name + '.');
  }

  /** Notes any other fault. */
  boolean of(SessionError error, String ofField, String sentence) {
    code = error;
    field = ofField;
    text = sentence;
    return false;
  }

  private String path(String name) {
    return group == null ? name : group.name() + '[' + row + "]." + name;
  }

  SessionError code() {
    return code;
  }

  String field() {
    return field;
  }

  String text() {
    return text;
  }
}
