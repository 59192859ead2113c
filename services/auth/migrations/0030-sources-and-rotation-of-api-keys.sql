-- A key posts events under one source. Null is a key of an earlier release: plain events have the source
-- `app` then, CloudEvents any that is not reserved. Of a rotated key the secret before the newest stays
-- valid for a while.
alter table api_keys
  add column source text check (length(source) between 1 and 255),
  add column expires_at timestamptz,
  add column previous_secret_hash text
    constraint api_keys_previous_secret_hash unique check (previous_secret_hash ~ '^[0-9a-f]{64}$'),
  add column previous_expires_at timestamptz,
  add constraint api_keys_previous check ((previous_secret_hash is null) = (previous_expires_at is null));
