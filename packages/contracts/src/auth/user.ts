import { z } from 'zod';
import { timeZoneName } from '../time-zone-name.ts';
import { invisibleTextFault, isVisibleText } from '../visible-text.ts';

/** status of a user: before the first sign-in, after it, and banned. */
export const userStatus = { new: 0, notNew: 1, banned: 2 } as const;

/**
 * A name as it is stored: in Unicode's form NFKC, in which what looks the same is mostly written the
 * same, and without characters that nobody sees.
 */
export const userName = z
  .string()
  .normalize('NFKC')
  .trim()
  .min(1)
  .max(255)
  .refine(isVisibleText, invisibleTextFault);
export const password = z.string().min(8).max(128);
export const email = z.string().trim().max(255).pipe(z.email()).meta({ format: 'email' });

/** A user as clients see it; `gold` and `diamond` are the wallet's balances. */
export const userPublic = z
  .object({
    id: z.uuid(),
    user_name: z.string(),
    email: z.string().nullable(),
    full_name: z.string().nullable(),
    timezone: z.string(),
    is_active: z.boolean(),
    is_superuser: z.boolean(),
    status: z.number().int().min(0).max(2),
    gold: z.number().int(),
    diamond: z.number().int(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'UserPublic' });

export type UserPublic = z.infer<typeof userPublic>;

/** Unknown keys are refused, so that `gold`, `status` and the like cannot be set by a sign-up. */
export const userSignup = z
  .strictObject({
    user_name: userName,
    password,
    email: email.nullish(),
    full_name: z.string().trim().max(255).refine(isVisibleText, invisibleTextFault).nullish(),
    timezone: timeZoneName.default('UTC'),
  })
  .meta({ id: 'UserSignup' });

export type UserSignup = z.infer<typeof userSignup>;
