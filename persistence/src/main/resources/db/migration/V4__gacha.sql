create table pools (
  pool             bigint      not null primary key,
  kind             text        not null check (kind in ('TABLE', 'BOX')),
  status           text        not null check (status in ('DRAFT', 'OPEN', 'CLOSED')),
  price            bigint check (price > 0),
  paid_only        boolean     not null,
  exchange         text        not null references currencies,
  fallback         bigint,
  pity_group       bigint,
  pity_rarity      integer,
  soft_from        integer,
  soft_step        bigint,
  hard_pity        integer,
  guarantee_from   integer,
  guarantee_rarity integer,
  featured_rarity  integer,
  daily_draws      integer,
  total_draws      integer,
  monthly_spend    bigint,
  utc_offset       integer     not null,
  spark_points     integer,
  spark_price      integer,
  spark_end        text        not null check (spark_end in ('EXPIRE', 'CONVERT')),
  spark_rate       bigint,
  closes_at        timestamptz,
  epoch            integer     not null,
  draws            bigint      not null,
  left_over        bigint,
  total_weight     bigint      not null,
  prize_count      integer     not null,
  defined_by       bigint      not null,
  defined_at       timestamptz not null,
  opened_at        timestamptz,
  closed_at        timestamptz
);
comment on table pools is 'Pools and their terms, which stand once it is open';
comment on column pools.kind is 'TABLE: prizes have weights; BOX: without replacement';
comment on column pools.price is 'Medals for each draw; null: free of charge';
comment on column pools.exchange is 'Currency of duplicates, converted points, and the shop';
comment on column pools.fallback is 'Prize that gets the weight of those that are gone';
comment on column pools.draws is 'Draws so far';
comment on column pools.left_over is 'BOX: prizes left; null: none, or a table';

create table pool_bundles (
  pool  bigint not null references pools,
  draws bigint not null,
  primary key (pool, draws)
);
comment on table pool_bundles is 'How many draws can be made from a pool at once';

create table pool_epochs (
  pool         bigint      not null references pools,
  epoch        integer     not null,
  commitment   bytea       not null check (octet_length(commitment) = 32),
  table_hash   bytea,
  seed         bytea,
  committed_at timestamptz not null,
  revealed_at  timestamptz,
  primary key (pool, epoch)
);
comment on table pool_epochs is 'What was committed to before it was drawn from, and revealed after: with the seed anybody can recompute every draw of an epoch';
comment on column pool_epochs.commitment is 'SHA-256 of the server seed';
comment on column pool_epochs.table_hash is 'Hash of terms and prizes; of later epochs as of the first';
comment on column pool_epochs.seed is 'The server seed; null: the epoch isn''t over';

create table prizes (
  pool      bigint      not null references pools,
  prize     bigint      not null,
  place     integer     not null,
  rarity    integer     not null,
  featured  boolean     not null,
  weight    bigint,
  stock     bigint,
  duplicate bigint,
  drawn     bigint      not null default 0,
  exchanged bigint      not null default 0,
  gone_at   timestamptz,
  primary key (pool, prize),
  check (stock is null or drawn + exchanged <= stock)
);
comment on table prizes is 'A pool''s prizes';
comment on column prizes.place is 'Order in which the table lists them, from 0';
comment on column prizes.weight is 'TABLE: its share of the odds; BOX: null, what is left of it counts';
comment on column prizes.stock is 'How many there were; null: any number';
comment on column prizes.duplicate is 'What a duplicate converts to, minor units of the exchange currency; null: it doesn''t';
comment on column prizes.drawn is 'How often it was drawn';
comment on column prizes.exchanged is 'How often it was exchanged for spark points';
comment on column prizes.gone_at is 'When the last one went';

