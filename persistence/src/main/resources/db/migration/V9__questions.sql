-- What was asked for and had no index: whose approvals, which entries something caused, what a
-- pool's shop sells.
create index sale_approvals_account on sale_approvals (account, sale);
create index ledger_entries_reference on ledger_entries (reference, sequence) where reference is not null;
create index offers_pool on offers (pool, offer);

-- As in the schema, none left is nothing.
update offers set left_over = null where left_over = 0;
