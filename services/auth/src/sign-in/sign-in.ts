import { newUserSignIn, userSignIn } from '@questline/contracts/auth/events';
import { userStatus } from '@questline/contracts/auth/user';

/** What a sign-in depends on, read under the user's row lock. */
export interface SignInUser {
  readonly user_name: string;
  readonly timezone: string;
  readonly is_superuser: boolean;
  readonly password_hash: string;
  readonly status: number;
  readonly first_signed_in_at: Date | null;
}

export type SignInDecision =
  | { readonly kind: 'refused' }
  | {
      readonly kind: 'signed-in';
      readonly user: SignInUser;
      readonly is_first: boolean;
      readonly event_type: typeof newUserSignIn | typeof userSignIn;
    };

/**
 * Decides a sign-in whose password was found right before the lock was taken: by now the user may be
 * gone, banned, or have another password.
 */
export const decideSignIn = (
  user: SignInUser | undefined,
  verifiedPasswordHash: string,
): SignInDecision => {
  const refused =
    user === undefined ||
    user.status === userStatus.banned ||
    user.password_hash !== verifiedPasswordHash;
  if (refused) return { kind: 'refused' };
  const isFirst = user.first_signed_in_at === null;
  return {
    kind: 'signed-in',
    user,
    is_first: isFirst,
    event_type: isFirst ? newUserSignIn : userSignIn,
  };
};