create table draw_bundles (
  sequence     bigint      not null primary key,
  at           timestamptz not null,
  account      bigint      not null,
  pool         bigint      not null,
  epoch        integer     not null,
  first_draw   bigint      not null,
  count        integer     not null,
  spend        bigint,
  converted    bigint      not null,
  pity         integer     not null,
  featured_due boolean     not null,
  spark_points integer     not null,
  client_seed  bytea       not null
);
create index draw_bundles_account on draw_bundles (account, sequence);
create index draw_bundles_pool on draw_bundles (pool, sequence);
comment on table draw_bundles is 'Draws that were made at once, and what is needed to recompute them';
comment on column draw_bundles.first_draw is 'Number of its first draw, of this account in this epoch';
comment on column draw_bundles.spend is 'The spend in medal_spends; null: free of charge';
comment on column draw_bundles.converted is 'What its duplicates became, minor units of the exchange currency';
comment on column draw_bundles.pity is 'Draws since the last prize of the pity rarity, before it';
comment on column draw_bundles.featured_due is 'Before it, the next prize of the featured rarity was to be a featured one';
comment on column draw_bundles.spark_points is 'The account''s spark points after it';
comment on column draw_bundles.client_seed is 'The player''s part of the randomness, as bytes';

create table draws (
  sequence  bigint      not null,
  place     integer     not null,
  at        timestamptz not null,
  account   bigint      not null,
  pool      bigint      not null,
  epoch     integer     not null,
  draw      bigint      not null,
  prize     bigint      not null,
  value     bigint      not null,
  bound     bigint      not null,
  cause     text        not null check (cause in ('PLAIN', 'SOFT_PITY', 'HARD_PITY', 'GUARANTEE', 'FEATURED')),
  duplicate boolean     not null,
  primary key (sequence, place)
);
create index draws_account on draws (account, sequence, place);
create index draws_pool on draws (pool, epoch, account, draw);
create index draws_at on draws using brin (at);
comment on table draws is 'Every result of every draw';
comment on column draws.place is 'Place in its bundle, from 0';
comment on column draws.draw is 'Its number, of this account in this epoch: without gaps';
comment on column draws.value is 'The number that chose it, uniform from 0 to below bound';
comment on column draws.cause is 'By which odds';
comment on column draws.duplicate is 'The account had it, and it was converted';

create table spark_exchanges (
  sequence     bigint      not null primary key,
  at           timestamptz not null,
  account      bigint      not null,
  pool         bigint      not null,
  prize        bigint      not null,
  converted    bigint      not null,
  spark_points integer     not null
);
create index spark_exchanges_account on spark_exchanges (account, sequence);
comment on table spark_exchanges is 'Prizes that spark points were exchanged for';
comment on column spark_exchanges.converted is 'What it became as a duplicate, minor units; 0: it was none';
comment on column spark_exchanges.spark_points is 'The points left';

create table spark_conversions (
  sequence  bigint      not null,
  index     integer     not null,
  at        timestamptz not null,
  account   bigint      not null,
  pool      bigint      not null,
  points    integer     not null,
  converted bigint      not null,
  primary key (sequence, index)
);
create index spark_conversions_account on spark_conversions (account, sequence);
comment on table spark_conversions is 'Unused points that became money of the exchange currency when their pool closed';

create table offers (
  offer      bigint      not null primary key,
  pool       bigint      not null references pools,
  prize      bigint      not null,
  price      bigint      not null check (price > 0),
  stock      bigint,
  left_over  bigint,
  defined_at timestamptz not null
);
comment on table offers is 'What exchange shops sell';
comment on column offers.price is 'Minor units of the pool''s exchange currency';
comment on column offers.stock is 'How many there were; null: any number';
comment on column offers.left_over is 'How many are left; null: none, or any number';

create table offer_purchases (
  sequence bigint      not null primary key,
  at       timestamptz not null,
  account  bigint      not null,
  offer    bigint      not null,
  pool     bigint      not null,
  prize    bigint      not null,
  price    bigint      not null
);
create index offer_purchases_account on offer_purchases (account, sequence);
comment on table offer_purchases is 'What was bought in exchange shops';

create view grants as
  select account, sequence, place, at, pool, prize, 'DRAW' as source from draws where not duplicate
  union all
  select account, sequence, 0, at, pool, prize, 'SPARK' from spark_exchanges where converted = 0
  union all
  select account, sequence, 0, at, pool, prize, 'OFFER' from offer_purchases;
comment on view grants is 'What accounts were given: drawn, exchanged or bought, but for duplicates that were converted';
