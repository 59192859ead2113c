import type { Queryable } from '@questline/postgres/database';
import type { LedgerEntryRow } from './ledger-page.ts';

/** The user's side of the ledger, newest first, older than `cursor`. */
export const selectLedgerEntries = async (
  database: Queryable,
  page: { user_id: string; cursor: string | undefined; limit: number },
): Promise<LedgerEntryRow[]> => {
  const { rows } = await database.query<LedgerEntryRow>({
    name: 'select-ledger-entries',
    text: `
      select e.id, e.transaction_id, t.kind, e.currency, e.amount, e.balance_after, t.cause, e.created_at
      from ledger_entries e
      cross join lateral (
        select kind, cause from ledger_transactions where id = e.transaction_id limit 1
      ) as t
      where e.user_id = $1 and e.account = 'user' and e.id < coalesce($2, 9223372036854775807)
      order by e.id desc
      limit $3`,
    values: [page.user_id, page.cursor ?? null, page.limit],
  });
  return rows;
};
