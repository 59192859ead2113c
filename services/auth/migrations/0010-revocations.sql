-- By when the last access token of the session ends. Null where it is not known, as in rows of earlier
-- releases: then the end of the session bounds it.
alter table sessions add column tokens_expire_at timestamptz;

-- Credentials that ended before their time, until none of them could still be valid. Other services
-- read this table through auth. transaction_id lets a reader find what committed since its last look:
-- ids are given before the commit, so their order alone would hide rows of slow transactions.
create table revocations (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('session', 'api-key')),
  -- The id of the session or of the key.
  subject uuid not null,
  revoked_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  transaction_id xid8 not null default pg_current_xact_id()
);

create index revocations_transaction on revocations (transaction_id);
create index revocations_expiry on revocations (expires_at);

-- Triggers, so that no way of ending a credential can leave the revocation out: not a process of an
-- earlier release, not a cascade, not an operator's statement.

-- A minute more than the tokens last, for clocks that differ.
create function revoke_session() returns trigger language plpgsql as $$
begin
  insert into revocations (kind, subject, expires_at)
  values ('session', old.id, coalesce(old.tokens_expire_at, old.expires_at) + interval '1 minute');
  return null;
end $$;

create trigger session_ended after delete on sessions
  for each row when (coalesce(old.tokens_expire_at, old.expires_at) + interval '1 minute' > now())
  execute function revoke_session();

-- An earlier release issues tokens without noting when they end.
create function forget_tokens_expiry() returns trigger language plpgsql as $$
begin
  new.tokens_expire_at := null;
  return new;
end $$;

create trigger session_token_changed before update of token_id on sessions
  for each row when (new.tokens_expire_at is not distinct from old.tokens_expire_at)
  execute function forget_tokens_expiry();

-- A ban, a lost role and a new password end every session of the user; a deletion does by its cascade.
create function end_sessions() returns trigger language plpgsql as $$
begin
  delete from sessions where user_id = old.id;
  return null;
end $$;

create trigger user_restricted after update on users
  for each row when (
    (new.status = 2 and old.status <> 2)
    or (old.is_superuser and not new.is_superuser)
    or new.password_hash <> old.password_hash
  )
  execute function end_sessions();

-- Longer than any process believes a key without asking.
create function revoke_api_key() returns trigger language plpgsql as $$
begin
  insert into revocations (kind, subject, expires_at)
  values ('api-key', old.id, now() + interval '1 hour');
  return null;
end $$;

create trigger api_key_revoked after update of revoked_at on api_keys
  for each row when (old.revoked_at is null and new.revoked_at is not null)
  execute function revoke_api_key();

create trigger api_key_deleted after delete on api_keys
  for each row when (old.revoked_at is null)
  execute function revoke_api_key();
