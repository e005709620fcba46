package io.seriba.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.seriba.schema.Catalog.Visibility;
import org.junit.jupiter.api.Test;

class ProtocolReferenceTest {
  private final Catalog catalog = Catalog.load();
  private final String markdown = new ProtocolReference(catalog).markdown();

  @Test
  void hasEveryMessageThatAClientSendsOrGets() {
    for (Catalog.Message message : catalog.messages()) {
      boolean seen = message.role() != null || message.visibility() != Visibility.INTERNAL;
      assertEquals(seen, markdown.contains("\n## " + message.wire() + " ("), message.wire());
    }
  }

  @Test
  void describesFieldsByFormAndMeaning() {
    String bid = markdown.substring(markdown.indexOf("## auction:bid (bidder)"));
    assertTrue(
        bid.contains(
            "| `max` | 1 to 1000000000000000 | The most that the bidder pays, minor units |\n"));
    assertTrue(markdown.contains("| `BID_TOO_LOW` | The max is below the minimum next bid. |\n"));
    assertTrue(markdown.contains("| `rows[].step` | 1 to 1000000000000000 |"));
  }
}
