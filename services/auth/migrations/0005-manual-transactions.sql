-- Money moved by hand, once for each key that a client names for a wallet. created_by is `user:<id>` or
-- `api-key:<id>`; it is apart from the cause, which the wallet's owner sees.
alter table ledger_transactions
  add column idempotency_key text collate "C",
  add column created_by text,
  add constraint ledger_transactions_idempotency_key unique (user_id, idempotency_key),
  add constraint ledger_transactions_manual check (
    kind <> 'manual'
    or (idempotency_key is not null and fingerprint is not null and created_by is not null)
  );
