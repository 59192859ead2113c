import type { Transaction } from '@questline/postgres/database';
import type { TransactionRow } from './transaction.ts';

/** A transaction by hand as it was stored, with the digest of what was asked for. */
export interface StoredTransaction {
  readonly transaction: TransactionRow;
  readonly fingerprint: string;
  readonly idempotency_key: string;
  readonly created_by: string;
}

/** What any of these keys of a wallet has done already. */
export const selectTransactionsOfKeys = async (
  tx: Transaction,
  { user_id, keys }: { user_id: string; keys: readonly string[] },
): Promise<StoredTransaction[]> => {
  const { rows } = await tx.query<TransactionRow & Omit<StoredTransaction, 'transaction'>>({
    name: 'select-transactions-of-keys',
    text: `
      select t.fingerprint, t.idempotency_key, t.created_by, t.id, t.user_id, e.currency, e.amount,
        e.balance_after, t.cause ->> 'reason' as reason, t.created_at
      from ledger_transactions t
      cross join lateral (
        select currency, amount, balance_after from ledger_entries
        where user_id = t.user_id and transaction_id = t.id and account = 'user'
        offset 0
      ) as e
      where t.user_id = $1 and t.idempotency_key = any($2)`,
    values: [user_id, keys],
  });
  return rows.map(({ fingerprint, idempotency_key, created_by, ...transaction }) => ({
    fingerprint,
    idempotency_key,
    created_by,
    transaction,
  }));
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
