import { revocationsChannel } from '@questline/contracts/auth/revocation';
import type { Transaction } from '@questline/postgres/database';
import type { AuthDependencies } from '../dependencies.ts';
import { selectRevokedHere } from './revocations.sql.ts';

/**
 * Runs `work` in one transaction and announces what it revoked once that has committed. Best effort: a
 * process that misses the announcement reads the revocations at its next look.
 */
export const revoke = async <Value>(
  { database, bus, logger }: Pick<AuthDependencies, 'database' | 'bus' | 'logger'>,
  work: (tx: Transaction) => Promise<Value>,
): Promise<Value> => {
  const { value, revocations } = await database.transaction(async (tx) => ({
    value: await work(tx),
    revocations: await selectRevokedHere(tx),
  }));
  if (revocations.length > 0) {
    await bus.broadcast(revocationsChannel, { revocations }).catch((error) => {
      logger.warn({ err: error }, 'revocations not broadcast');
    });
  }
  return value;
};
