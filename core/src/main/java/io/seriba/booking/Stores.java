package io.seriba.booking;

import io.seriba.engine.EventWriter;
import io.seriba.engine.Limits;
import io.seriba.engine.StateReader;
import io.seriba.engine.StateWriter;
import io.seriba.ledger.Account;
import io.seriba.ledger.Currency;
import io.seriba.ledger.Ledger;
import io.seriba.sbe.DefineResourceDecoder;
import io.seriba.sbe.DefineStoreDecoder;
import io.seriba.sbe.Flag;
import io.seriba.sbe.NoShowPolicy;
import io.seriba.sbe.Payment;
import io.seriba.sbe.Reason;
import io.seriba.sbe.ResourceDefinedEncoder;
import io.seriba.sbe.StoreStateEncoder;
import io.seriba.sbe.snapshot.StateResourceDecoder;
import io.seriba.sbe.snapshot.StateResourceEncoder;
import io.seriba.sbe.snapshot.StateStoreDecoder;
import io.seriba.sbe.snapshot.StateStoreEncoder;
import java.util.ArrayList;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/** Stores and their resources. */
final class Stores {
  private final Ledger ledger;
  private final EventWriter events;
  private final Long2ObjectHashMap<Store> stores = new Long2ObjectHashMap<>();
  private final ArrayList<Store> storesInOrder = new ArrayList<>();
  private final Long2ObjectHashMap<Resource> resources = new Long2ObjectHashMap<>();
  private final StoreStateEncoder storeState = new StoreStateEncoder();
  private final ResourceDefinedEncoder resourceDefined = new ResourceDefinedEncoder();
  private Limits.Booking limits = Limits.Booking.DEFAULT;

  Stores(Ledger ledger, EventWriter events) {
    this.ledger = ledger;
    this.events = events;
  }

  void configure(Limits.Booking newLimits) {
    limits = newLimits;
  }

  @Nullable Store find(long id) {
    return stores.get(id);
  }

  @Nullable Resource findResource(long id) {
    return resources.get(id);
  }

  void describe() {
    for (int i = 0; i < storesInOrder.size(); i++) {
      writeState(storesInOrder.get(i));
    }
  }

  Reason check(DefineStoreDecoder command) {
    if (stores.containsKey(command.store())) {
      return Reason.STORE_EXISTS;
    }
    if (ledger.find(command.payee()) == null) {
      return Reason.UNKNOWN_ACCOUNT;
    }
    if (ledger.findCurrency(command.buffer(), codeOffset(command)) == null) {
      return Reason.UNKNOWN_CURRENCY;
    }
    if (!Store.isValid(command)) {
      return Reason.INVALID_TERMS;
    }
    return stores.size() < limits.stores() ? Reason.ACCEPTED : Reason.CAPACITY_EXCEEDED;
  }

  void apply(DefineStoreDecoder command) {
    Account payee = ledger.account(command.payee());
    Currency currency = ledger.currency(command.buffer(), codeOffset(command));
    Store store = new Store(command, payee, currency);
    add(store);
    writeState(store);
  }

  private void add(Store store) {
    stores.put(store.id, store);
    storesInOrder.add(store);
  }

  private void writeState(Store store) {
    StoreStateEncoder event =
        events
            .open(storeState, store)
            .store(store.id)
            .payee(store.payee.id)
            .holdTtl(store.holdTtl)
            .waitlistTtl(store.waitlistTtl)
            .grace(store.grace)
            .noShowPeriod(store.noShowPeriod)
            .maxHolds(store.maxHolds)
            .noShowCount((short) store.noShowCount)
            .noShowPolicy(store.noShowPolicy)
            .overlapForbidden(store.overlapForbidden ? Flag.YES : Flag.NO)
            .payment(store.payment);
    store.currency.putCode(
        event.buffer(), event.offset() + StoreStateEncoder.currencyEncodingOffset());
    events.close(event);
  }

  private static int codeOffset(DefineStoreDecoder command) {
    return command.offset() + DefineStoreDecoder.currencyEncodingOffset();
  }

  Reason check(DefineResourceDecoder command) {
    if (resources.containsKey(command.resource())) {
      return Reason.RESOURCE_EXISTS;
    }
    if (!stores.containsKey(command.store())) {
      return Reason.UNKNOWN_STORE;
    }
    return resources.size() < limits.resources() ? Reason.ACCEPTED : Reason.CAPACITY_EXCEEDED;
  }

  void apply(DefineResourceDecoder command) {
    Store store = stores.get(command.store());
    assert store != null;
    Resource resource = new Resource(command.resource(), store, command.exclusive() == Flag.YES);
    resources.put(resource.id, resource);
    events.close(
        events
            .open(resourceDefined, store)
            .store(store.id)
            .resource(resource.id)
            .exclusive(command.exclusive()));
  }

  void save(StateWriter out) {
    StateStoreEncoder storeRecord = new StateStoreEncoder();
    for (Store store : storesInOrder) {
      store.save(out.open(storeRecord));
      out.close(storeRecord);
    }
    StateResourceEncoder resourceRecord = new StateResourceEncoder();
    long[] ids = StateWriter.inOrder(resources.keySet());
    for (long id : ids) {
      Resource resource = resources.get(id);
      assert resource != null;
      out.close(
          out.open(resourceRecord)
              .resource(id)
              .store(resource.store.id)
              .exclusive((short) (resource.exclusive ? 1 : 0)));
    }
  }

  void load(StateReader in, StateStoreDecoder record) {
    Account payee = ledger.accountByNumber(record.payee());
    Store store = new Store(record, payee, ledger.currencyByNumber(record.currency()));
    boolean isKnown =
        store.noShowPolicy != NoShowPolicy.NULL_VAL && store.payment != Payment.NULL_VAL;
    if (!isKnown || stores.containsKey(store.id)) {
      throw in.bad("has unknown terms, or defines store %d again".formatted(store.id));
    }
    add(store);
  }

  void load(StateReader in, StateResourceDecoder record) {
    Store store = stores.get(record.store());
    if (store == null || resources.containsKey(record.resource())) {
      throw in.bad("has no store, or defines resource %d again".formatted(record.resource()));
    }
    resources.put(
        record.resource(), new Resource(record.resource(), store, record.exclusive() != 0));
  }
}
