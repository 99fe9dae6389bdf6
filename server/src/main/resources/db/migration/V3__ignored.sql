-- How many events of a space led to no delivery, by reason and ten minutes: written once a minute by each node.
-- The space need not exist: events of unknown spaces are counted too.
create table ignored (
    space_id text not null,
    slot timestamptz not null,
    reason text not null,
    count bigint not null,
    last_at timestamptz not null,
    primary key (space_id, slot, reason)
);
create index ignored_age on ignored using brin (slot);
