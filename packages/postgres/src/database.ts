import type { Logger } from '@questline/telemetry/logger';
import { defineGauge } from '@questline/telemetry/metrics';
import { inChildSpan } from '@questline/telemetry/spans';
import pg from 'pg';
import { beginTransaction } from './begin-transaction.ts';
import { GatheringSocket } from './gathering-socket.ts';
import { type Reading, sessionOptions, withoutOptions } from './session-settings.ts';
import type { Queryable, Transaction } from './statement.ts';

export type { Queryable, Statement, Transaction } from './statement.ts';

export interface Database extends Queryable {
  /**
   * Runs `work` in one READ COMMITTED transaction and returns its value; a throw rolls back.
   * A deadlock or serialization failure is tried again, so `work` must be free of other effects.
   */
  transaction<Value>(work: (tx: Transaction) => Promise<Value>): Promise<Value>;
  /** A connection of its own, outside the pool, for LISTEN and session locks. */
  connect(): Promise<pg.Client>;
  close(): Promise<void>;
}

const poolConnections = defineGauge<{ state: 'in_use' | 'idle' | 'waiting' }>(
  'questline_pool_connections',
  'Database connections in use and idle, and who waits for one, over the pools of the process.',
);

const transactionAttemptsMax = 5;
const connectionTimeoutMs = 5_000;
const retryableCodes = new Set(['40001', '40P01']);

const types: pg.CustomTypesConfig = {
  // Counts, sequences and amounts stay far below 2^53, so bigint and numeric sums read as numbers.
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC
      ? Number
      : pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
};

/** What spans tell of the database: its name, and nothing else of its address. */
const attributesOf = (url: string) => ({
  'db.system.name': 'postgresql',
  ...(URL.canParse(url) && { 'db.namespace': new URL(url).pathname.slice(1) }),
});

/** Opens a pool. It connects lazily, so that a process can start before its database. */
export const createDatabase = (options: {
  url: string;
  applicationName: string;
  poolSizeMax: number;
  /** Longest a statement may run; 0 for no limit. Default 30 s. */
  statementTimeoutMs?: number;
  /** Default `by-key`. */
  reading?: Reading;
  logger: Logger;
}): Database => {
  const settings: pg.ClientConfig = {
    connectionString: withoutOptions(options.url),
    options: sessionOptions(options.url, options.reading ?? 'by-key'),
    application_name: options.applicationName,
    connectionTimeoutMillis: connectionTimeoutMs,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    pipeline: true,
    stream: () => new GatheringSocket(),
    types,
  };
  const pool = new pg.Pool({
    ...settings,
    max: options.poolSizeMax,
    idleTimeoutMillis: 30_000,
  });
  // An idle connection the server closed is reported here; the next query opens another.
  pool.on('error', (error) => {
    if (!pool.ending) options.logger.warn({ err: error }, 'idle connection lost');
  });

  const endGauge = poolConnections.observe(() => [
    { value: pool.totalCount - pool.idleCount, labels: { state: 'in_use' } },
    { value: pool.idleCount, labels: { state: 'idle' } },
    { value: pool.waitingCount, labels: { state: 'waiting' } },
  ]);

  const attempt = async <Value>(work: (tx: Transaction) => Promise<Value>): Promise<Value> => {
    const client = await pool.connect();
    let broken: Error | undefined;
    const onError = (error: Error) => {
      broken = error;
    };
    client.on('error', onError);
    const { tx, begun, end } = beginTransaction(client);
    try {
      const value = await work(tx);
      await begun;
      end();
      const { command } = await client.query('commit');
      // A statement failed and `work` went on: the server has rolled back.
      if (command !== 'COMMIT') throw new Error('a transaction went on after a failed statement');
      return value;
    } catch (error) {
      end();
      await client.query('rollback').catch((rollbackError: Error) => {
        broken = rollbackError;
      });
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  };

  const transaction = async <Value>(work: (tx: Transaction) => Promise<Value>): Promise<Value> => {
    for (let attempts = 1; ; attempts += 1) {
      try {
        return await attempt(work);
      } catch (error) {
        const { code } = error as { code?: string };
        const retryable = code !== undefined && retryableCodes.has(code);
        if (!retryable || attempts === transactionAttemptsMax) throw error;
        options.logger.debug({ code, attempts }, 'transaction tried again');
      }
    }
  };
  const spanOptions = { kind: 'client', attributes: attributesOf(options.url) } as const;

  return {
    query: (statement) => pool.query(statement),
    transaction: (work) => inChildSpan('transaction', spanOptions, () => transaction(work)),
    connect: async () => {
      const client = new pg.Client({ ...settings, statement_timeout: 0 });
      await client.connect();
      return client;
    },
    close: () => {
      endGauge();
      return pool.end();
    },
  };
};
