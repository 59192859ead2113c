import type { Queryable, Transaction } from '@questline/postgres/database';
import type { Balances, Credit, GrantDecision } from './wallet.ts';

export type Credited = Extract<GrantDecision, { kind: 'credited' }> & {
  readonly transaction_id: string;
};

/** Sees to it that each (user, currency) has a row. Sorted, so that two batches never deadlock. */
export const insertMissingBalances = async (
  tx: Transaction,
  wanted: readonly { user_id: string; currency: string }[],
): Promise<void> => {
  await tx.query({
    name: 'insert-missing-balances',
    text: `
      insert into balances (user_id, currency, balance)
      select distinct user_id, currency, 0
      from unnest($1::uuid[], $2::text[]) as wanted (user_id, currency)
      order by user_id, currency
      on conflict do nothing`,
    values: [wanted.map(({ user_id }) => user_id), wanted.map(({ currency }) => currency)],
  });
};

/** The gold row stands for the whole wallet: whoever changes any balance of a user locks it first. */
export const lockWallets = async (tx: Transaction, userIds: readonly string[]): Promise<void> => {
  await tx.query({
    name: 'lock-wallets',
    text: `
      select from balances
      where user_id = any($1::uuid[]) and currency = 'gold'
      order by user_id
      for no key update`,
    values: [userIds],
  });
};

export const selectBalances = async (
  database: Queryable,
  userIds: readonly string[],
): Promise<Map<string, Balances>> => {
  const { rows } = await database.query<{ user_id: string; currency: string; balance: number }>({
    name: 'select-balances',
    text: `
      select user_id, currency, balance from balances
      where user_id = any($1::uuid[])
      order by user_id, currency`,
    values: [userIds],
  });
  const balances = new Map<string, Map<string, number>>();
  for (const { user_id, currency, balance } of rows) {
    const ofUser = balances.get(user_id) ?? new Map<string, number>();
    balances.set(user_id, ofUser.set(currency, balance));
  }
  return balances;
};

/** The digests of those of the grants that were credited before. */
export const selectGrantFingerprints = async (
  tx: Transaction,
  grantIds: readonly string[],
): Promise<Map<string, string>> => {
  const { rows } = await tx.query<{ grant_id: string; fingerprint: string }>({
    name: 'select-grant-fingerprints',
    text: 'select grant_id, fingerprint from ledger_transactions where grant_id = any($1::uuid[])',
    values: [grantIds],
  });
  return new Map(rows.map(({ grant_id, fingerprint }) => [grant_id, fingerprint]));
};

/**
 * Throws a unique violation if a grant was credited meanwhile, which only the same grant id with
 * another user or currency can bring about: the same payload waits for the same wallet.
 */
export const insertGrantTransactions = async (
  tx: Transaction,
  credited: readonly Credited[],
  at: Date,
): Promise<void> => {
  await tx.query({
    name: 'insert-grant-transactions',
    text: `
      insert into ledger_transactions (id, kind, user_id, grant_id, fingerprint, cause, created_at)
      select id, 'grant', user_id, grant_id, fingerprint, cause, $6
      from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::jsonb[])
        as t (id, user_id, grant_id, fingerprint, cause)
      order by grant_id`,
    values: [
      credited.map(({ transaction_id }) => transaction_id),
      credited.map(({ grant }) => grant.user_id),
      credited.map(({ grant }) => grant.grant_id),
      credited.map(({ grant }) => grant.fingerprint),
      credited.map(({ grant }) => JSON.stringify(grant.cause)),
      at,
    ],
  });
};

/** Both sides of every line: what the user's account gets, the issuing account gives. */
export const insertLedgerEntries = async (
  tx: Transaction,
  credited: readonly Credited[],
  at: Date,
): Promise<void> => {
  const entries = credited.flatMap(({ grant, transaction_id, entries }) =>
    entries.map((entry) => ({ ...entry, user_id: grant.user_id, transaction_id })),
  );
  await tx.query({
    name: 'insert-ledger-entries',
    text: `
      insert into ledger_entries
        (user_id, transaction_id, line, account, currency, amount, balance_after, created_at)
      select user_id, transaction_id, line, account, currency, sign * amount,
        case account when 'user' then balance_after end, $7
      from unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::text[], $5::bigint[], $6::bigint[])
        with ordinality
        as t (user_id, transaction_id, line, currency, amount, balance_after, position)
      cross join (values ('user', 1), ('issuer', -1)) as sides (account, sign)
      order by position, sign`,
    values: [
      entries.map(({ user_id }) => user_id),
      entries.map(({ transaction_id }) => transaction_id),
      entries.map(({ line }) => line),
      entries.map(({ currency }) => currency),
      entries.map(({ amount }) => amount),
      entries.map(({ balance_after }) => balance_after),
      at,
    ],
  });
};

export const addToBalances = async (
  tx: Transaction,
  credits: readonly (Credit & { user_id: string })[],
): Promise<void> => {
  await tx.query({
    name: 'add-to-balances',
    text: `
      update balances set balance = balances.balance + credits.amount
      from (
        select user_id, currency, sum(amount)::bigint as amount
        from unnest($1::uuid[], $2::text[], $3::bigint[]) as t (user_id, currency, amount)
        group by user_id, currency
      ) as credits
      where balances.user_id = credits.user_id and balances.currency = credits.currency`,
    values: [
      credits.map(({ user_id }) => user_id),
      credits.map(({ currency }) => currency),
      credits.map(({ amount }) => amount),
    ],
  });
};
