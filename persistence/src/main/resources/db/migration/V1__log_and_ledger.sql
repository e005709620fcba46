-- What was decided, in tables for people. All of it is made of the journal by the follower and can
-- be made anew from there (seriba rebuild-db); nothing but the follower writes here.
--
-- In every table
-- - sequence is the place of a command in the journal: the cursor for reading on, and what says
--   which came first. at is when something took effect: the command's time or, of what happened by
--   itself, the moment for which it was due. at never falls as sequence rises.
-- - Amounts are minor units of their currency (JPY 1, USD 0.01), as bigint.
-- - Account 0 is the outside world.
-- - States and kinds are the names of the schema's enums, as text with a check: a new one is a
--   migration of one line, and they read the same from every language.
--
-- Foreign keys stand where rows are few and are written once: what defines things. The tables that
-- grow with every command (bids, ledger_entries, draws, bookings, slots, balances, audit_log) have
-- none: the engine has looked already, each key costs a look-up and a row lock for every row, which
-- would halve the speed of catching up, and an attempt may name a lot that never was.

create table watermark (
  journal    uuid        not null primary key,
  sequence   bigint      not null check (sequence >= 0),
  at         timestamptz,
  state_hash bigint      not null,
  audit_hash bytea       not null check (octet_length(audit_hash) = 32),
  written_at timestamptz not null default now()
);
create unique index watermark_is_one_row on watermark ((true));
comment on table watermark is 'How far the journal is in these tables: one row, changed in the transaction that writes the rest';
comment on column watermark.journal is 'Id of the journal that all of this was made of';
comment on column watermark.sequence is 'Last command whose effects are here';
comment on column watermark.at is 'Time of that command';
comment on column watermark.state_hash is 'State hash of the engine after it';
comment on column watermark.audit_hash is 'Hash of the last row of audit_log';
comment on column watermark.written_at is 'When it was written, by the clock of the database';

create table audit_log (
  sequence bigint      not null primary key,
  at       timestamptz not null,
  account  bigint      not null,
  command  text        not null,
  outcome  text,
  result   bigint,
  events   bytea       not null,
  hash     bytea       not null
);
alter table audit_log alter column events set storage external;
create index audit_log_account on audit_log (account, sequence);
create index audit_log_at on audit_log using brin (at);
comment on table audit_log is 'Every command that caused an event, with the events, in a chain of hashes: what is changed, added or taken out is found by seriba verify-audit';
comment on column audit_log.at is 'Time of the command';
comment on column audit_log.account is 'Who acted; 0: the host, for example when time passed';
comment on column audit_log.command is 'Name of the command';
comment on column audit_log.outcome is 'ACCEPTED or the reason why not; null: the host''s own, which has none';
comment on column audit_log.result is 'Id that the command made';
comment on column audit_log.events is 'Its events in order, each: length of the rest (4 bytes), effective time (8 bytes, microseconds), SBE message; all little-endian';
comment on column audit_log.hash is 'SHA-256 over the hash of the row before (zeros before the first), the sequence (8 bytes, big-endian) and events';

create table snapshots (
  sequence   bigint      not null primary key,
  taken_at   timestamptz not null,
  state_hash bigint      not null,
  bytes      bigint      not null check (bytes >= 0),
  file       text        not null
);
comment on table snapshots is 'Snapshots of the engine that the follower has taken';
comment on column snapshots.state_hash is 'State hash of the engine at that sequence';
comment on column snapshots.file is 'Its file, below the server''s data directory';

create table currencies (
  currency    text        not null primary key check (currency ~ '^[A-Z0-9_]{1,12}$'),
  exponent    smallint    not null check (exponent between 0 and 9),
  declared_at timestamptz not null
);
comment on table currencies is 'Currencies that amounts can be in';
comment on column currencies.exponent is 'Decimal digits of the minor unit: JPY 0, USD 2';

create table accounts (
  account           bigint      not null primary key check (account >= 0),
  opened_at         timestamptz,
  suspended         boolean     not null default false,
  medals_free       bigint      not null default 0 check (medals_free >= 0),
  medals_paid       bigint      not null default 0 check (medals_paid >= 0),
  monthly_spend     bigint check (monthly_spend > 0),
  spend_utc_offset  integer,
  changed_at        timestamptz
);
insert into accounts (account) values (0);
comment on table accounts is 'Accounts; 0 is the outside world';
comment on column accounts.suspended is 'Can''t bid, book or draw';
comment on column accounts.medals_free is 'Unspent free medals';
comment on column accounts.medals_paid is 'Unspent paid medals';
comment on column accounts.monthly_spend is 'Most paid medals that it may spend on draws in a calendar month; null: no limit';
comment on column accounts.spend_utc_offset is 'By which months are counted: minutes ahead of UTC';

