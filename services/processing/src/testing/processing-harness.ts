import { randomUUID } from 'node:crypto';
import type { ApiKeyGrant } from '@questline/contracts/auth/api-key';
import type { QuestVersion } from '@questline/contracts/catalog/quest';
import { createApiKeyCheck } from '@questline/http/api-key-check';
import { type Edge, plainEdge } from '@questline/http/edge';
import { createRevocations } from '@questline/http/revocations/revocations';
import type { HttpServer } from '@questline/http/server';
import { tokenAudience, tokenIssuer } from '@questline/http/token-check';
import type { Bus } from '@questline/messaging/bus';
import { insertDeadLetter } from '@questline/messaging/dead-letters/dead-letters.sql';
import { createInProcessBus } from '@questline/messaging/in-process/in-process-bus';
import type { Database } from '@questline/postgres/database';
import {
  createTestDatabase,
  type TestDatabase,
  testLogger,
} from '@questline/testkit/test-database';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { v7 as newId } from 'uuid';
import {
  createProcessingServer,
  createProcessingSubscriptions,
  type ProcessingDependencies,
  type ProcessingSettings,
  processingMigrations,
} from '../processing.ts';
import type { QuestSource } from '../quest-definitions/quest-source.ts';
import { questVersionOf } from './quests.ts';

export const internalToken = 'the services know each other';

export interface ProcessingHarness extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly bus: Bus;
  readonly server: HttpServer;
  readonly deps: ProcessingDependencies;
  /** An Authorization header of this user. */
  authorize(
    userId: string,
    claims?: { superuser?: boolean; sessionId?: string; expiresAt?: Date },
  ): Promise<{ authorization: string }>;
  count(table: string): Promise<number>;
}

/** The whole service on a database of its own, an in-process bus and tokens signed here. */
export const startProcessing = async (
  options: {
    quests?: QuestVersion[];
    questSource?: QuestSource;
    /** By the hash of the secret. */
    apiKeys?: ReadonlyMap<string, ApiKeyGrant>;
    now?: () => Date;
    settings?: Partial<ProcessingSettings>;
    edge?: Edge;
    /** What the service is given in place of its database. */
    wrapDatabase?: (database: Database) => Database;
  } = {},
): Promise<ProcessingHarness> => {
  const database = await createTestDatabase(processingMigrations);
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), kid: 'test' }] });
  const bus = createInProcessBus({
    logger: testLogger,
    storeDeadLetter: (letter) => insertDeadLetter(database, letter),
    policy: { attemptsMax: 2, retryDelayMs: 1, retryDelayMaxMs: 10 },
  });
  const revocations = createRevocations({
    source: async () => ({ data: [], more: null, cursor: '0' }),
  });
  await revocations.refresh();
  const deps: ProcessingDependencies = {
    database: options.wrapDatabase?.(database) ?? database,
    bus,
    logger: testLogger,
    edge: options.edge ?? plainEdge,
    keys,
    revocations,
    checkKey: createApiKeyCheck({
      revocations,
      verify: async (hash) => options.apiKeys?.get(hash),
      now: () => new Date(),
    }),
    internalToken,
    questSource: options.questSource ?? (async () => options.quests ?? [questVersionOf()]),
    settings: {
      batchSizeMax: 500,
      partitions: 1,
      latenessMaxSeconds: 72 * 3600,
      ingestLanes: 2,
      ingestQueueMax: 20_000,
      streamsPerUserMax: 3,
      heartbeatIntervalMs: 60_000,
      streamSweepIntervalMs: 60_000,
      ...options.settings,
    },
    now: options.now ?? (() => new Date()),
    newId,
  };
  const server = await createProcessingServer(deps);
  for (const subscription of createProcessingSubscriptions(deps)) await bus.subscribe(subscription);

  return {
    database,
    bus,
    server,
    deps,
    authorize: async (userId, claims = {}) => {
      const token = await new SignJWT({
        sid: claims.sessionId ?? randomUUID(),
        superuser: claims.superuser ?? false,
      })
        .setProtectedHeader({ alg: 'ES256', kid: 'test' })
        .setSubject(userId)
        .setJti(randomUUID())
        .setIssuer(tokenIssuer)
        .setAudience(tokenAudience)
        .setExpirationTime(claims.expiresAt ?? '5m')
        .sign(privateKey);
      return { authorization: `Bearer ${token}` };
    },
    count: async (table) => {
      const { rows } = await database.query<{ count: number }>({
        text: `select count(*) as count from ${table}`,
      });
      return rows[0]?.count ?? 0;
    },
    [Symbol.asyncDispose]: async () => {
      // A client of the test may leave a connection open.
      const closed = server.close();
      server.server.closeAllConnections();
      await closed;
      await database.close();
    },
  };
};
