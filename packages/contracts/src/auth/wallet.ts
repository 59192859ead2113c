import { z } from 'zod';
import { userId } from '../user-id.ts';

/** Balances by currency or item name; `gold` and `diamond` are always there. */
export const wallet = z
  .object({ user_id: userId, balances: z.record(z.string(), z.number().int()) })
  .meta({ id: 'Wallet' });

export type Wallet = z.infer<typeof wallet>;

/** One line of the ledger, from the user's side: a credit is positive, a spend negative. */
export const ledgerEntry = z
  .object({
    id: z.string(),
    transaction_id: z.uuid(),
    kind: z.string(),
    currency: z.string(),
    amount: z.number().int(),
    balance_after: z.number().int(),
    cause: z.record(z.string(), z.unknown()),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'LedgerEntry' });
