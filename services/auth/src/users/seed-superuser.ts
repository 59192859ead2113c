import type { AuthDependencies } from '../dependencies.ts';
import { createPasswordHasher } from '../sign-in/password-hasher.ts';
import { isUniqueViolation } from './unique-violation.ts';
import { toSignInNames } from './user.ts';
import { insertUser, selectTakenNames } from './users.sql.ts';

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
    password_hash: await createPasswordHasher().hash(superuser.password),
    timezone: 'UTC',
    is_superuser: true,
    created_at: deps.now(),
    sign_in_names: names,
  };
  try {
    await deps.database.transaction((tx) => insertUser(tx, user));
    return true;
  } catch (error) {
    // Another process starting at the same moment was quicker.
    if (isUniqueViolation(error)) return false;
    throw error;
  }
};
