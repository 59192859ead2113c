-- What a process knows of a key ends with any change of it, not with its revocation alone: a rotation, an
-- end, fewer scopes. Whole rows are compared, so that columns to come count too.
drop trigger api_key_revoked on api_keys;

create trigger api_key_changed after update on api_keys
  for each row when (to_jsonb(old) - 'last_used_at' is distinct from to_jsonb(new) - 'last_used_at')
  execute function revoke_api_key();
