-- The clock every decision in SQL goes by. Tests replace it to move time; production inlines it.
create function spacehook_now() returns timestamptz
    language sql volatile as 'select clock_timestamp()';

-- UUIDv7 (RFC 9562): milliseconds, then the row's place in its batch (0 to 4095), then 62 random bits. The writer brings
-- those as a number whose first two bits are the variant: gen_random_uuid() would cost more than the rest of the row.
create function spacehook_uuid7(
    at timestamptz, place int,
    tail bigint default -9223372036854775808 + floor(random() * 4611686018427387904)::bigint)
    returns uuid
    language sql stable as $$
    select (lpad(to_hex(floor(date_part('epoch', at) * 1000)::bigint), 12, '0')
            || to_hex(28672 + (place & 4095)) || to_hex(tail))::uuid
$$;

-- The smallest UUIDv7 of a moment: bounds for ranges over ids.
create function spacehook_uuid7_floor(at timestamptz) returns uuid
    language sql immutable as $$
    select (lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
$$;

-- The moment an id was made, to the millisecond.
create function spacehook_uuid7_time(id uuid) returns timestamptz
    language sql immutable as $$
    select to_timestamp(('x0000' || substr(replace(id::text, '-', ''), 1, 12))::bit(64)::bigint / 1000.0)
$$;

-- Taken once at the start of each journal statement, before its ids are made: the sweep reads these locks to know
-- which rows may still become visible. The key is the start in seconds, by this clock.
create function spacehook_journal_start() returns timestamptz
    language plpgsql volatile as $$
begin
    perform pg_advisory_xact_lock_shared(7301, floor(extract(epoch from spacehook_now()))::int);
    return spacehook_now();
end
$$;

create sequence epoch_seq;

create table person (
    id text primary key,
    email text not null,
    username text,
    phone text,
    password_hash text,
    -- raised by every change of password: refresh tokens and cabinet sessions carry it
    password_version int not null default 1,
    created_at timestamptz not null default spacehook_now(),
    deleted_at timestamptz
);
create unique index person_email on person (lower(email)) where deleted_at is null;

create table api_client (
    id text primary key,
    person_id text not null references person,
    secret_hash bytea not null,
    created_at timestamptz not null default spacehook_now()
);
create unique index api_client_person on api_client (person_id);

create table personal_token (
    id text primary key,
    person_id text not null references person,
    name text,
    token_hash bytea not null unique,
    created_at timestamptz not null default spacehook_now(),
    last_used_at timestamptz
);
create index personal_token_person on personal_token (person_id);

create table cabinet_link (
    token_hash bytea primary key,
    person_id text not null,
    space_id text not null,
    expires_at timestamptz not null
);

create table space (
    id text primary key,
    owner_id text not null,
    plan text not null,
    name text,
    is_public boolean not null default false,
    description text,
    epoch bigint not null default nextval('epoch_seq'),
    -- counts every change of the space or its webhook: a node never replaces a newer state by an older one
    revision bigint not null default 1,
    -- the transaction of the last change: what the snapshot's poll goes by
    changed_xid xid8 not null default pg_current_xact_id(),
    created_at timestamptz not null default spacehook_now(),
    deleted_at timestamptz
);
create index space_owner on space (owner_id) where deleted_at is null;
create index space_changed on space (changed_xid);

create table webhook (
    space_id text primary key references space,
    url text not null,
    -- AES-256-GCM: nonce, ciphertext and tag; the space id is the associated data
    secret bytea not null,
    secret_key_id text not null,
    is_active boolean not null,
    created_at timestamptz not null default spacehook_now(),
    updated_at timestamptz not null default spacehook_now()
);

-- Who changed what: append only.
create table audit (
    id bigint generated always as identity primary key,
    space_id text,
    person_id text,
    actor text not null,
    action text not null,
    detail text,
    address text,
    at timestamptz not null default spacehook_now()
);
create index audit_space on audit (space_id, id) where space_id is not null;
create index audit_person on audit (person_id, id) where person_id is not null;

-- Appended once, at accept. Partitioned by day over the id's time.
create table event (
    id uuid not null,
    space_id text not null,
    epoch bigint not null,
    name text not null,
    room_id text not null,
    record_id text,
    occurred_at timestamptz not null,
    is_test boolean not null,
    primary key (id)
) partition by range (id);
create index event_space on event (space_id, id);

-- Appended once, at outcome. A verdict of null means that another attempt follows.
create table attempt (
    event_id uuid not null,
    n smallint not null,
    space_id text not null,
    -- null for what was settled without a try: cancelled, expired
    started_at timestamptz,
    duration_ms int,
    status_code smallint,
    error text,
    note text,
    answer bytea,
    -- the webhook-timestamp and signature sent
    signed_at timestamptz,
    signature text,
    verdict text check (verdict in ('delivered', 'failed', 'cancelled', 'expired')),
    primary key (event_id, n)
) partition by range (event_id);
create index attempt_unsuccessful on attempt (space_id, event_id) where verdict <> 'delivered';

-- What waits: retries, spill, resends, what the sweep found. Claiming pushes due_at ahead: the lease.
create table due (
    event_id uuid primary key,
    space_id text not null,
    epoch bigint not null,
    -- the number of the last attempt made, 0 before the first
    attempt smallint not null,
    -- the number of the last attempt of this series
    last_attempt smallint not null,
    leased boolean not null default false,
    due_at timestamptz not null,
    expires_at timestamptz not null
) with (
    -- claiming updates and settling deletes: dead rows must go before claims have to step over many of them
    autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0,
    autovacuum_analyze_threshold = 2000, autovacuum_analyze_scale_factor = 0.1
);
create index due_order on due (space_id, epoch, due_at, event_id);

create table event_key (
    client text not null,
    key text not null,
    event_id uuid not null,
    content_hash bytea not null,
    primary key (client, key)
);
create index event_key_age on event_key using brin (event_id);

create table sweep (
    only_row boolean primary key default true check (only_row),
    checkpoint timestamptz not null
);
insert into sweep (checkpoint) values (spacehook_now());
