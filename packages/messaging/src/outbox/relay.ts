import type { Database, Queryable } from '@questline/postgres/database';
import type { Logger } from '@questline/telemetry/logger';
import type { Bus } from '../bus.ts';
import { observeDeadLetters } from '../dead-letters/observe-dead-letters.ts';
import { DeliveryStopped } from '../deliver-batch.ts';
import { pause } from '../pause.ts';
import { endSpans, traceEvents } from '../trace-events.ts';
import { observeOutbox } from './observe-outbox.ts';
import {
  deleteOutboxRows,
  type OutboxRow,
  relaxDurability,
  selectOutboxRows,
} from './outbox.sql.ts';
import { createOutboxUpkeep } from './outbox-upkeep.ts';
import { sendRows } from './send-rows.ts';

/** A session lock: of several relays on one outbox one is active, the others stand by. */
const relayLockKey = 7_305_816_202_612;

/**
 * Under load each transaction leaves a few rows, and sending them on costs the same for few as for
 * many: a batch of at least so many is followed by a short wait, in which the next one gathers. Fewer
 * are somebody's waited-for toast and go at once.
 */
const lingerFromRows = 10;
const lingerMs = 50;

export interface RelayOptions {
  /** Whose outbox it is, for metrics. */
  service: string;
  database: Database;
  bus: Bus;
  logger: Logger;
  /** Rows sent at once. */
  batchSizeMax?: number;
  /** How long an idle relay waits for a notice before it looks by itself. */
  pollIntervalMs?: number;
  retryDelayMaxMs?: number;
}

export interface Relay {
  /** Finishes the batch in hand, then lets go of the outbox. */
  stop(): Promise<void>;
}

/** Wakes at a notice, at `pollIntervalMs`, or at once if a notice came while nobody waited. */
const createDoorbell = () => {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring: () => {
      rung = true;
      wake?.();
    },
    wait: async (limitMs: number) => {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, limitMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = undefined;
      rung = false;
    },
  };
};

/**
 * Moves the outbox to the bus, in order: read a batch, publish, delete once the bus has it. A crash
 * in between publishes again, which consumers must bear. Reconnects with backoff, for ever.
 */
export const startRelay = (options: RelayOptions): Relay => {
  const { database, bus, logger, batchSizeMax = 500, pollIntervalMs = 1_000 } = options;
  const { retryDelayMaxMs = 5_000 } = options;
  const stopped = new AbortController();
  const doorbell = createDoorbell();
  stopped.signal.addEventListener('abort', doorbell.ring);

  /** Holds the session lock on a connection of its own while `run` goes on. */
  const whileActive = async (
    run: (session: Queryable, isActive: () => boolean) => Promise<void>,
  ) => {
    const session = await database.connect();
    let active = true;
    const lose = () => {
      active = false;
      doorbell.ring();
    };
    session.on('error', lose);
    session.on('end', lose);
    session.on('notification', doorbell.ring);
    try {
      const locked = async () => {
        const { rows } = await session.query('select pg_try_advisory_lock($1) as locked', [
          relayLockKey,
        ]);
        return rows[0]?.locked === true;
      };
      while (active && !stopped.signal.aborted && !(await locked())) {
        await pause(pollIntervalMs, stopped.signal);
      }
      await relaxDurability(session);
      await session.query('listen outbox');
      await run(session, () => active && !stopped.signal.aborted);
    } finally {
      await session.end().catch(() => undefined);
    }
  };

  /** Each event on a trace gets a span that lasts until the bus has it, and names it as its cause. */
  const publish = async (rows: readonly OutboxRow[]) => {
    const traced = traceEvents(
      rows.map(({ event }) => event),
      'publish',
      {},
    );
    let failed = true;
    try {
      await sendRows(bus, rows, traced.events);
      failed = false;
    } finally {
      endSpans(traced, () => (failed ? 'not published' : undefined));
    }
  };

  const drain = async (session: Queryable, isActive: () => boolean) => {
    const { floor, afterDelete } = createOutboxUpkeep(session);
    let sent: number[] = [];
    while (isActive()) {
      const [, rows] = await Promise.all([
        deleteOutboxRows(session, sent),
        selectOutboxRows(session, batchSizeMax, floor.after),
      ]);
      floor.read(rows[0]?.seq);
      await afterDelete(sent.length);
      sent = [];
      if (!isActive()) return;
      if (rows.length === 0) {
        await doorbell.wait(pollIntervalMs);
        continue;
      }
      await publish(rows);
      sent = rows.map(({ seq }) => seq);
      failures = 0;
      const isBusy = rows.length >= lingerFromRows && rows.length < batchSizeMax;
      if (isBusy) await pause(lingerMs, stopped.signal);
    }
    await deleteOutboxRows(session, sent);
  };

  let failures = 0;
  const loop = async () => {
    while (!stopped.signal.aborted) {
      try {
        await whileActive(drain);
      } catch (error) {
        if (error instanceof DeliveryStopped && stopped.signal.aborted) return;
        failures += 1;
        logger.warn({ err: error, failures }, 'relay interrupted');
        await pause(Math.min(50 * 2 ** failures, retryDelayMaxMs), stopped.signal);
      }
    }
  };
  const running = loop();
  const observed = [observeOutbox(database, options.service), observeDeadLetters(database)];

  return {
    stop: async () => {
      stopped.abort();
      for (const end of observed) end();
      await running;
    },
  };
};
