-- Rows that change with nearly every command are changed in place, without touching an index: that
-- takes free room in their pages, and no index on what changes. Who leads is asked of the lots that
-- an account has bid on (bids_account).
drop index lots_leader;
alter table lots set (fillfactor = 50);
alter table balances set (fillfactor = 50);
alter table slots set (fillfactor = 50);
