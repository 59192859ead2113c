import type pg from 'pg';
import type { Transaction } from './statement.ts';

/**
 * Begins without waiting for the answer: early statements travel with `begin`. Others wait until it is
 * answered, because they would commit one by one if it failed; so do all that come after one of them,
 * as statements keep their order.
 */
export const beginTransaction = (
  client: Pick<pg.ClientBase, 'query'>,
): { readonly tx: Transaction; readonly begun: Promise<unknown>; end(): void } => {
  let hasBegun = false;
  let hasEnded = false;
  let waiting = 0;
  let failure: { readonly error: unknown } | undefined;
  const begun = client.query('begin').then(() => {
    hasBegun = true;
  });
  // Those that wait for it see its failure.
  begun.catch(() => undefined);
  return {
    begun,
    end: () => {
      hasEnded = true;
    },
    tx: {
      inTransaction: true,
      query: async (statement) => {
        if (waiting > 0 || !(hasBegun || statement.early)) {
          waiting += 1;
          try {
            await begun;
          } finally {
            waiting -= 1;
          }
        }
        // Of statements that were called together one failed: those behind it must not run alone.
        if (hasEnded) throw new Error('the transaction has ended');
        try {
          return await client.query(statement);
        } catch (error) {
          // The server refuses all that comes after the first failure, which is the one to be known.
          failure ??= { error };
          throw failure.error;
        }
      },
    },
  };
};
