-- Who is signed in to the cabinet, by the hash of the browser's token. A session of an older password version is over;
-- version 0 is of a person whom only the platform knows.
create table cabinet_session (
    token_hash bytea primary key,
    person_id text not null,
    password_version int not null,
    expires_at timestamptz not null
);
create index cabinet_session_age on cabinet_session (expires_at);
