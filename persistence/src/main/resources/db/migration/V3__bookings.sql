create table stores (
  store             bigint      not null primary key,
  payee             bigint      not null references accounts,
  currency          text        not null references currencies,
  hold_ttl          interval    not null,
  waitlist_ttl      interval    not null,
  grace             interval    not null,
  max_holds         integer     not null check (max_holds >= 0),
  no_show_policy    text        not null check (no_show_policy in ('NONE', 'PREPAY', 'REFUSE')),
  no_show_count     integer     not null,
  no_show_period    interval    not null,
  overlap_forbidden boolean     not null,
  payment           text        not null check (payment in ('AT_COMPLETION', 'AT_PLEDGE')),
  defined_by        bigint      not null,
  defined_at        timestamptz not null
);
comment on table stores is 'Stores and their policies';
comment on column stores.payee is 'Who is paid';
comment on column stores.hold_ttl is 'How long a hold lasts at most';
comment on column stores.waitlist_ttl is 'How long an offer to a waiting guest lasts';
comment on column stores.grace is 'How long after the start a guest may still come';
comment on column stores.max_holds is 'Most bookings of one guest that are HELD; 0: any number';
comment on column stores.no_show_policy is 'What becomes of new holds of guests with no_show_count no-shows within no_show_period';

create table resources (
  resource   bigint      not null primary key,
  store      bigint      not null references stores,
  exclusive  boolean     not null,
  defined_at timestamptz not null
);
create index resources_store on resources (store);
comment on table resources is 'What slots are made of: a person, a room, a class of seats';
comment on column resources.exclusive is 'Its slots may not overlap, buffers included';

create table slots (
  slot          bigint      not null primary key,
  store         bigint      not null,
  starts_at     timestamptz not null,
  ends_at       timestamptz not null check (ends_at > starts_at),
  buffer_before interval    not null,
  buffer_after  interval    not null,
  cancel_window interval    not null,
  price         bigint      not null check (price >= 0),
  capacity      integer     not null check (capacity > 0),
  fee_bp        integer     not null check (fee_bp between 0 and 10000),
  no_show_bp    integer     not null check (no_show_bp between 0 and 10000),
  taken         integer     not null check (taken between 0 and capacity),
  waiting       integer     not null check (waiting >= 0),
  status        text        not null check (status in ('OPEN', 'CLOSED')),
  defined_at    timestamptz not null,
  removed_at    timestamptz,
  changed_at    timestamptz not null
);
create index slots_store on slots (store, starts_at);
comment on table slots is 'Slots: one or several resources over [starts_at, ends_at). One that was removed and defined again is the new one';
comment on column slots.cancel_window is 'From so long before its start on a cancellation costs the fee';
comment on column slots.price is 'Price of one seat, minor units of the store''s currency';
comment on column slots.fee_bp is 'Share of the price that a late cancellation costs, hundredths of a percent';
comment on column slots.no_show_bp is 'Share of the price that a no-show costs, hundredths of a percent';
comment on column slots.taken is 'Seats that are held or booked: never more than capacity';
comment on column slots.waiting is 'Places on its waitlist';
comment on column slots.removed_at is 'When it was removed; null: it stands';

create table slot_resources (
  slot     bigint not null,
  resource bigint not null,
  primary key (slot, resource)
);
create index slot_resources_resource on slot_resources (resource, slot);
comment on table slot_resources is 'Which resources a slot takes jointly';

create table bookings (
  booking       bigint      not null primary key,
  account       bigint      not null,
  store         bigint      not null,
  origin        text        not null check (origin in ('HOLD', 'INVITATION', 'OFFER')),
  invited_by    bigint,
  seats         integer     not null check (seats > 0),
  price         bigint      not null check (price >= 0),
  status        text        not null check (status in ('HELD', 'CONFIRMED', 'CHECKED_IN', 'COMPLETED', 'NO_SHOW',
    'EXPIRED', 'RELEASED', 'CANCELLED')),
  expires_at    timestamptz,
  price_held    bigint      not null default 0 check (price_held >= 0),
  price_paid    bigint      not null default 0,
  fee           bigint,
  held_at       timestamptz not null,
  confirmed_at  timestamptz,
  checked_in_at timestamptz,
  ended_at      timestamptz
);
create index bookings_account on bookings (account, booking);
create index bookings_store on bookings (store, booking);
comment on table bookings is 'Bookings, from hold to end';
comment on column bookings.booking is 'Sequence of the command that held it, or that put its guest on the waitlist';
comment on column bookings.account is 'The guest';
comment on column bookings.invited_by is 'Who invited the guest';
comment on column bookings.seats is 'Seats in each of its slots';
comment on column bookings.price is 'What they cost in all, minor units of the store''s currency';
comment on column bookings.expires_at is 'When the hold ends by itself; null: it is held no more';
comment on column bookings.price_held is 'Held of the guest''s funds, minor units';
comment on column bookings.price_paid is 'Paid to the store and not paid back, minor units';
comment on column bookings.fee is 'What it cost in the end, minor units';

create table booking_slots (
  booking bigint not null,
  slot    bigint not null,
  primary key (booking, slot)
);
create index booking_slots_slot on booking_slots (slot, booking);
comment on table booking_slots is 'The slots of a booking; of one that was rescheduled, the last ones';

create table waitlist_entries (
  booking   bigint      not null primary key,
  slot      bigint      not null,
  account   bigint      not null,
  seats     integer     not null check (seats > 0),
  priority  integer     not null,
  joined_at timestamptz not null,
  ended_at  timestamptz,
  ended_by  text check (ended_by in ('LEFT', 'OFFERED', 'CLOSED')),
  check ((ended_at is null) = (ended_by is null))
);
create index waitlist_entries_slot on waitlist_entries (slot, priority desc, booking) where ended_at is null;
create index waitlist_entries_account on waitlist_entries (account, booking);
comment on table waitlist_entries is 'Places on slots'' waitlists: the first of highest priority that fits is next';
comment on column waitlist_entries.booking is 'Sequence of the command that joined; the booking that an offer becomes';
