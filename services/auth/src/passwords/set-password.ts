import { StartError } from '@questline/lifecycle/config';
import { logAct, toAct } from '../audit-log/act.ts';
import { insertActs } from '../audit-log/audit-log.sql.ts';
import type { AuthDependencies } from '../dependencies.ts';
import { revokeUser } from '../revocations/revocations.sql.ts';
import { revoke } from '../revocations/revoke.ts';
import { toSignInName } from '../users/user.ts';
import { selectUserBySignInName, updatePassword } from '../users/users.sql.ts';
import { hashPassword } from './hash-password.ts';
import { weakPasswordFault } from './weak-password.ts';

/** Who runs a command has access to the database; the product knows no more of them. */
const operator = { kind: 'system', id: null, name: 'operator' } as const;

const lengthMin = 8;
const lengthMax = 128;

/**
 * An operator's reset: gives the user of that name or e-mail another password and ends all sessions.
 * Throws a StartError for an unknown name and for a password that sign-ups may not choose.
 */
export const setPassword = async (
  deps: Pick<AuthDependencies, 'database' | 'bus' | 'logger' | 'now' | 'newId'>,
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
  const act = toAct(
    { id: deps.newId(), at: deps.now(), actor: operator, address: null },
    { action: 'password.reset', object: { kind: 'account', id: user.id } },
  );
  await revoke(deps, async (tx) => {
    await updatePassword(tx, user.id, hash);
    await revokeUser(tx, { user_id: user.id });
    await insertActs(tx, [act]);
  });
  logAct(deps.logger, act);
  return { user_name: user.user_name };
};
