import { StartError } from '@questline/lifecycle/config';
import type { AuthDependencies } from '../dependencies.ts';
import { revokeUser } from '../revocations/revocations.sql.ts';
import { revoke } from '../revocations/revoke.ts';
import { toSignInName } from '../users/user.ts';
import { selectUserBySignInName, updatePassword } from '../users/users.sql.ts';
import { hashPassword } from './hash-password.ts';
import { weakPasswordFault } from './weak-password.ts';

const lengthMin = 8;
const lengthMax = 128;

/**
 * An operator's reset: gives the user of that name or e-mail another password and ends all sessions.
 * Throws a StartError for an unknown name and for a password that sign-ups may not choose.
 */
export const setPassword = async (
  deps: Pick<AuthDependencies, 'database' | 'bus' | 'logger'>,
  { name, password }: { name: string; password: string },
): Promise<{ user_name: string }> => {
  const user = await selectUserBySignInName(deps.database, toSignInName(name));
  if (user === undefined) throw new StartError(`there is no user ${name}`);
  if (password.length < lengthMin || password.length > lengthMax) {
    throw new StartError(`the password must have ${lengthMin} to ${lengthMax} characters`);
  }
  const weakness = weakPasswordFault(password, user);
  if (weakness !== undefined) throw new StartError(`the password ${weakness}`);
  const hash = await hashPassword(password);
  await revoke(deps, async (tx) => {
    await updatePassword(tx, user.id, hash);
    await revokeUser(tx, { user_id: user.id });
  });
  return { user_name: user.user_name };
};
