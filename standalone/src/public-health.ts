import type { RequestListener } from 'node:http';
import type { Edge } from '@questline/http/edge';
import { createHealthServer } from '@questline/http/health-server';
import { addStartGate } from '@questline/http/start-gate';
import { createDeadLetterCount } from '@questline/messaging/dead-letters/observe-dead-letters';
import type { Database } from '@questline/postgres/database';
import type { Logger } from '@questline/telemetry/logger';

export interface PublicHealth {
  readonly listener: RequestListener;
  /**
   * From now on `/health/ready` answers by these databases, with the number of dead letters in those that have
   * some; until then it answers 503.
   */
  open(databases: Readonly<Record<string, Database>>, withDeadLetters: readonly Database[]): void;
}

/** The health of the whole process on its public port, where `/metrics` is not answered. */
export const createPublicHealth = async (options: {
  logger: Logger;
  edge: Edge;
}): Promise<PublicHealth> => {
  const readiness: Record<string, () => Promise<unknown>> = {};
  const counts: (() => Promise<number>)[] = [];
  const details = {
    dead_letters: async () =>
      (await Promise.all(counts.map((count) => count()))).reduce((sum, count) => sum + count, 0),
  };
  const app = createHealthServer({ ...options, readiness, details, metrics: false });
  const gate = addStartGate(app);
  await app.ready();
  return {
    listener: app.routing,
    open: (databases, withDeadLetters) => {
      counts.push(...withDeadLetters.map(createDeadLetterCount));
      for (const [name, database] of Object.entries(databases)) {
        readiness[name] = () => database.query({ text: 'select 1' });
      }
      gate.open();
    },
  };
};
