import type { Database, Statement, Transaction } from '@questline/postgres/database';

/**
 * What goes wrong with one statement of the transactions to come, the `at`-th from 1: the server ends
 * its connection before it runs, or it fails to serialise. Or with a commit, the `at`-th: the
 * connection ends before it, or after it and before its answer.
 */
export interface PlannedFault {
  readonly kind: 'statement' | 'serialisation' | 'commit' | 'answer';
  readonly at: number;
}

export interface Faults {
  wrap(database: Database): Database;
  /** Plans one fault from here on, or none. */
  plan(fault: PlannedFault | undefined): void;
  /** Whether it has happened; it happens once. */
  happened(): boolean;
}

class ConnectionLost extends Error {
  override name = 'ConnectionLost';
  readonly code = '08006';
}

class NotSerialised extends Error {
  override name = 'NotSerialised';
  readonly code = '40001';
}

export const createFaults = (): Faults => {
  let planned: PlannedFault | undefined;
  let statements = 0;
  let commits = 0;
  let done = false;

  const isTurn = (kind: PlannedFault['kind'], count: number) => {
    if (done || planned?.kind !== kind || planned.at !== count) return false;
    done = true;
    return true;
  };
  const endConnection = async (database: Database, tx: Transaction) => {
    const { rows } = await tx.query<{ pid: number }>({ text: 'select pg_backend_pid() as pid' });
    const values = [rows[0]?.pid];
    await database.query({ text: 'select pg_terminate_backend($1::integer, 5000)', values });
  };

  return {
    wrap: (database) => ({
      ...database,
      transaction: async (work) => {
        const value = await database.transaction(async (tx) => {
          let before: Promise<unknown> = Promise.resolve();
          const result = await work({
            inTransaction: true,
            // One after the other, also those that are called together: a fault comes between two.
            query: ((statement: Statement) => {
              const run = async () => {
                statements += 1;
                if (isTurn('statement', statements)) await endConnection(database, tx);
                if (isTurn('serialisation', statements)) throw new NotSerialised();
                return tx.query(statement);
              };
              const ran = before.then(run);
              before = ran.catch(() => undefined);
              return ran;
            }) as Transaction['query'],
          });
          commits += 1;
          if (isTurn('commit', commits)) await endConnection(database, tx);
          return result;
        });
        if (isTurn('answer', commits)) throw new ConnectionLost();
        return value;
      },
    }),
    plan: (fault) => {
      planned = fault;
      statements = 0;
      commits = 0;
      done = false;
    },
    happened: () => done,
  };
};
