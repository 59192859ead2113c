-- Changes the type of columns in use: stop auth's processes before it.
-- Users are known by the ids of the app, any text of 1 to 128 characters; the id of an account is one
-- of them. Sorted by bytes, as they compare everywhere. A rewrite of a table fires none of its
-- triggers, so the ledger's refusal of changes stays in force.
alter table ledger_transactions
  alter column user_id type text collate "C" using user_id::text,
  add constraint ledger_transactions_user_id check (length(user_id) between 1 and 128);

alter table ledger_entries
  alter column user_id type text collate "C" using user_id::text,
  add constraint ledger_entries_user_id check (length(user_id) between 1 and 128);

alter table balances
  alter column user_id type text collate "C" using user_id::text,
  add constraint balances_user_id check (length(user_id) between 1 and 128);
