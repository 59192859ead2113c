-- Keys by which servers of the app call. Of the secret, 256 random bits, only its SHA-256 is kept.
-- A revoked key stays, to tell who made it and when it was last used; its name is free again.
create table api_keys (
  id uuid primary key,
  name text not null check (length(name) between 1 and 255),
  prefix text not null,
  secret_hash text not null constraint api_keys_secret_hash unique check (secret_hash ~ '^[0-9a-f]{64}$'),
  scopes text[] not null check (cardinality(scopes) > 0),
  -- Null is every type.
  event_types text[] check (cardinality(event_types) > 0),
  -- No reference: a key outlives the account of who made it.
  created_by uuid not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);

create unique index api_keys_live_name on api_keys (lower(name)) where revoked_at is null;
