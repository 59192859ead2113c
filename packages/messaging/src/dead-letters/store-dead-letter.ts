import type { Queryable } from '@questline/postgres/database';
import type { DeadLetter, RawLetter } from './dead-letter.ts';
import { insertDeadLetter, insertRawLetter } from './dead-letters.sql.ts';

/** SQLSTATE class 22: a value that the database cannot hold. */
const isRefusedValue = (error: unknown): boolean => {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && code.startsWith('22');
};

// PostgreSQL's texts hold every character but this one.
const withoutNul = (text: string): string => text.replaceAll('\u0000', '');

/** Stores a dead letter once, whatever is in it: a letter that could not be stored would hold up all others. */
export const storeDeadLetter = async (
  database: Queryable,
  letter: DeadLetter | RawLetter,
): Promise<void> => {
  const place = {
    subscription: withoutNul(letter.subscription),
    reason: withoutNul(letter.reason),
  };
  if ('body' in letter) return insertRawLetter(database, { ...place, body: letter.body });
  try {
    await insertDeadLetter(database, { ...place, event: letter.event });
  } catch (error) {
    if (!isRefusedValue(error)) throw error;
    const body = Buffer.from(JSON.stringify(letter.event));
    await insertRawLetter(database, { ...place, body });
  }
};
