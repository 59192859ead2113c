-- What moved money and why. No reference to users: the ledger outlives them.
create table ledger_transactions (
  id uuid primary key,
  kind text not null,
  user_id uuid not null,
  -- Set for kind 'grant': its identity, and a digest of its payload that tells a replay from a forgery.
  grant_id uuid constraint ledger_transactions_grant unique,
  fingerprint text,
  cause jsonb not null,
  created_at timestamptz not null,
  check (kind <> 'grant' or (grant_id is not null and fingerprint is not null))
);

-- Two entries a line: what the user's account gets, the issuing account gives. Both are kept under the
-- user's id. A currency is gold, diamond or the name of an item.
create table ledger_entries (
  user_id uuid not null,
  id bigint generated always as identity,
  transaction_id uuid not null,
  line smallint not null,
  account text not null check (account in ('user', 'issuer')),
  currency text not null,
  amount bigint not null check (amount <> 0),
  -- The issuing account has no balance: it would be one row every grant waits for.
  balance_after bigint check (balance_after >= 0),
  created_at timestamptz not null,
  primary key (user_id, id),
  unique (user_id, transaction_id, line, account),
  check ((account = 'user') = (balance_after is not null))
);

-- 2^53 - 1: the largest integer that JSON carries between all languages.
create table balances (
  user_id uuid not null,
  currency text not null,
  balance bigint not null check (balance between 0 and 9007199254740991),
  primary key (user_id, currency)
) with (fillfactor = 80);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger ledger_transactions_append_only
  before update or delete or truncate on ledger_transactions
  for each statement execute function refuse_change();

create trigger ledger_entries_append_only
  before update or delete or truncate on ledger_entries
  for each statement execute function refuse_change();

-- Once a statement, not once a row. A transaction's entries come in one statement, so what was
-- inserted must balance by itself.
create function check_ledger_entries() returns trigger language plpgsql as $$
begin
  if exists (
    select from inserted group by transaction_id, currency having sum(amount) <> 0
  ) then
    raise exception 'ledger entries do not sum to zero' using errcode = 'check_violation';
  end if;
  if exists (
    select from inserted
    left join ledger_transactions t
      on t.id = inserted.transaction_id and t.user_id = inserted.user_id
    where t.id is null
  ) then
    raise exception 'ledger entries without their transaction' using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$;

create trigger ledger_entries_balanced
  after insert on ledger_entries
  referencing new table as inserted
  for each statement execute function check_ledger_entries();
