import type { Database } from '@questline/postgres/database';
import { isUniqueViolation } from './unique-violation.ts';
import { decideWhatIsTaken, type Taken } from './user.ts';
import { insertUser, lockLookAlikes, type NewUser, selectTakenNames } from './users.sql.ts';

/** Stores a user, or returns what somebody else has; of users who come at once with one name, one is stored. */
export const insertUserUnlessTaken = async (
  database: Database,
  user: NewUser,
): Promise<Taken | undefined> => {
  const findTaken = async () =>
    decideWhatIsTaken(user, await selectTakenNames(database, user.sign_in_names));
  try {
    return await database.transaction(async (tx) => {
      await lockLookAlikes(tx, user.sign_in_names);
      const taken = decideWhatIsTaken(user, await selectTakenNames(tx, user.sign_in_names));
      if (taken === undefined) await insertUser(tx, user);
      return taken;
    });
  } catch (error) {
    // A process of an earlier release does not lock.
    if (!isUniqueViolation(error)) throw error;
    return (await findTaken()) ?? 'user-name';
  }
};
