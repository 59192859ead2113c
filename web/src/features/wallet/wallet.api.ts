import type { Wallet } from '@questline/contracts/auth/wallet';
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { request } from '../../http/request.ts';
import { reread } from '../../http/reread.ts';

export const walletQuery = queryOptions({
  queryKey: ['wallet'],
  queryFn: ({ signal }) => request<Wallet>('/wallets/me', { signal }),
});

/**
 * Shows the balances a credit left, at once, and has them confirmed. A credit from before the
 * last answer is an old one told again: its balances may be out of date.
 */
export const applyBalances = (
  client: QueryClient,
  balances: Wallet['balances'],
  creditedAt: string,
): void => {
  const known = client.getQueryState(walletQuery.queryKey)?.dataUpdatedAt ?? 0;
  if (Date.parse(creditedAt) > known) {
    client.setQueryData(walletQuery.queryKey, (wallet) => wallet && { ...wallet, balances });
  }
  void reread(client, walletQuery);
};
