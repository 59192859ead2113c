import { tokenAudience, tokenIssuer } from '@questline/http/token-check';
import { createTestDatabase, testLogger } from '@questline/testkit/test-database';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { v7 } from 'uuid';
import { catalogMigrations, createCatalogServer } from '../src/catalog.ts';

export const internalToken = 'internal-token-of-the-tests';

const { publicKey, privateKey } = await generateKeyPair('ES256');
const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'test' }] };

const signToken = (claims: { superuser: boolean }, expires = '5m') =>
  new SignJWT({ ...claims, sid: v7() })
    .setProtectedHeader({ alg: 'ES256', kid: 'test' })
    .setIssuer(tokenIssuer)
    .setAudience(tokenAudience)
    .setSubject(v7())
    .setJti(v7())
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(privateKey);

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** A catalog over a database of its own, and the headers of three who call it. */
export const createTestCatalog = async () => {
  const database = await createTestDatabase(catalogMigrations);
  const deps = {
    database,
    logger: testLogger,
    keys: createLocalJWKSet(jwks),
    now: () => new Date(),
    newId: () => v7(),
    internalToken,
    trustProxy: false,
  };
  const app = await createCatalogServer(deps);
  return {
    app,
    deps,
    database,
    user: bearer(await signToken({ superuser: false })),
    superuser: bearer(await signToken({ superuser: true })),
    expired: bearer(await signToken({ superuser: true }, '-1h')),
    [Symbol.asyncDispose]: async () => {
      await app.close();
      await database.close();
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
