import { createHash } from 'node:crypto';
import type { WalletTransaction, WalletTransactionCreate } from '@questline/contracts/auth/wallet';
import { isBadge } from './wallet.ts';

/** A digest of what is to be done, by which a repeat is told from something else under its key. */
export const toTransactionFingerprint = (wanted: WalletTransactionCreate): string => {
  const { currency, amount, reason } = wanted;
  return createHash('sha256')
    .update(JSON.stringify([currency, amount, reason]))
    .digest('base64url');
};

/** Whose key it is, and which. */
interface CallersKey {
  readonly idempotency_key: string;
  /** `user:<id>` or `api-key:<id>`. */
  readonly created_by: string;
}

/** A key under which no other caller's can be stored: a header holds no line break. */
export const toOwnKey = ({ created_by, idempotency_key }: CallersKey): string =>
  `${created_by}\n${idempotency_key}`;

/**
 * What the caller's key has done already, among what was stored under it or its own form, and the key to
 * store otherwise. That is the key as it was sent while it is free, so that a process of the release
 * before, where keys belonged to the wallet, recognises a repeat too.
 */
export const findEarlier = <Stored extends CallersKey>(
  stored: readonly Stored[],
  key: CallersKey,
): { readonly earlier: Stored | undefined; readonly storedKey: string } => ({
  earlier: stored.find(({ created_by }) => created_by === key.created_by),
  storedKey: stored.length === 0 ? key.idempotency_key : toOwnKey(key),
});

export type TransactionDecision =
  | { readonly kind: 'moved'; readonly balance_after: number }
  | { readonly kind: 'not-enough'; readonly balance: number }
  | { readonly kind: 'badge-held' }
  | { readonly kind: 'balance-too-large' };

/** A badge is held once, whatever a transaction wants; one that is there already can be taken away. */
export const decideTransaction = (
  balance: number,
  { currency, amount }: Pick<WalletTransactionCreate, 'currency' | 'amount'>,
): TransactionDecision => {
  const balanceAfter = balance + amount;
  if (isBadge(currency) && amount > 0 && balanceAfter > 1) return { kind: 'badge-held' };
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
