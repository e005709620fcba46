create table increment_steps (
  increment_table integer     not null,
  from_price      bigint      not null check (from_price >= 0),
  step            bigint      not null check (step > 0),
  declared_at     timestamptz not null,
  primary key (increment_table, from_price)
);
comment on table increment_steps is 'Declared tables of bid steps; 1 (eBay-like) and 2 (horse-sale-like) are built in and not listed';
comment on column increment_steps.from_price is 'From this price on, minor units';
comment on column increment_steps.step is 'The step, minor units';

create table sales (
  sale              bigint      not null primary key,
  gap               interval,
  approval_required boolean     not null,
  defined_by        bigint      not null,
  defined_at        timestamptz not null
);
comment on table sales is 'Sales: lots in an order';
comment on column sales.gap is 'Time between a lot''s close and the next one''s opening; null: the next isn''t opened by itself';
comment on column sales.approval_required is 'Only approved bidders may bid';

create table sale_approvals (
  sale       bigint      not null references sales,
  account    bigint      not null references accounts,
  approved   boolean     not null default false,
  changed_at timestamptz,
  primary key (sale, account)
);
comment on table sale_approvals is 'Who may bid in a sale, or no longer may';

create table lots (
  lot             bigint      not null primary key,
  sale            bigint      not null references sales,
  position        integer     not null,
  seller          bigint      not null references accounts,
  currency        text        not null references currencies,
  format          text        not null check (format in ('ENGLISH')),
  opening_price   bigint      not null check (opening_price > 0),
  reserve         bigint check (reserve > 0),
  buy_now         bigint check (buy_now > 0),
  increment_table integer     not null,
  deposit_bp      integer     not null check (deposit_bp between 0 and 10000),
  opens_at        timestamptz,
  duration        interval    not null,
  soft_close      text        not null check (soft_close in ('RESET', 'ADD')),
  close_window    interval    not null,
  extension       interval    not null,
  latest_end      timestamptz,
  status          text        not null check (status in ('SCHEDULED', 'OPEN', 'PAUSED', 'SOLD', 'PASSED', 'CANCELLED')),
  ends_at         timestamptz,
  remaining       interval,
  price           bigint check (price > 0),
  leader          bigint,
  bid_count       integer     not null default 0 check (bid_count >= 0),
  reserve_met     boolean     not null default false,
  deposit_held    bigint      not null default 0 check (deposit_held >= 0),
  winner          bigint,
  hammer_price    bigint check (hammer_price > 0),
  settlement      text        not null check (settlement in ('UNSETTLED', 'SETTLED', 'RELEASED')),
  defined_by      bigint      not null,
  defined_at      timestamptz not null,
  changed_at      timestamptz not null
);
create unique index lots_position on lots (sale, position);
create index lots_leader on lots (leader) where leader is not null;
create index lots_winner on lots (winner) where winner is not null;
create index lots_seller on lots (seller);
create index lots_ending on lots (ends_at) where status = 'OPEN';
comment on table lots is 'Lots, their terms and where they stand';
comment on column lots.position is 'Place in the sale''s order';
comment on column lots.reserve is 'Secret: below it the lot passes, minor units';
comment on column lots.buy_now is 'Price of buying at once, minor units';
comment on column lots.deposit_bp is 'Share of the max that must be held, hundredths of a percent';
comment on column lots.opens_at is 'When it opens by itself; null: when told to';
comment on column lots.soft_close is 'What a late bid does to the end';
comment on column lots.close_window is 'A bid with less than this left moves the end';
comment on column lots.latest_end is 'No extension goes beyond this';
comment on column lots.ends_at is 'When it closes, or closed; null: it isn''t open';
comment on column lots.remaining is 'Time that was left when it was paused';
comment on column lots.price is 'The price, minor units; null: no bid stands';
comment on column lots.bid_count is 'Bids that stand, answers of proxies included';
comment on column lots.reserve_met is 'The leader''s max meets the reserve';
comment on column lots.deposit_held is 'Held of the leader''s or winner''s funds, minor units';
comment on column lots.settlement is 'What became of a sold lot''s deposit';

create table bids (
  sequence    bigint      not null primary key,
  at          timestamptz not null,
  lot         bigint      not null,
  account     bigint      not null,
  kind        text        not null check (kind in ('BID', 'BUY_NOW')),
  max         bigint,
  outcome     text        not null,
  amount      bigint,
  price       bigint,
  leader      bigint,
  request_id  uuid        not null,
  voided_at   timestamptz,
  void_reason text,
  check (kind = 'BUY_NOW' or max is not null)
);
create index bids_lot on bids (lot, sequence);
create index bids_account on bids (account, sequence);
create index bids_at on bids using brin (at);
comment on table bids is 'Every attempt to bid or buy, and what came of it; a repeated request is no new attempt';
comment on column bids.lot is 'The lot that was named, whether or not there is one';
comment on column bids.max is 'The most that the bidder pays, minor units; secret from all but the bidder';
comment on column bids.outcome is 'ACCEPTED or the reason why not';
comment on column bids.amount is 'What the bid showed, minor units; null: nothing that others could see';
comment on column bids.price is 'The lot''s price after it, minor units; null: it changed neither price nor leader';
comment on column bids.leader is 'Who led after it; other than the bidder: the leader''s proxy answered';
comment on column bids.request_id is 'Chosen by the client';
comment on column bids.voided_at is 'When the auctioneer voided it';
