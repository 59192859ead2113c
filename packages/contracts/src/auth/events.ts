import { z } from 'zod';

/** `source` of everything the auth service emits. */
export const authSource = 'questline/auth';

export const newUserSignIn = 'NewUserSignIn';
export const userSignIn = 'UserSignIn';
export const walletCredited = 'WalletCredited';

/** Types that count as a sign-in: the first one of a user, and every later one. */
export const signInTypes = [newUserSignIn, userSignIn] as const;

/** `data` of `NewUserSignIn` and `UserSignIn`; the subject is the user's id. */
export const signInData = z.object({ user_name: z.string(), timezone: z.string() });

/** `data` of `WalletCredited`: what a grant paid and the balances after it; items count as balances. */
export const walletCreditedData = z.object({
  grant_id: z.uuid(),
  credits: z.array(z.object({ currency: z.string(), amount: z.number().int() })),
  balances: z.record(z.string(), z.number().int()),
});

export type WalletCreditedData = z.infer<typeof walletCreditedData>;
