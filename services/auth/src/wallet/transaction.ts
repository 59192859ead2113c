import { createHash } from 'node:crypto';
import type { WalletTransaction, WalletTransactionCreate } from '@questline/contracts/auth/wallet';

/** A digest of what is to be done, by which a repeat is told from something else under its key. */
export const toTransactionFingerprint = (wanted: WalletTransactionCreate): string => {
  const { currency, amount, reason } = wanted;
  return createHash('sha256')
    .update(JSON.stringify([currency, amount, reason]))
    .digest('base64url');
};

export type TransactionDecision =
  | { readonly kind: 'moved'; readonly balance_after: number }
  | { readonly kind: 'not-enough'; readonly balance: number }
  | { readonly kind: 'balance-too-large' };

export const decideTransaction = (balance: number, amount: number): TransactionDecision => {
  const balanceAfter = balance + amount;
  if (balanceAfter < 0) return { kind: 'not-enough', balance };
  if (!Number.isSafeInteger(balanceAfter)) return { kind: 'balance-too-large' };
  return { kind: 'moved', balance_after: balanceAfter };
};

/** A transaction by hand as the database tells it. */
export interface TransactionRow extends Omit<WalletTransaction, 'kind' | 'created_at'> {
  readonly created_at: Date;
}

export const toWalletTransaction = (row: TransactionRow): WalletTransaction => ({
  ...row,
  kind: 'manual',
  created_at: row.created_at.toISOString(),
});
