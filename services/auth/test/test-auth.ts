import { type QuestlineEvent, questlineEvent } from '@questline/contracts/event';
import { plainEdge } from '@questline/http/edge';
import type { Broadcast } from '@questline/messaging/bus';
import { selectOutboxRows } from '@questline/messaging/outbox/outbox.sql';
import { createTestDatabase, testLogger } from '@questline/testkit/test-database';
import { v7 } from 'uuid';
import {
  type AuthDependencies,
  authMigrations,
  createAuthServer,
  createKeySource,
  seedSuperuser,
} from '../src/auth.ts';
import type { AuthSettings } from '../src/dependencies.ts';
import type { Mail } from '../src/mail/mailer.ts';

export const internalToken = 'internal-token-of-the-tests';

export const password = 'correct horse battery';

export const testSettings: AuthSettings = {
  accessTokenTtlSeconds: 3_600,
  sessionTtlSeconds: 30 * 24 * 3_600,
  secureCookies: false,
  apiKeysMax: 1_000,
  attemptLimits: {
    windowSeconds: 900,
    signInFailuresMax: 10,
    addressFailuresMax: { 'sign-in': 100, 'sign-up': 100, refresh: 100, 'api-key': 100 },
  },
  hashLimits: { concurrencyMax: 1, waitingMax: 1_000, waitingPerOwnerMax: 200 },
};

/** An auth service of its own, on a database of its own, with a clock that stands until it is moved. */
export const createTestAuth = async (overrides: Partial<AuthDependencies> = {}) => {
  const database = await createTestDatabase(authMigrations);
  const clock = { time: new Date() };
  const mails: Mail[] = [];
  const broadcasts: { channel: string; message: Broadcast }[] = [];
  const now = () => new Date(clock.time);
  const deps: AuthDependencies = {
    database,
    bus: { broadcast: async (channel, message) => void broadcasts.push({ channel, message }) },
    logger: testLogger,
    settings: testSettings,
    keys: createKeySource({ database, now }),
    mailer: { send: async (mail) => void mails.push(mail) },
    now,
    newId: v7,
    edge: plainEdge,
    internalToken,
    ...overrides,
  };
  const server = await createAuthServer(deps);

  const signIn = (username: string, secret = password, headers: Record<string, string> = {}) =>
    server.inject({
      method: 'POST',
      url: '/api/v1/login/access-token',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams({
        grant_type: 'password',
        username,
        password: secret,
      }).toString(),
    });

  const signUp = (body: Record<string, unknown>) =>
    server.inject({ method: 'POST', url: '/api/v1/users/signup', payload: { password, ...body } });

  return {
    deps,
    database,
    server,
    clock,
    mails,
    broadcasts,
    signIn,
    signUp,
    /** Signs up and in. */
    createUser: async (userName: string) => {
      const { id } = (await signUp({ user_name: userName })).json<{ id: string }>();
      const token = (await signIn(userName)).json<{ access_token: string }>().access_token;
      return { id, token, headers: { authorization: `Bearer ${token}` } };
    },
    createSuperuser: async () => {
      await seedSuperuser(deps, { user_name: 'admin', password });
      const token = (await signIn('admin')).json<{ access_token: string }>().access_token;
      return { token, headers: { authorization: `Bearer ${token}` } };
    },
    outbox: async (): Promise<QuestlineEvent[]> =>
      (await selectOutboxRows(database, 10_000)).map(({ event }) => questlineEvent.parse(event)),
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await database.close();
    },
  };
};
