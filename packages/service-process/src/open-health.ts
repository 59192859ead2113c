import { toEdge } from '@questline/http/edge';
import { createHealthServer } from '@questline/http/health-server';
import { listen } from '@questline/http/listen';
import { addStartGate, type StartGate } from '@questline/http/start-gate';
import type { ListenSettings } from '@questline/lifecycle/settings';
import { createDeadLetterCount } from '@questline/messaging/dead-letters/observe-dead-letters';
import { messagingMigrations } from '@questline/messaging/migrations';
import type { RabbitMqBus } from '@questline/messaging/rabbitmq/rabbitmq-bus';
import type { Database } from '@questline/postgres/database';
import type { Migrations } from '@questline/postgres/migrate';
import type { Logger } from '@questline/telemetry/logger';

interface HealthContext {
  readonly settings: ListenSettings;
  readonly logger: Logger;
  readonly database: Database;
  readonly migrations: readonly Migrations[];
  readonly stack: AsyncDisposableStack;
}

/** Health and metrics of a process without an API; not ready until the gate is opened. */
export const openHealth = async (context: HealthContext, bus: RabbitMqBus): Promise<StartGate> => {
  const { settings, logger, database, stack } = context;
  const readiness = {
    database: () => database.query({ text: 'select 1' }),
    broker: () => bus.ready(),
  };
  const hasDeadLetters = context.migrations.some(
    ({ scope }) => scope === messagingMigrations.scope,
  );
  const details = hasDeadLetters ? { dead_letters: createDeadLetterCount(database) } : {};
  const health = createHealthServer({ logger, readiness, details, edge: toEdge(settings) });
  const gate = addStartGate(health);
  const listening = await listen(health, settings);
  stack.defer(() => listening.stop());
  return gate;
};
