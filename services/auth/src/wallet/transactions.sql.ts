import type { Transaction } from '@questline/postgres/database';
import type { TransactionRow } from './transaction.ts';

/** What a key of a wallet has done already, with the digest of what was asked for. */
export const selectTransactionOfKey = async (
  tx: Transaction,
  { user_id, idempotency_key }: { user_id: string; idempotency_key: string },
): Promise<{ fingerprint: string; transaction: TransactionRow } | undefined> => {
  const { rows } = await tx.query<TransactionRow & { fingerprint: string }>({
    name: 'select-transaction-of-key',
    text: `
      select t.fingerprint, t.id, t.user_id, e.currency, e.amount, e.balance_after,
        t.cause ->> 'reason' as reason, t.created_at
      from ledger_transactions t
      join ledger_entries e
        on e.user_id = t.user_id and e.transaction_id = t.id and e.account = 'user'
      where t.user_id = $1 and t.idempotency_key = $2`,
    values: [user_id, idempotency_key],
  });
  const [row] = rows;
  if (row === undefined) return undefined;
  const { fingerprint, ...transaction } = row;
  return { fingerprint, transaction };
};

export const insertManualTransaction = async (
  tx: Transaction,
  transaction: TransactionRow & {
    readonly idempotency_key: string;
    readonly fingerprint: string;
    /** `user:<id>` or `api-key:<id>`. */
    readonly created_by: string;
  },
): Promise<void> => {
  await tx.query({
    name: 'insert-manual-transaction',
    text: `
      insert into ledger_transactions
        (id, kind, user_id, idempotency_key, fingerprint, cause, created_by, created_at)
      values ($1, 'manual', $2, $3, $4, $5, $6, $7)`,
    values: [
      transaction.id,
      transaction.user_id,
      transaction.idempotency_key,
      transaction.fingerprint,
      JSON.stringify({ reason: transaction.reason }),
      transaction.created_by,
      transaction.created_at,
    ],
  });
};
