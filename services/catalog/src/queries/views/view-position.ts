import { pause } from '@questline/messaging/pause';
import type { Database } from '@questline/postgres/database';
import type { Logger } from '@questline/telemetry/logger';
import { selectPosition, viewsChannel } from './projection.sql.ts';
import { withinLimit } from './within-limit.ts';

/** How far the views are, as this process has heard. */
export interface ViewPosition {
  /** Undefined while changes are not heard of at once: nothing may be kept then. */
  known(): number | undefined;
  /** Waits until the views show a position; false when that takes longer than the limit. */
  reach(position: number, limitMs: number): Promise<boolean>;
  stop(): Promise<void>;
}

const pollIntervalMs = 100;
const reconnectDelayMs = 500;
/** A connection that was lost without a word is noticed by a question that is not answered in time. */
const questionIntervalMsDefault = 3_000;
const questionLimitMsDefault = 2_000;

/** Listens for changes of the views, on a connection of its own, which is opened again when lost. */
export const watchPosition = (options: {
  database: Database;
  logger: Logger;
  questionIntervalMs?: number;
  questionLimitMs?: number;
}): ViewPosition => {
  const { database, logger } = options;
  const { questionIntervalMs = questionIntervalMsDefault } = options;
  const { questionLimitMs = questionLimitMsDefault } = options;
  const stopped = new AbortController();
  let known: number | undefined;
  let changed = Promise.withResolvers<void>();

  const tell = (position: number | undefined) => {
    known = position;
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };
  const hear = (position: number) => {
    if (position > (known ?? -1)) tell(position);
  };

  const listen = async () => {
    const session = await database.connect();
    const ended = new AbortController();
    const end = () => ended.abort();
    session.on('error', end);
    session.on('end', end);
    session.on('notification', ({ payload }) => hear(Number(payload)));
    stopped.signal.addEventListener('abort', end, { once: true });
    try {
      await session.query(`listen ${viewsChannel}`);
      // Read after it is listened to, so that no change falls between.
      while (!ended.signal.aborted) {
        hear(await withinLimit(selectPosition(session), questionLimitMs));
        await pause(questionIntervalMs, ended.signal);
      }
    } finally {
      stopped.signal.removeEventListener('abort', end);
      tell(undefined);
      await session.end().catch(() => undefined);
    }
  };

  const loop = async () => {
    let failures = 0;
    while (!stopped.signal.aborted) {
      try {
        await listen();
        failures = 0;
      } catch (error) {
        failures += 1;
        // Told once: they may not be there for a while.
        if (failures === 1) logger.warn({ err: error }, 'the views are not listened to');
      }
      await pause(reconnectDelayMs, stopped.signal);
    }
  };
  const running = loop();

  let asking: Promise<number> | undefined;
  /** One question at a time for all who wait: they may be as many as there are connections. */
  const ask = (): Promise<number> => {
    asking ??= selectPosition(database).finally(() => {
      asking = undefined;
    });
    return asking;
  };

  const isReached = async (position: number): Promise<boolean> => {
    if (known !== undefined && known >= position) return true;
    const shown = await ask();
    // Where it is heard at all, it may be heard late.
    if (known !== undefined) hear(shown);
    return shown >= position;
  };

  return {
    known: () => known,
    reach: async (position, limitMs) => {
      const deadline = Date.now() + limitMs;
      while (!(await isReached(position))) {
        const left = deadline - Date.now();
        if (left <= 0 || stopped.signal.aborted) return false;
        const waited = pause(Math.min(left, pollIntervalMs), stopped.signal);
        await Promise.race([changed.promise, waited]);
      }
      return true;
    },
    stop: async () => {
      stopped.abort();
      await running;
    },
  };
};
