import { bigintColumn, textColumn } from '@questline/postgres/columns';
import type { Queryable, Transaction } from '@questline/postgres/database';
import { checkWritten } from '@questline/postgres/rows-moved';
import type { Balances, Credit } from './wallet.ts';

/** Sees to it that each (user, currency) has a row. Sorted, so that two batches never deadlock. */
export const insertMissingBalances = async (
  tx: Transaction,
  wanted: readonly { user_id: string; currency: string }[],
): Promise<void> => {
  await tx.query({
    name: 'insert-missing-balances',
    early: true,
    text: `
      insert into balances (user_id, currency, balance)
      select user_id, currency, 0
      from unnest($1::text[], $2::text[]) as wanted (user_id, currency)
      group by user_id, currency
      order by user_id collate "C", currency
      on conflict do nothing`,
    values: [
      textColumn(wanted.map(({ user_id }) => user_id)),
      textColumn(wanted.map(({ currency }) => currency)),
    ],
  });
};

/** The gold row stands for the whole wallet: whoever changes any balance of a user locks it first. */
export const lockWallets = async (tx: Transaction, userIds: readonly string[]): Promise<void> => {
  await tx.query({
    name: 'lock-wallets',
    early: true,
    text: `
      select from balances
      where user_id = any($1::text[]) and currency = 'gold'
      order by user_id
      for no key update`,
    values: [textColumn(userIds)],
  });
};

export const selectBalances = async (
  database: Queryable,
  userIds: readonly string[],
): Promise<Map<string, Balances>> => {
  const { rows } = await database.query<{ user_id: string; currency: string; balance: number }>({
    name: 'select-balances',
    early: true,
    text: `
      select user_id, currency, balance from balances
      where user_id = any($1::text[])
      order by user_id, currency`,
    values: [textColumn(userIds)],
  });
  const balances = new Map<string, Map<string, number>>();
  for (const { user_id, currency, balance } of rows) {
    const ofUser = balances.get(user_id) ?? new Map<string, number>();
    balances.set(user_id, ofUser.set(currency, balance));
  }
  return balances;
};

export const addToBalances = async (
  tx: Transaction,
  credits: readonly (Credit & { user_id: string })[],
): Promise<void> => {
  const rows = new Set(credits.map(({ user_id, currency }) => JSON.stringify([user_id, currency])));
  const { rowCount } = await tx.query({
    name: 'add-to-balances',
    text: `
      update balances b set balance = b.balance + credits.amount
      from (
        select user_id, currency, sum(amount)::bigint as amount
        from unnest($1::text[], $2::text[], $3::bigint[]) as t (user_id, currency, amount)
        group by user_id, currency
      ) as credits
      cross join lateral (
        select ctid as at from balances
        where user_id = credits.user_id and currency = credits.currency
        limit 1
      ) as place
      where b.ctid = place.at`,
    values: [
      textColumn(credits.map(({ user_id }) => user_id)),
      textColumn(credits.map(({ currency }) => currency)),
      bigintColumn(credits.map(({ amount }) => amount)),
    ],
  });
  checkWritten(rowCount, rows.size);
};
