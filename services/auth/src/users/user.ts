import { type UserPublic, userStatus } from '@questline/contracts/auth/user';

/** A user as the database tells it, with the wallet's two currencies. */
export interface UserRow {
  readonly id: string;
  readonly user_name: string;
  readonly email: string | null;
  readonly full_name: string | null;
  readonly timezone: string;
  readonly is_superuser: boolean;
  readonly status: number;
  readonly gold: number;
  readonly diamond: number;
  readonly created_at: Date;
}

export const toUserPublic = (row: UserRow): UserPublic => ({
  ...row,
  is_active: row.status !== userStatus.banned,
  created_at: row.created_at.toISOString(),
});

/**
 * What a user name or e-mail is compared by: no case, no outer spaces, and one form for characters
 * that Unicode can write in several ways (NFKC), so that look-alikes of that kind are one name.
 */
export const toSignInName = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

interface Names {
  readonly user_name: string;
  readonly email?: string | null | undefined;
}

/** All that a user can type to sign in; one entry when the name is the user's own e-mail. */
export const toSignInNames = ({ user_name, email }: Names): string[] => {
  const names = [toSignInName(user_name), ...(email ? [toSignInName(email)] : [])];
  return [...new Set(names)];
};

/** What a new user cannot have: the user name, the e-mail, or a name that looks like somebody else's. */
export type Taken = 'user-name' | 'email' | 'look-alike';

/** Decides by the names of others that are the same or look the same; undefined when there are none. */
export const decideWhatIsTaken = (
  { user_name, email }: Names,
  taken: readonly string[],
): Taken | undefined => {
  if (taken.includes(toSignInName(user_name))) return 'user-name';
  if (email && taken.includes(toSignInName(email))) return 'email';
  return taken.length > 0 ? 'look-alike' : undefined;
};
