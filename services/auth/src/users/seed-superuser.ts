import type { AuthDependencies } from '../dependencies.ts';
import { hashPassword } from '../passwords/hash-password.ts';
import { insertUserUnlessTaken } from './insert-user-unless-taken.ts';
import { toSignInNames } from './user.ts';
import { selectTakenNames } from './users.sql.ts';

/**
 * Creates the first superuser, at every start: a name that exists is left as it is, so that a changed
 * password stays changed. Returns whether it created one.
 */
export const seedSuperuser = async (
  deps: Pick<AuthDependencies, 'database' | 'now' | 'newId'>,
  superuser: { user_name: string; password: string },
): Promise<boolean> => {
  const names = toSignInNames(superuser);
  if ((await selectTakenNames(deps.database, names)).length > 0) return false;
  const user = {
    id: deps.newId(),
    user_name: superuser.user_name.trim(),
    email: null,
    full_name: null,
    password_hash: await hashPassword(superuser.password),
    timezone: 'UTC',
    is_superuser: true,
    created_at: deps.now(),
    sign_in_names: names,
  };
  return (await insertUserUnlessTaken(deps.database, user)) === undefined;
};
