import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BackendName, ServiceName } from '@questline/contracts/gateway';
import { findFreePort } from '@questline/embedded-postgres/free-port';
import { startPostgres } from '@questline/embedded-postgres/start-postgres';
import { eventually } from '@questline/testkit/eventually';
import { callManagement } from '@questline/testkit/rabbitmq/management';
import { createProcessGroups } from '@questline/testkit/rabbitmq/process-groups';
import { startRabbitMq } from '@questline/testkit/rabbitmq/start-rabbitmq';
import { type Role, type SupervisedProcess, superviseProcess } from './supervised-process.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const readyLimitMs = 60_000;
const internalToken = 'development-internal-token';

const roles: Record<ServiceName, readonly Role[]> = {
  auth: ['http', 'consumer', 'relay'],
  catalog: ['commands', 'queries', 'projector', 'relay'],
  processing: ['http', 'consumer', 'relay'],
};
const serviceNames = Object.keys(roles) as ServiceName[];

/** Of each service, on the broker: its own user, as in production. */
const userUrl = (brokerUrl: string, service: ServiceName): string => {
  const url = new URL(brokerUrl);
  url.username = service;
  url.password = `password-of-${service}`;
  return url.href;
};

/** The catalog has one to decide by and one to show from. */
type DatabaseName = ServiceName | 'catalog_views';

const databaseOf = (service: ServiceName, process: string): DatabaseName =>
  ['queries', 'projector', 'migrate-views'].includes(process) ? 'catalog_views' : service;

const migrations: Record<ServiceName, readonly string[]> = {
  auth: ['migrate'],
  catalog: ['migrate', 'migrate-views'],
  processing: ['migrate'],
};

export interface Distributed extends AsyncDisposable {
  /** The gateway: the API and the web app. */
  readonly baseUrl: string;
  readonly databaseUrls: Readonly<Record<DatabaseName, string>>;
  readonly brokerUrl: string;
  readonly processes: readonly SupervisedProcess[];
  /** One JSON object a line, of all processes; `service` names service and role. */
  readonly logFile: string;
  /** Waits until these processes say that they are ready, to the gateway too; all, unless told otherwise. */
  ready(processes?: readonly SupervisedProcess[]): Promise<void>;
  /** Runs a service's migrations to their end; rejects unless it exits with 0. */
  migrate(service: ServiceName): Promise<void>;
  /** SIGKILL and a new start over the same data; resolves when it takes connections. */
  restartBroker(): Promise<void>;
  restartDatabase(): Promise<void>;
  /** Up to ten messages of the broker's dead letter queue, as its management API shows them. */
  deadLetters(): Promise<unknown>;
  stop(): Promise<void>;
}

const allReady = (processes: readonly SupervisedProcess[], gateway: TestGateway) =>
  eventually(async () => {
    const answers = await Promise.all(
      processes.map(async (each) => `${each.name} ${await each.readiness()}`),
    );
    const avoided = processes.filter(({ url }) => gateway.avoided().includes(new URL(url).origin));
    const late = [
      ...answers.filter((answer) => !answer.endsWith(' 200')),
      ...avoided.map(({ name }) => `${name} at the gateway`),
    ];
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
    /** Consumers of processing, where they are to be more than the rest. */
    processingConsumers?: number;
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
    catalog_views: postgres.url('catalog_views'),
    processing: postgres.url('processing'),
  };

  const findPorts = () => Promise.all(Array.from({ length: replicas }, findFreePort));
  const httpPorts: Record<BackendName, number[]> = {
    'auth-http': await findPorts(),
    'catalog-commands': await findPorts(),
    'catalog-queries': await findPorts(),
    'processing-http': await findPorts(),
  };
  const addressesOf = (backend: BackendName) =>
    httpPorts[backend].map((port) => `http://127.0.0.1:${port}`);
  const fileOf = (service: ServiceName, process: string) =>
    join(root, 'services', service, 'src/processes', `${process}.ts`);
  const gateway = await startTestGateway({
    replicas: {
      'auth-http': addressesOf('auth-http'),
      'catalog-commands': addressesOf('catalog-commands'),
      'catalog-queries': addressesOf('catalog-queries'),
      'processing-http': addressesOf('processing-http'),
    },
    webDirectory: join(root, 'web/dist'),
  });
  stack.defer(() => gateway.stop());

  const envOf = (service: ServiceName, name: string, port: number): Record<string, string> => ({
    PATH: process.env.PATH ?? '',
    NODE_COMPILE_CACHE: join(tmpdir(), 'questline-compile-cache'),
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'info',
    DATABASE_URL: databaseUrls[databaseOf(service, name)],
    DATABASE_POOL_SIZE_MAX: '8',
    RABBITMQ_URL: userUrl(rabbitMq.url, service),
    // Through the gateway, as through a load balancer: one replica may be down.
    AUTH_JWKS_URL: `${gateway.baseUrl}/.well-known/jwks.json`,
    // The internal routes are not published by the gateway.
    AUTH_URL: addressesOf('auth-http')[0] ?? '',
    CATALOG_URL: addressesOf('catalog-commands')[0] ?? '',
    CATALOG_QUERIES_URL: addressesOf('catalog-queries')[0] ?? '',
    PROCESSING_URL: addressesOf('processing-http')[0] ?? '',
    INTERNAL_TOKEN: internalToken,
    TRUST_PROXY: 'true',
    ...options.env,
  });
  const runToEnd = async (file: string, env: Record<string, string>) => {
    const child = groups.start(process.execPath, [file], env);
    const code = await new Promise((resolve) => child.once('exit', resolve));
    if (code !== 0) throw new Error(`${file} ended with ${code}, see ${logFile}`);
  };
  const runMigration = (service: ServiceName, name: string) =>
    runToEnd(fileOf(service, name), envOf(service, name, 0));
  const setUpBroker = () =>
    runToEnd(join(root, 'packages/service-process/src/processes/set-up-broker.ts'), {
      PATH: process.env.PATH ?? '',
      RABBITMQ_URL: rabbitMq.url,
      RABBITMQ_MANAGEMENT_URL: rabbitMq.managementUrl,
      AUTH_RABBITMQ_URL: userUrl(rabbitMq.url, 'auth'),
      CATALOG_RABBITMQ_URL: userUrl(rabbitMq.url, 'catalog'),
      PROCESSING_RABBITMQ_URL: userUrl(rabbitMq.url, 'processing'),
    });
  const migrate = async (service: ServiceName) => {
    await Promise.all(migrations[service].map((name) => runMigration(service, name)));
  };

  const processes: SupervisedProcess[] = [];
  for (const service of serviceNames) {
    for (const role of roles[service]) {
      const isProcessingConsumer = service === 'processing' && role === 'consumer';
      const count = isProcessingConsumer ? (options.processingConsumers ?? replicas) : replicas;
      for (let number = 0; number < count; number += 1) {
        const ports = httpPorts[`${service}-${role}` as BackendName] ?? [];
        const port = ports[number] ?? (await findFreePort());
        const supervised = superviseProcess({
          groups,
          name: `${service}-${role}-${number + 1}`,
          service,
          role,
          port,
          command: [process.execPath, fileOf(service, role)],
          env: envOf(service, role, port),
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
  const present = serviceNames.filter((name) => !heldBack.includes(name));
  await Promise.all([setUpBroker(), ...present.map(migrate)]);

  const resources = stack.move();
  const stop = () => resources.disposeAsync();
  return {
    baseUrl: gateway.baseUrl,
    databaseUrls,
    brokerUrl: rabbitMq.url,
    processes,
    logFile,
    ready: (wanted = processes) => allReady(wanted, gateway),
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
