-- Set when the only process on this database stops with nothing left in its hands, taken back by the next one to start:
-- it need not look for lost events before it takes new ones.
alter table sweep add column clean_stop boolean not null default false;
