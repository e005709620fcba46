-- An offer that can't be made ends the place as well.
alter table waitlist_entries drop constraint waitlist_entries_ended_by_check;
alter table waitlist_entries add constraint waitlist_entries_ended_by_check
  check (ended_by in ('LEFT', 'OFFERED', 'CLOSED', 'REFUSED'));
