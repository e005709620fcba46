-- What can still hold something is read at each start of the follower, among all that ever did.
create index holds_open on holds (hold) where status = 'OPEN';
create index lots_unsettled on lots (lot) where settlement = 'UNSETTLED' and status <> 'CANCELLED';
create index bookings_open on bookings (booking) where status in ('HELD', 'CONFIRMED', 'CHECKED_IN');
