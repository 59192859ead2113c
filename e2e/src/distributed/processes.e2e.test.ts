import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '@questline/embedded-postgres/free-port';
import { type EmbeddedPostgres, startPostgres } from '@questline/embedded-postgres/start-postgres';
import { eventually } from '@questline/testkit/eventually';
import { startTcpProxy } from '@questline/testkit/rabbitmq/tcp-proxy';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { runProcess } from './run-process.ts';

const allProcesses = [
  ...['auth', 'processing'].flatMap((service) =>
    ['http', 'relay', 'migrate'].map((role) => `${service}/src/processes/${role}`),
  ),
  ...['commands', 'queries', 'projector', 'relay', 'migrate', 'migrate-views'].map(
    (name) => `catalog/src/processes/${name}`,
  ),
  'auth/src/processes/consumer',
  'processing/src/processes/consumer',
];

/** Where nobody listens. */
const nowhere = '127.0.0.1:9';
/** What auth's API needs besides its database; it goes without the broker. */
const withoutBroker = {
  RABBITMQ_URL: `amqp://app:hunter2@${nowhere}`,
  INTERNAL_TOKEN: 'sixteen letters!',
};

const answerOf = (port: number, path: string) =>
  fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(2_500) });

const statusOf = (port: number, path: string) =>
  answerOf(port, path).then(
    ({ status }) => status,
    () => 0,
  );