create table balances (
  account      bigint      not null,
  currency     text        not null,
  posted       bigint      not null default 0,
  held         bigint      not null default 0 check (held >= 0),
  credit_limit bigint      not null default 0 check (credit_limit >= 0),
  changed_at   timestamptz,
  primary key (account, currency)
);
comment on table balances is 'What each account has in each currency; over all accounts posted adds up to zero';
comment on column balances.posted is 'What is there, minor units';
comment on column balances.held is 'What is promised of it, minor units: available is posted - held + credit_limit';
comment on column balances.credit_limit is 'How far posted - held may go below zero, minor units';

create table ledger_entries (
  sequence     bigint      not null,
  index        integer     not null,
  at           timestamptz not null,
  account      bigint      not null,
  counterparty bigint      not null,
  currency     text        not null,
  change       bigint      not null check (change <> 0),
  posted       bigint      not null,
  cause        text        not null check (cause in ('TRANSFER', 'HOLD_CAPTURED', 'DEPOSIT_CAPTURED',
    'PRICE_PAID', 'PRICE_REFUNDED', 'DRAWN', 'SPARK_EXCHANGED', 'SPARK_CONVERTED', 'OFFER_BOUGHT')),
  reference    bigint,
  primary key (sequence, index)
);
create index ledger_entries_account on ledger_entries (account, sequence);
create index ledger_entries_at on ledger_entries using brin (at);
comment on table ledger_entries is 'Double entry: every amount that moved, one row for each side; of each sequence they add up to zero';
comment on column ledger_entries.index is 'Place among the events of its sequence';
comment on column ledger_entries.counterparty is 'The other side';
comment on column ledger_entries.change is 'Minor units; negative: paid';
comment on column ledger_entries.posted is 'What was there afterwards, minor units';
comment on column ledger_entries.cause is 'Why it moved';
comment on column ledger_entries.reference is 'Which hold, lot, booking, pool or offer the cause was about';

create table holds (
  hold       bigint      not null primary key,
  account    bigint      not null,
  currency   text        not null,
  amount     bigint      not null check (amount > 0),
  expires_at timestamptz,
  placed_at  timestamptz not null,
  status     text        not null check (status in ('OPEN', 'CAPTURED', 'RELEASED', 'EXPIRED')),
  captured   bigint check (captured <= amount),
  paid_to    bigint,
  ended_at   timestamptz
);
create index holds_account on holds (account, hold);
comment on table holds is 'Amounts held by command; deposits for lots and prices of bookings are in lots and bookings';
comment on column holds.hold is 'Sequence of the command that placed it';
comment on column holds.captured is 'What was paid of it, minor units; the rest was given back';
comment on column holds.paid_to is 'Who was paid';

create table medal_lots (
  lot        bigint      not null primary key,
  account    bigint      not null,
  kind       text        not null check (kind in ('FREE', 'PAID')),
  granted    bigint      not null check (granted > 0),
  left_over  bigint      not null check (left_over between 0 and granted),
  expired    bigint      not null default 0 check (expired >= 0),
  paid       bigint,
  currency   text        not null,
  granted_at timestamptz not null,
  expires_at timestamptz,
  check ((kind = 'PAID') = (paid is not null))
);
create index medal_lots_account on medal_lots (account, lot);
create index medal_lots_unspent on medal_lots (account, expires_at, lot) where left_over > 0;
comment on table medal_lots is 'Medals as they were granted; the unspent paid balance is the sum of left_over where kind is PAID';
comment on column medal_lots.lot is 'Sequence of the command that granted it';
comment on column medal_lots.left_over is 'Medals that are unspent';
comment on column medal_lots.expired is 'Medals that expired unspent';
comment on column medal_lots.paid is 'What they cost in all, minor units';

create table medal_spends (
  spend       bigint      not null,
  place       integer     not null,
  account     bigint      not null,
  lot         bigint      not null,
  kind        text        not null check (kind in ('FREE', 'PAID')),
  units       bigint      not null check (units > 0),
  at          timestamptz not null,
  refunded_at timestamptz,
  primary key (spend, place)
);
create index medal_spends_account on medal_spends (account, spend);
comment on table medal_spends is 'What a spend took from which lot; a refund puts back exactly that';
comment on column medal_spends.spend is 'Sequence of the command that spent them';
comment on column medal_spends.place is 'Order in which the lots were taken from';
