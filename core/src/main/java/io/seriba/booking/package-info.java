/**
 * Stores, resources, slots, bookings and waitlists: rules, section 3. Deterministic.
 *
 * <p>{@link io.seriba.booking.Bookings} is the way in. {@link io.seriba.booking.Stores} and {@link
 * io.seriba.booking.Schedule} define; {@link io.seriba.booking.Holding} holds seats, {@link
 * io.seriba.booking.BookingLife} leads a booking from pledge to end, {@link
 * io.seriba.booking.Rescheduling} moves it; {@link io.seriba.booking.Waitlists} knows who waits;
 * {@link io.seriba.booking.Seats} takes seats and gives them back; {@link io.seriba.booking.Offers}
 * offers what comes free to who waits; {@link io.seriba.booking.Payments} holds and pays.
 *
 * <h2>Contract: checks in this order, then events in this order</h2>
 *
 * A set of slots is checked first: at least one, each once (INVALID_SLOTS), UNKNOWN_SLOT,
 * DIFFERENT_STORES. <i>Open</i> stands for SLOT_CLOSED, then SLOT_STARTED. A slot starts exactly at
 * its start.
 *
 * <ul>
 *   <li>DefineStore: STORE_EXISTS, UNKNOWN_ACCOUNT (payee), UNKNOWN_CURRENCY, INVALID_TERMS (a ttl
 *       of 0; a no-show policy without count and period, or those without a policy),
 *       CAPACITY_EXCEEDED; StoreState
 *   <li>DefineResource: RESOURCE_EXISTS, UNKNOWN_STORE, CAPACITY_EXCEEDED; ResourceDefined
 *   <li>DefineSlots: UNKNOWN_STORE, resources: INVALID_SLOTS (none), then for each UNKNOWN_RESOURCE
 *       (also another store's), INVALID_SLOTS (named before); slots: INVALID_SLOTS (none; ids
 *       beyond the greatest; one that ends before it starts, lasts longer than 365 days or starts
 *       before the one above it), INVALID_TERMS (price of all its seats beyond the greatest
 *       amount), SLOT_EXISTS, SLOT_STARTED, SLOT_OVERLAPS, CAPACITY_EXCEEDED (slots, slots of an
 *       exclusive resource); a SlotState for each
 *   <li>CloseSlot, OpenSlot: UNKNOWN_SLOT, WRONG_SLOT_STATUS; closing: a WaitEnded(CLOSED) for each
 *       place, the first one first; SlotChanged
 *   <li>RemoveSlots: INVALID_SLOTS (count, ids), UNKNOWN_SLOT, SLOT_IN_USE; a SlotRemoved for each
 *   <li>HoldSlots: the set, UNKNOWN_ACCOUNT, open, NOT_ALLOWED (suspended, or the payee),
 *       EXCEEDS_CAPACITY, HOLD_EXPIRED (ttl 0), TTL_TOO_LONG, WRONG_PRICE, TOO_MANY_NO_SHOWS
 *       (policy REFUSE), TOO_MANY_HOLDS, OVERLAPS_OWN_BOOKING, SLOT_FULL, INSUFFICIENT_FUNDS
 *       (policy PREPAY), CAPACITY_EXCEEDED (bookings, of this guest or in all); BookingHeld,
 *       [PriceHeld], SlotChanged for each slot
 *   <li>InviteGuest: as HoldSlots for the guest, but ttl and price are the store's to choose, and
 *       no-shows don't count
 *   <li>ReleaseBooking: UNKNOWN_BOOKING, NOT_ALLOWED (neither its guest nor who held it),
 *       WRONG_BOOKING_STATUS; as expiry: [PriceReleased], <i>end</i>
 *   <li>PledgeBooking: UNKNOWN_BOOKING, NOT_ALLOWED (not its guest), HOLD_EXPIRED,
 *       WRONG_BOOKING_STATUS, INSUFFICIENT_FUNDS, AMOUNT_OVERFLOW; [PriceHeld | PricePaid and
 *       BalanceChanged twice], BookingConfirmed
 *   <li>CancelBooking: UNKNOWN_BOOKING, NOT_ALLOWED, WRONG_BOOKING_STATUS, SLOT_STARTED, then as
 *       <i>settle</i>; settle(fee, or 0 before the deadline), end
 *   <li>RescheduleBooking: UNKNOWN_BOOKING, NOT_ALLOWED, WRONG_BOOKING_STATUS,
 *       CANCEL_DEADLINE_PASSED, the set, DIFFERENT_STORES (from its own), open, EXCEEDS_CAPACITY,
 *       WRONG_PRICE, OVERLAPS_OWN_BOOKING (itself doesn't count), SLOT_FULL (not asked of slots
 *       that it is in), INSUFFICIENT_FUNDS, AMOUNT_OVERFLOW; the price's difference as PriceHeld,
 *       PriceReleased, PricePaid or PriceRefunded; BookingRescheduled, SlotChanged for each slot
 *       newly taken, then for each slot left SlotChanged and offers
 *   <li>CheckInBooking: UNKNOWN_BOOKING, WRONG_BOOKING_STATUS; BookingCheckedIn
 *   <li>CompleteBooking: UNKNOWN_BOOKING, WRONG_BOOKING_STATUS, TOO_EARLY (before its start),
 *       settle; settle(price), end
 *   <li>MarkNoShow: UNKNOWN_BOOKING, WRONG_BOOKING_STATUS, TOO_EARLY (before start plus grace),
 *       settle; settle(no-show fee), end
 *   <li>JoinWaitlist, EnlistGuest: UNKNOWN_SLOT, UNKNOWN_ACCOUNT, open, NOT_ALLOWED,
 *       EXCEEDS_CAPACITY, TOO_MANY_NO_SHOWS (only who joins by itself), ALREADY_WAITING,
 *       SLOT_NOT_FULL, CAPACITY_EXCEEDED (bookings, or the slot's waitlist); Waiting, SlotChanged
 *   <li>LeaveWaitlist: UNKNOWN_SLOT, UNKNOWN_ACCOUNT, NOT_WAITING; WaitEnded(LEFT), SlotChanged
 * </ul>
 *
 * settle(kept): paid at completion: AMOUNT_OVERFLOW; [PriceReleased for the rest], [PricePaid and
 * BalanceChanged twice]. Paid at pledge: INSUFFICIENT_FUNDS (the store's), AMOUNT_OVERFLOW;
 * [PriceRefunded and BalanceChanged twice].
 *
 * <p>end: BookingEnded, then for each slot SlotChanged, and, unless it has started, offers: as long
 * as a place fits, WaitEnded(OFFERED), BookingHeld(OFFER), [PriceHeld], SlotChanged; or, of a guest
 * who may not hold now, WaitEnded(REFUSED), SlotChanged.
 *
 * <h2>Where the rules are silent</h2>
 *
 * <ul>
 *   <li>Seats, not bookings, are counted: {@code taken} are those held or booked. An ended
 *       booking's seats are free again, also a completed one's; once a slot has started nobody can
 *       take them.
 *   <li>A guest's price must be what the slots say; only the store's invitation may cost otherwise.
 *   <li>No hold lasts beyond the start of its first slot. A booking of several slots has the
 *       earliest deadline and the highest fees of them. Fees are rounded up.
 *   <li>After the cancel deadline a booking can't be rescheduled, after its start not cancelled:
 *       both would be ways around fees and no-shows.
 *   <li>One can wait beside whatever one holds or has booked. But an offer is a hold: when its turn
 *       comes, a place is refused and ends where a hold would be refused with NOT_ALLOWED
 *       (suspended), TOO_MANY_NO_SHOWS, TOO_MANY_HOLDS, OVERLAPS_OWN_BOOKING or INSUFFICIENT_FUNDS
 *       (policy PREPAY); of a guest whom the store enlisted no-shows don't count.
 *   <li>An offer's id is that of the command that began the wait.
 *   <li>A guest's own time is without buffers; those are the resource's.
 *   <li>No-shows are counted per account, over all stores, at the time they are marked; each store
 *       sees those less than its period ago, of the last 16.
 *   <li>A slot's waitlist ends when it is closed. After its start nobody is offered anything.
 *   <li>The last ended bookings stay known, so that a late pledge hears HOLD_EXPIRED; of older ones
 *       it hears UNKNOWN_BOOKING.
 * </ul>
 */
@NullMarked
package io.seriba.booking;

import org.jspecify.annotations.NullMarked;
