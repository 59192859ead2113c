import { type AuditCount, countAudit } from '@questline/postgres/audit';
import type { Queryable } from '@questline/postgres/database';

/**
 * Each grant has one transaction, and each transaction its entries, both sides, summing to zero; only of
 * badges that were held already there are none.
 */
export const auditGrants = (database: Queryable): Promise<AuditCount> =>
  countAudit(
    database,
    `
    with per_currency as (
      select user_id, transaction_id, currency, sum(amount) as total,
        count(*) filter (where account = 'user') as user_entries,
        count(*) filter (where account = 'issuer') as issuer_entries
      from ledger_entries
      group by user_id, transaction_id, currency
    ), per_transaction as (
      select user_id, transaction_id,
        bool_and(total = 0 and user_entries = issuer_entries) as is_balanced
      from per_currency
      group by user_id, transaction_id
    )
    select count(*) as checked,
      count(*) filter (
        where t.id is null or not coalesce(e.is_balanced, jsonb_exists(t.cause, 'held'))
      )
        + count(t.grant_id) - count(distinct t.grant_id) as violations
    from ledger_transactions t
    full join per_transaction e on e.transaction_id = t.id and e.user_id = t.user_id`,
  );

/** A balance is the sum of its user's entries and never negative; no entries without a balance. */
export const auditBalances = (database: Queryable): Promise<AuditCount> =>
  countAudit(
    database,
    `
    with sums as (
      select user_id, currency, sum(amount) as total
      from ledger_entries where account = 'user'
      group by user_id, currency
    )
    select count(*) as checked,
      count(*) filter (
        where b.balance is null or b.balance < 0 or b.balance <> coalesce(s.total, 0)
      ) as violations
    from balances b
    full join sums s using (user_id, currency)`,
  );

/** balance_after of each entry continues the entry before it: nothing was slipped in or lost. */
export const auditRunningBalances = (database: Queryable): Promise<AuditCount> =>
  countAudit(
    database,
    `
    with running as (
      select balance_after,
        sum(amount) over (partition by user_id, currency order by id) as total
      from ledger_entries where account = 'user'
    )
    select count(*) as checked, count(*) filter (where balance_after <> total) as violations
    from running`,
  );

/** A user who is not new has signed in a first time, and a new one has not and has no session. */
export const auditFirstSignIns = (database: Queryable): Promise<AuditCount> =>
  countAudit(
    database,
    `
    select count(*) as checked,
      count(*) filter (
        where (status = 1 and first_signed_in_at is null)
          or (status = 0 and first_signed_in_at is not null)
          or (status = 0 and exists (select from sessions s where s.user_id = users.id))
      ) as violations
    from users`,
  );

export interface CreditedGrant {
  readonly grant_id: string;
  readonly user_id: string;
  readonly currency: string;
  readonly amount: number;
}

/**
 * What was credited, or held already, for up to `limit` grants, in order of their ids, after `afterGrantId`; a grant
 * that pays several currencies has a row for each. Empty at the end.
 */
export const selectCreditedGrants = async (
  database: Queryable,
  afterGrantId: string | null,
  limit: number,
): Promise<CreditedGrant[]> => {
  const { rows } = await database.query<CreditedGrant>({
    name: 'select-credited-grants',
    text: `
      with page as (
        select id, user_id, grant_id, cause from ledger_transactions
        where grant_id > coalesce($1::uuid, '00000000-0000-0000-0000-000000000000')
        order by grant_id
        limit $2
      )
      select p.grant_id, p.user_id, e.currency, sum(e.amount) as amount
      from page p
      cross join lateral (
        select currency, amount from ledger_entries
        where user_id = p.user_id and transaction_id = p.id and account = 'user'
        union all
        select held, 1 from jsonb_array_elements_text(p.cause -> 'held') as held
      ) as e
      group by p.grant_id, p.user_id, e.currency
      order by p.grant_id, e.currency collate "C"`,
    values: [afterGrantId, limit],
  });
  return rows;
};
