import { verify } from '@node-rs/argon2';
import { StartError } from '@questline/lifecycle/config';
import type { Database } from '@questline/postgres/database';
import { toSignInNames } from '../users/user.ts';
import { selectSuperuserPasswords, selectTakenNames } from '../users/users.sql.ts';

/** What this product, its Compose files and the documents of others set at first. */
const defaultPasswords = ['password', 'development-only', 'changethis'];

/** Where a process is reached from, and what its operator has said to that. */
export interface Exposure {
  readonly production: boolean;
  /** Whether this machine alone reaches it. */
  readonly loopback: boolean;
  /** ALLOW_DEFAULT_PASSWORD. */
  readonly allowed: boolean;
}

/** Production never runs with a default password; elsewhere whoever listens to others has to allow it. */
export const mustRefuseDefaultPasswords = ({ production, loopback, allowed }: Exposure): boolean =>
  production || !(loopback || allowed);

const usesDefault = async (passwordHash: string): Promise<boolean> => {
  for (const each of defaultPasswords) if (await verify(passwordHash, each)) return true;
  return false;
};

const refusal = (names: readonly string[], { production }: Exposure) => {
  const remedy = production
    ? 'set another with npm run set-password'
    : 'set another with npm run set-password, or ALLOW_DEFAULT_PASSWORD=1';
  return new StartError(
    `the superuser ${names.join(', ')} has a default password, which everybody knows: ${remedy}`,
  );
};

/**
 * Throws a StartError where superusers have a default password that the exposure does not allow: by their
 * stored hashes, whatever the settings are by now, and by what `first` would be created with.
 */
export const refuseDefaultPasswords = async (
  database: Database,
  exposure: Exposure,
  first?: { user_name: string; password: string },
): Promise<void> => {
  if (!mustRefuseDefaultPasswords(exposure)) return;
  const superusers = await selectSuperuserPasswords(database);
  const names: string[] = [];
  for (const { user_name, password_hash } of superusers) {
    if (await usesDefault(password_hash)) names.push(user_name);
  }
  if (first !== undefined && defaultPasswords.includes(first.password)) {
    const taken = await selectTakenNames(database, toSignInNames(first));
    if (taken.length === 0) names.push(first.user_name);
  }
  if (names.length > 0) throw refusal(names, exposure);
};
