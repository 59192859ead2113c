import { z } from 'zod';
import { rewardAmountMax } from '../catalog/reward.ts';
import { newRewardName } from '../reward-name.ts';
import { isStorableText } from '../storable-text.ts';
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

const storable = z.string().refine(isStorableText, 'holds characters that cannot be stored');

/** The body that moves money by hand: a positive amount credits the user, a negative one spends. */
export const walletTransactionCreate = z
  .strictObject({
    /** A currency, or the name of an item. */
    currency: newRewardName,
    amount: z
      .number()
      .int()
      .min(-rewardAmountMax)
      .max(rewardAmountMax)
      .refine((amount) => amount !== 0, 'must not be 0')
      .meta({ not: { const: 0 } }),
    reason: storable.trim().min(1).max(500),
  })
  .meta({ id: 'WalletTransactionCreate' });

export type WalletTransactionCreate = z.infer<typeof walletTransactionCreate>;

export const walletTransaction = z
  .object({
    id: z.uuid(),
    user_id: userId,
    kind: z.literal('manual'),
    currency: z.string(),
    amount: z.number().int(),
    balance_after: z.number().int(),
    reason: z.string(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'WalletTransaction' });

export type WalletTransaction = z.infer<typeof walletTransaction>;
