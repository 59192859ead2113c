import type { Queryable } from '@questline/postgres/database';
import { loadType } from '../workload/workload.ts';

const selectCount = async (database: Queryable, text: string, values: unknown[]) => {
  const { rows } = await database.query<{ count: number }>({ text, values });
  return rows[0]?.count ?? 0;
};

/** Grants that the wallet has credited. */
export const selectCreditedCount = (auth: Queryable): Promise<number> =>
  selectCount(auth, `select count(*) as count from ledger_transactions where kind = 'grant'`, []);

/** Events of the load that are stored. */
export const selectStoredCount = (processing: Queryable): Promise<number> =>
  selectCount(processing, 'select count(*) as count from events where type = $1', [loadType]);

/** Events of the load that say they are not the one after the event of their user before them. */
export const selectDisorderCount = (processing: Queryable): Promise<number> =>
  selectCount(
    processing,
    `
    select count(*) as count
    from (
      select (data ->> 'n')::integer - lag((data ->> 'n')::integer)
        over (partition by user_id order by seq) as step
      from events where type = $1 and data ? 'n'
    ) as steps
    where step <> 1`,
    [loadType],
  );
