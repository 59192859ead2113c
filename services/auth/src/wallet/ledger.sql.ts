import {
  bigintColumn,
  jsonColumn,
  smallintColumn,
  textColumn,
  uuidColumn,
} from '@questline/postgres/columns';
import type { Transaction } from '@questline/postgres/database';
import type { GrantDecision, UserEntry } from './wallet.ts';

/** The entries of one transaction, from the user's side. */
export interface LedgerTransaction {
  readonly transaction_id: string;
  readonly user_id: string;
  readonly entries: readonly UserEntry[];
}

export type Credited = Extract<GrantDecision, { kind: 'credited' }> & LedgerTransaction;

/** The digests of those of the grants that were credited before. */
export const selectGrantFingerprints = async (
  tx: Transaction,
  grantIds: readonly string[],
): Promise<Map<string, string>> => {
  const { rows } = await tx.query<{ grant_id: string; fingerprint: string }>({
    name: 'select-grant-fingerprints',
    early: true,
    text: 'select grant_id, fingerprint from ledger_transactions where grant_id = any($1::uuid[])',
    values: [uuidColumn(grantIds)],
  });
  return new Map(rows.map(({ grant_id, fingerprint }) => [grant_id, fingerprint]));
};

/** Why it was credited, with the badges that it names and the user held already. */
const causeOf = ({ grant: { cause }, held }: Credited) =>
  held.length > 0 ? { ...cause, held } : cause;

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
      from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::jsonb[])
        as t (id, user_id, grant_id, fingerprint, cause)
      order by grant_id`,
    values: [
      uuidColumn(credited.map(({ transaction_id }) => transaction_id)),
      textColumn(credited.map(({ grant }) => grant.user_id)),
      uuidColumn(credited.map(({ grant }) => grant.grant_id)),
      textColumn(credited.map(({ grant }) => grant.fingerprint)),
      jsonColumn(credited.map(causeOf)),
      at,
    ],
  });
};

/** Both sides of every line: what the user's account gets, the issuing account gives. */
export const insertLedgerEntries = async (
  tx: Transaction,
  transactions: readonly LedgerTransaction[],
  at: Date,
): Promise<void> => {
  const entries = transactions.flatMap(({ user_id, transaction_id, entries }) =>
    entries.map((entry) => ({ ...entry, user_id, transaction_id })),
  );
  await tx.query({
    name: 'insert-ledger-entries',
    text: `
      insert into ledger_entries
        (user_id, transaction_id, line, account, currency, amount, balance_after, created_at)
      select user_id, transaction_id, line, account, currency, sign * amount,
        case account when 'user' then balance_after end, $7
      from unnest($1::text[], $2::uuid[], $3::smallint[], $4::text[], $5::bigint[], $6::bigint[])
        with ordinality
        as t (user_id, transaction_id, line, currency, amount, balance_after, position)
      cross join (values ('user', 1), ('issuer', -1)) as sides (account, sign)
      order by position, sign`,
    values: [
      textColumn(entries.map(({ user_id }) => user_id)),
      uuidColumn(entries.map(({ transaction_id }) => transaction_id)),
      smallintColumn(entries.map(({ line }) => line)),
      textColumn(entries.map(({ currency }) => currency)),
      bigintColumn(entries.map(({ amount }) => amount)),
      bigintColumn(entries.map(({ balance_after }) => balance_after)),
      at,
    ],
  });
};