describe('a process of a service', () => {
  let dir: string;
  let postgres: EmbeddedPostgres;
  const run = (...args: Parameters<typeof runProcess>) => {
    const running = runProcess(...args);
    onTestFinished(async () => void (await running.stop('SIGKILL')));
    return running;
  };
  const migrated = async (service: string) => {
    const settings = { DATABASE_URL: postgres.url(service) };
    const migrate = run(`${service}/src/processes/migrate`, settings);
    expect([await migrate.ended, migrate.output()]).toEqual([0, expect.any(String)]);
    return settings;
  };

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'questline-processes-'));
    postgres = await startPostgres({ dataDir: join(dir, 'postgres') });
  });
  afterAll(async () => {
    await postgres?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it.each(allProcesses)('%s says what is missing in one line, and ends', async (path) => {
    const { ended, output } = run(path, { PORT: 'nonsense' });
    expect(await ended).toBe(1);
    expect(output().trim().split('\n')).toHaveLength(1);
    expect(output()).toMatch(/^questline: bad settings: DATABASE_URL: /);
    if (!path.includes('/migrate')) expect(output()).toContain('; PORT: ');
    expect(output()).not.toContain('nonsense');
  });

  it('refuses well-known secrets in production, from files too', async () => {
    const secretFile = join(dir, 'secret');
    await writeFile(secretFile, 'development-only-token\n');
    const { ended, output } = run('processing/src/processes/consumer', {
      NODE_ENV: 'production',
      DATABASE_URL: 'postgres://processing:processing@db/processing',
      RABBITMQ_URL: 'amqp://guest:guest@broker',
      CATALOG_URL: 'http://catalog:3000',
      INTERNAL_TOKEN_FILE: secretFile,
    });
    expect(await ended).toBe(1);
    for (const name of ['DATABASE_URL', 'RABBITMQ_URL', 'INTERNAL_TOKEN']) {
      expect(output()).toContain(`${name}: `);
    }
    expect(output()).not.toMatch(/guest|development-only/);
  });

  it('migrates twice without harm, creates its database, and seeds once', async () => {
    await migrated('catalog');
    await migrated('catalog');
    await migrated('auth');
    await migrated('auth');
  });

  it('waits for a database that is not there: live, not ready, naming the setting only', async () => {
    const port = await findFreePort();
    const { output, stop } = run('auth/src/processes/http', {
      PORT: String(port),
      DATABASE_URL: `postgres://app:hunter2@${nowhere}/auth`,
      ...withoutBroker,
    });
    await eventually(() => expect(output()).toContain('see DATABASE_URL'));
    expect(await statusOf(port, '/health/live')).toBe(200);
    expect(await statusOf(port, '/health/ready')).toBe(503);
    const answer = await answerOf(port, '/api/v1/users/me');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await answer.text()).not.toMatch(/127\.0|DATABASE/);
    expect(output()).not.toContain('hunter2');
    expect(await stop()).toBe(0);
  });

  it('waits for its schema, then for the keys of auth, and for no broker', async () => {
    const port = await findFreePort();
    const { output } = run('processing/src/processes/http', {
      PORT: String(port),
      DATABASE_URL: postgres.url('processing'),
      ...withoutBroker,
      CATALOG_URL: `http://${nowhere}`,
      AUTH_URL: `http://${nowhere}`,
      AUTH_JWKS_URL: `http://${nowhere}/jwks.json`,
    });
    await eventually(() => expect(output()).toContain('see DATABASE_URL'));
    await migrated('processing');
    await eventually(() => expect(output()).toContain('see AUTH_JWKS_URL'));
    expect(await statusOf(port, '/health/ready')).toBe(503);
    expect(output()).not.toContain('hunter2');
  });

  it.each([
    ['auth', 'consumer'],
    ['auth', 'relay'],
    ['catalog', 'relay'],
    ['processing', 'consumer'],
  ])('%s %s waits for the broker, and ends when it is told to', async (service, role) => {
    const port = await findFreePort();
    const { output, stop } = run(`${service}/src/processes/${role}`, {
      PORT: String(port),
      ...(await migrated(service)),
      ...withoutBroker,
      CATALOG_URL: `http://${nowhere}`,
    });
    await eventually(() => expect(output()).toContain('see RABBITMQ_URL'));
    expect(await statusOf(port, '/health/live')).toBe(200);
    expect(await statusOf(port, '/health/ready')).toBe(503);
    expect(output()).not.toContain('hunter2');
    expect(await stop()).toBe(0);
  });

  it('is ready while its database answers', async () => {
    const port = await findFreePort();
    await using proxy = await startTcpProxy(postgres.port);
    const url = new URL((await migrated('auth')).DATABASE_URL);
    url.port = String(proxy.port);
    const settings = { PORT: String(port), DATABASE_URL: url.href, ...withoutBroker };
    const { output } = run('auth/src/processes/http', settings);
    const expectReady = (status: number) =>
      eventually(async () => expect(await statusOf(port, '/health/ready')).toBe(status));
    await expectReady(200);

    proxy.shut();
    await expectReady(503);
    expect(await statusOf(port, '/health/live')).toBe(200);
    expect(output()).toContain('not ready: database is out');
    proxy.open();
    await expectReady(200);
    expect(output()).toContain('ready again');

    proxy.freeze();
    await expectReady(503);
    proxy.thaw();
    await expectReady(200);
  });

  it('answers what it has begun when it is stopped, and takes no more', async () => {
    const port = await findFreePort();
    const settings = { PORT: String(port), ...(await migrated('auth')), ...withoutBroker };
    const { stop } = run('auth/src/processes/http', settings);
    await eventually(async () => expect(await statusOf(port, '/health/ready')).toBe(200));
    const body = 'username=user&password=password';
    const request = [
      'POST /api/v1/login/access-token HTTP/1.1',
      'Host: localhost',
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${body.length}`,
    ];
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (text: Buffer) => {
      answer += text.toString();
    });
    // Half a request; that the other half comes only now is what a slow client does.
    socket.write(`${request.join('\r\n')}\r\n\r\n${body.slice(0, 10)}`);
    await eventually(async () => expect(await statusOf(port, '/health/ready')).toBe(200));
    const stopped = stop();
    await eventually(async () => expect(await statusOf(port, '/health/live')).toBe(0));
    socket.write(body.slice(10));
    expect(await stopped).toBe(0);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
  });
});
