package io.seriba.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.junit.jupiter.api.Test;

class CatalogTest {
  @Test
  void readsTheSchema() {
    Catalog catalog = Catalog.load();
    Catalog.Message bid = catalog.byWire("auction:bid");
    assertNotNull(bid);
    assertEquals("PlaceBid", bid.name());
    assertEquals(40, bid.blockLength());
  }
}
