import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServiceName } from '@questline/contracts/gateway';
import { findFreePort } from '@questline/embedded-postgres/free-port';
import { startPostgres } from '@questline/embedded-postgres/start-postgres';
import { eventually } from '@questline/testkit/eventually';
import { callManagement } from '@questline/testkit/rabbitmq/management';
import { createProcessGroups } from '@questline/testkit/rabbitmq/process-groups';
import { startRabbitMq } from '@questline/testkit/rabbitmq/start-rabbitmq';
import { type Role, type SupervisedProcess, superviseProcess } from './supervised-process.ts';
import { startTestGateway } from './test-gateway.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const readyLimitMs = 60_000;
const internalToken = 'development-internal-token';

const roles: Record<ServiceName, readonly Role[]> = {
  auth: ['http', 'consumer', 'relay'],
  catalog: ['http', 'relay'],
  processing: ['http', 'consumer', 'relay'],
};
const serviceNames = Object.keys(roles) as ServiceName[];

export interface Distributed extends AsyncDisposable {
  /** The gateway: the API and the web app. */
  readonly baseUrl: string;
  readonly databaseUrls: Readonly<Record<ServiceName, string>>;
  readonly brokerUrl: string;
  readonly processes: readonly SupervisedProcess[];
  /** One JSON object a line, of all processes; `service` names service and role. */
  readonly logFile: string;
  /** Waits until these processes say that they are ready; all, unless told otherwise. */
  ready(processes?: readonly SupervisedProcess[]): Promise<void>;
  /** Runs a service's migration to its end; rejects unless it exits with 0. */
  migrate(service: ServiceName): Promise<void>;
  /** SIGKILL and a new start over the same data; resolves when it takes connections. */
  restartBroker(): Promise<void>;
  restartDatabase(): Promise<void>;
  /** Up to ten messages of the broker's dead letter queue, as its management API shows them. */
  deadLetters(): Promise<unknown>;
  stop(): Promise<void>;
}

const allReady = (processes: readonly SupervisedProcess[]) =>
  eventually(async () => {
    const answers = await Promise.all(
      processes.map(async (each) => `${each.name} ${await each.readiness()}`),
    );
    const late = answers.filter((answer) => !answer.endsWith(' 200'));
    if (late.length > 0) throw new Error(`not ready: ${late.join(', ')}`);
  }, readyLimitMs);

/**
 * Every process of the distributed shape, two of each, on a PostgreSQL and a RabbitMQ of their own.
 * All are started at once, in no order, and none outlives the caller. Those of `heldBack` services
 * wait for `start()`, and their migration for `migrate()`.
 */
export const startDistributed = async (
  options: {
    autoRestart?: boolean;
    heldBack?: readonly ServiceName[];
    /** Processes of each kind. Default 2. */
    replicas?: number;
    env?: Record<string, string>;
  } = {},
): Promise<Distributed> => {
  const { autoRestart = true, heldBack = [], replicas = 2 } = options;
  await using stack = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'questline-distributed-'));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  // Given by name, it is kept, to see what led to a failure.
  const logFile = process.env.DISTRIBUTED_LOG ?? join(dir, 'processes.log');
  const log = await open(logFile, 'a');
  stack.defer(() => log.close());
  const groups = createProcessGroups({ dir, removeDir: false, log });
  stack.defer(() => groups.end());

  const dataDir = join(dir, 'postgres');
  const settings = { max_connections: '250', max_locks_per_transaction: '128' };
  const [firstPostgres, rabbitMq] = await Promise.all([
    startPostgres({ dataDir, settings }),
    startRabbitMq(),
  ]);
  let postgres = firstPostgres;
  stack.defer(() => postgres.stop());
  stack.defer(() => rabbitMq.stop());
  const databaseUrls = {
    auth: postgres.url('auth'),
    catalog: postgres.url('catalog'),
    processing: postgres.url('processing'),
  };

  const httpPorts = {
    auth: await Promise.all(Array.from({ length: replicas }, findFreePort)),
    catalog: await Promise.all(Array.from({ length: replicas }, findFreePort)),
    processing: await Promise.all(Array.from({ length: replicas }, findFreePort)),
  };
  const fileOf = (service: ServiceName, process: string) =>
    join(root, 'services', service, 'src/processes', `${process}.ts`);
  const gateway = await startTestGateway({
    replicas: {
      auth: httpPorts.auth.map((port) => `http://127.0.0.1:${port}`),
      catalog: httpPorts.catalog.map((port) => `http://127.0.0.1:${port}`),
      processing: httpPorts.processing.map((port) => `http://127.0.0.1:${port}`),
    },
    webDirectory: join(root, 'web/dist'),
  });
  stack.defer(() => gateway.stop());

  const envOf = (service: ServiceName, port: number): Record<string, string> => ({
    PATH: process.env.PATH ?? '',
    NODE_COMPILE_CACHE: join(tmpdir(), 'questline-compile-cache'),
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'info',
    DATABASE_URL: databaseUrls[service],
    DATABASE_POOL_SIZE_MAX: '8',
    RABBITMQ_URL: rabbitMq.url,
    // Through the gateway, as through a load balancer: one replica may be down.
    AUTH_JWKS_URL: `${gateway.baseUrl}/.well-known/jwks.json`,
    // The internal routes are not published by the gateway.
    AUTH_URL: `http://127.0.0.1:${httpPorts.auth[0]}`,
    CATALOG_URL: `http://127.0.0.1:${httpPorts.catalog[0]}`,
    INTERNAL_TOKEN: internalToken,
    TRUST_PROXY: 'true',
    ...options.env,
  });
  const migrate = async (service: ServiceName) => {
    const child = groups.start(process.execPath, [fileOf(service, 'migrate')], envOf(service, 0));
    const code = await new Promise((resolve) => child.once('exit', resolve));
    if (code !== 0) throw new Error(`${service} migrate ended with ${code}, see ${logFile}`);
  };

  const processes: SupervisedProcess[] = [];
  for (const service of serviceNames) {
    for (const role of roles[service]) {
      for (let number = 0; number < replicas; number += 1) {
        const port = (role === 'http' && httpPorts[service][number]) || (await findFreePort());
        const supervised = superviseProcess({
          groups,
          name: `${service}-${role}-${number + 1}`,
          service,
          role,
          port,
          command: [process.execPath, fileOf(service, role)],
          env: envOf(service, port),
          autoRestart,
        });
        processes.push(supervised);
        if (!heldBack.includes(service)) supervised.start();
      }
    }
  }
  stack.defer(async () => {
    await Promise.all(processes.map((each) => each.stop('SIGKILL')));
  });
  await Promise.all(serviceNames.filter((name) => !heldBack.includes(name)).map(migrate));

  const resources = stack.move();
  const stop = () => resources.disposeAsync();
  return {
    baseUrl: gateway.baseUrl,
    databaseUrls,
    brokerUrl: rabbitMq.url,
    processes,
    logFile,
    ready: (wanted = processes) => allReady(wanted),
    migrate,
    restartBroker: () => rabbitMq.restart(),
    restartDatabase: async () => {
      const { port } = postgres;
      await postgres.stop();
      postgres = await startPostgres({ dataDir, port, settings });
    },
    deadLetters: () =>
      callManagement(rabbitMq.managementUrl, 'POST', '/api/queues/%2F/questline.dead-letters/get', {
        count: 10,
        ackmode: 'ack_requeue_true',
        encoding: 'auto',
      }),
    stop,
    [Symbol.asyncDispose]: stop,
  };
};
