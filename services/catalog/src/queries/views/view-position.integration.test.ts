import { createDatabase } from '@questline/postgres/database';
import { eventually } from '@questline/testkit/eventually';
import { startTcpProxy } from '@questline/testkit/rabbitmq/tcp-proxy';
import {
  createTestDatabase,
  type TestDatabase,
  testLogger,
} from '@questline/testkit/test-database';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { catalogViewsMigrations } from '../../catalog.ts';
import { notifyPosition, selectLiveForUpdate, updatePosition } from './projection.sql.ts';
import { watchPosition } from './view-position.ts';

let views: TestDatabase;
beforeAll(async () => {
  views = await createTestDatabase(catalogViewsMigrations);
});
afterAll(() => views.close());

const advance = () =>
  views.transaction(async (tx) => {
    const { number, position } = await selectLiveForUpdate(tx);
    await updatePosition(tx, { number, position: position + 1 });
    await notifyPosition(tx, position + 1);
    return position + 1;
  });

/** A watch over a connection that can be lost in silence. */
const watchThroughProxy = async () => {
  const url = new URL(views.url);
  const proxy = await startTcpProxy(Number(url.port));
  url.port = String(proxy.port);
  const settings = { applicationName: 'test', poolSizeMax: 2, logger: testLogger };
  const database = createDatabase({ url: url.href, ...settings });
  const position = watchPosition({
    database,
    logger: testLogger,
    questionIntervalMs: 20,
    questionLimitMs: 200,
  });
  onTestFinished(async () => {
    proxy.thaw();
    await position.stop();
    await database.close();
    await proxy[Symbol.asyncDispose]();
  });
  return { proxy, position };
};

test('a change is heard of, and who waits for it is let go', async () => {
  const { position } = await watchThroughProxy();
  await eventually(() => expect(position.known()).toBeDefined());
  const next = (position.known() ?? 0) + 1;
  const waiting = position.reach(next, 10_000);
  expect(await advance()).toBe(next);
  expect(await waiting).toBe(true);
  expect(await position.reach(next + 1, 50)).toBe(false);
});

test('while nothing is heard nothing is known, and afterwards what happened meanwhile', async () => {
  const { proxy, position } = await watchThroughProxy();
  await eventually(() => expect(position.known()).toBeDefined());
  proxy.freeze();
  await eventually(() => expect(position.known()).toBeUndefined());
  const moved = await advance();
  proxy.thaw();
  await eventually(() => expect(position.known()).toBe(moved));
});
