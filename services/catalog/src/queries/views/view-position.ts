import { pause } from '@questline/messaging/pause';
import type { Database } from '@questline/postgres/database';
import type { Logger } from '@questline/telemetry/logger';
import { selectPosition, viewsChannel } from './projection.sql.ts';

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

/** Listens for changes of the views, on a connection of its own, which is opened again when lost. */
export const watchPosition = (options: { database: Database; logger: Logger }): ViewPosition => {
  const { database, logger } = options;
  const stopped = new AbortController();
  let known: number | undefined;
  let changed = Promise.withResolvers<void>();

  const tell = (position: number | undefined) => {
    known = position;
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };

  const listen = async () => {
    const session = await database.connect();
    const lost = Promise.withResolvers<void>();
    session.on('error', () => lost.resolve());
    session.on('end', () => lost.resolve());
    session.on('notification', ({ payload }) => tell(Math.max(Number(payload), known ?? 0)));
    const end = () => lost.resolve();
    stopped.signal.addEventListener('abort', end, { once: true });
    try {
      await session.query(`listen ${viewsChannel}`);
      // Read after it is listened to, so that no change falls between.
      tell(await selectPosition(session));
      if (!stopped.signal.aborted) await lost.promise;
    } finally {
      stopped.signal.removeEventListener('abort', end);
      tell(undefined);
      await session.end().catch(() => undefined);
    }
  };

  const loop = async () => {
    let failures = 0;
    while (!stopped.signal.aborted) {
      await listen().then(
        () => {
          failures = 0;
        },
        (error: unknown) => {
          failures += 1;
          // Told once: they may not be there for a while.
          if (failures === 1) logger.warn({ err: error }, 'the views are not listened to');
        },
      );
      await pause(reconnectDelayMs, stopped.signal);
    }
  };
  const running = loop();

  return {
    known: () => known,
    reach: async (position, limitMs) => {
      const deadline = Date.now() + limitMs;
      for (;;) {
        if ((known ?? (await selectPosition(database))) >= position) return true;
        const left = deadline - Date.now();
        if (left <= 0) return false;
        const waited = pause(Math.min(left, pollIntervalMs), stopped.signal);
        await Promise.race([changed.promise, waited]);
        if (stopped.signal.aborted) return false;
      }
    },
    stop: async () => {
      stopped.abort();
      await running;
    },
  };
};
