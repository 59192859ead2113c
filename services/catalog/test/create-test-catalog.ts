import type { ApiKeyGrant, ApiKeyScope } from '@questline/contracts/auth/api-key';
import type { QuestlineEvent } from '@questline/contracts/event';
import type { ApiKeyCheck } from '@questline/http/api-key-check';
import { plainEdge } from '@questline/http/edge';
import { createRevocations } from '@questline/http/revocations/revocations';
import { tokenAudience, tokenIssuer } from '@questline/http/token-check';
import { selectOutboxRows } from '@questline/messaging/outbox/outbox.sql';
import { createTestDatabase, testLogger } from '@questline/testkit/test-database';
import type { InjectOptions } from 'fastify';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { v7 } from 'uuid';
import { expect } from 'vitest';
import {
  catalogMigrations,
  catalogViewsMigrations,
  createCatalogCommandsServer,
  createCatalogQueriesServer,
  createCatalogSubscriptions,
  watchPosition,
} from '../src/catalog.ts';
import { createAwaitCounted } from '../src/commands/visibility/await-counted.ts';

export const internalToken = 'internal-token-of-the-tests';

const { publicKey, privateKey } = await generateKeyPair('ES256');
const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'test' }] };

const signToken = (claims: { superuser: boolean; sid?: string }, expires = '5m') =>
  new SignJWT({ sid: v7(), ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'test' })
    .setIssuer(tokenIssuer)
    .setAudience(tokenAudience)
    .setSubject(v7())
    .setJti(v7())
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(privateKey);

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** Knows two keys by their secrets: one that writes the catalog and one that reads it. */
const grantOf = (scope: ApiKeyScope): ApiKeyGrant => ({
  id: v7(),
  name: scope,
  scopes: [scope],
  event_types: null,
  source: 'app',
  valid_until: null,
});
const grants = {
  writer: grantOf('catalog:write'),
  reader: grantOf('catalog:read'),
  sender: grantOf('events:write'),
};
const checkKey: ApiKeyCheck = async ({ headers }) => {
  const name = headers['x-api-key'];
  return name === undefined ? undefined : grants[String(name) as keyof typeof grants];
};

const isRead = (method = 'GET') => method === 'GET' || method === 'HEAD';

/**
 * A catalog over databases of its own, and the headers of those who call it. Commands answer once the
 * views show what they did, unless the views are held back; the outbox keeps what it was given.
 */
export const createTestCatalog = async () => {
  const database = await createTestDatabase(catalogMigrations);
  const views = await createTestDatabase(catalogViewsMigrations);
  const position = watchPosition({ database: views, logger: testLogger });
  const [projector] = createCatalogSubscriptions({ database: views, logger: testLogger });
  let told = 0;
  const show = async () => {
    const rows = await selectOutboxRows(database, 100_000);
    const fresh = rows.filter(({ seq }) => seq > told);
    told = rows.at(-1)?.seq ?? told;
    await projector?.handle(fresh.map(({ event }) => event));
  };
  const held = { back: false };
  const awaitVisible = async (wanted: number) => {
    if (held.back) return;
    await show();
    expect(await position.reach(wanted, 10_000)).toBe(true);
  };
  const counting = { isReached: true };
  const handed: { readonly address: string; readonly event: QuestlineEvent }[] = [];
  const awaitCounted = createAwaitCounted({
    database,
    url: 'http://processing',
    token: internalToken,
    logger: testLogger,
    fetch: async (input, init) => {
      handed.push({ address: String(input), event: JSON.parse(String(init?.body)) });
      return new Response(null, { status: counting.isReached ? 204 : 503 });
    },
  });
  const revocations = createRevocations({
    source: async () => ({ data: [], more: null, cursor: '0' }),
  });
  await revocations.refresh();
  const http = {
    logger: testLogger,
    revocations,
    keys: createLocalJWKSet(jwks),
    checkKey,
    now: () => new Date(),
    edge: plainEdge,
    internalToken,
  };
  const deps = { ...http, database, newId: () => v7(), awaitVisible, awaitCounted };
  const commands = await createCatalogCommandsServer(deps);
  const queries = await createCatalogQueriesServer({
    ...http,
    database: views,
    position,
  });
  return {
    app: {
      inject: (options: InjectOptions) =>
        (isRead(options.method) ? queries : commands).inject(options),
    },
    commands,
    queries,
    deps,
    /** The command store. */
    database,
    views,
    /** Lets the views show what the outbox holds. */
    show,
    held,
    /** Whether processing takes what it is handed. */
    counting,
    /** What was handed to it. */
    handed,
    user: bearer(await signToken({ superuser: false })),
    superuser: bearer(await signToken({ superuser: true })),
    /** Of a superuser's session that can be revoked. */
    superuserOf: async (sid: string) => bearer(await signToken({ superuser: true, sid })),
    revocations,
    expired: bearer(await signToken({ superuser: true }, '-1h')),
    writer: { 'x-api-key': 'writer' },
    reader: { 'x-api-key': 'reader' },
    sender: { 'x-api-key': 'sender' },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([commands.close(), queries.close()]);
      await position.stop();
      await Promise.all([database.close(), views.close()]);
    },
  };
};

export type TestCatalog = Awaited<ReturnType<typeof createTestCatalog>>;

/** Creates a reward over HTTP and returns its id. */
export const createTestReward = async (catalog: TestCatalog, body: object = {}) => {
  const response = await catalog.app.inject({
    method: 'POST',
    url: '/api/v1/rewards/',
    headers: catalog.superuser,
    payload: { reward_name: v7(), reward_item: 'gold', reward_qty: 5, ...body },
  });
  return response.json<{ id: string }>().id;
};

/** Publishes a quest over HTTP; `body` overrides parts of a valid one. */
export const postQuest = async (catalog: TestCatalog, body: object = {}) =>
  catalog.app.inject({
    method: 'POST',
    url: '/api/v1/quests/',
    headers: catalog.superuser,
    payload: {
      name: v7(),
      reward_id: await createTestReward(catalog),
      auto_claim: true,
      streak: 3,
      duplication: 2,
      ...body,
    },
  });

/** Sends a command about a quest: `edit`, or what its state is to be. */
export const changeQuest = (
  catalog: TestCatalog,
  id: string,
  change: 'publish' | 'pause' | 'resume' | 'archive' | object,
  headers: Record<string, string> = {},
) =>
  catalog.app.inject({
    ...(typeof change === 'string'
      ? { method: 'POST', url: `/api/v1/quests/${id}/${change}` }
      : { method: 'PATCH', url: `/api/v1/quests/${id}`, payload: change }),
    headers: { ...('x-api-key' in headers ? {} : catalog.superuser), ...headers },
  });
