import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey, postWithKey, revokeApiKey } from '../api-keys.ts';
import { read, signIn } from '../client.ts';
import { type Standalone, startStandalone } from './start-standalone.ts';

const customer = 'customer/7 é';
const wallet = `/wallets/${encodeURIComponent(customer)}`;

describe('a server of the app, by its key', () => {
  let dataDir: string;
  let standalone: Standalone;
  let baseUrl: string;
  let token: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'questline-e2e-'));
    standalone = await startStandalone(dataDir);
    ({ baseUrl } = standalone);
    token = await signIn(baseUrl, 'user');
  });

  afterAll(async () => {
    await standalone?.kill('SIGTERM');
    await rm(dataDir, { recursive: true, force: true });
  });

  it('sends events of its types until it is revoked, and from then on none', async () => {
    const key = await createApiKey(baseUrl, token, {
      name: 'shop',
      scopes: ['events:write'],
      event_types: ['Purchase'],
    });
    const send = (type: string) =>
      postWithKey(baseUrl, '/events/', key, [{ type, user_id: customer, id: `${type} 1` }]);
    const statusesOf = async (response: Response) =>
      ((await response.json()) as { results: { status: string }[] }).results.map(
        ({ status }) => status,
      );
    expect(await statusesOf(await send('Purchase'))).toEqual(['accepted']);
    expect(await statusesOf(await send('Purchase'))).toEqual(['replayed']);
    expect(await statusesOf(await send('Refund'))).toEqual(['rejected']);
    await revokeApiKey(baseUrl, token, key);
    expect((await send('Purchase')).status).toBe(401);
  });

  it('credits a wallet and spends from it, once for each Idempotency-Key', async () => {
    const key = await createApiKey(baseUrl, token, { name: 'till', scopes: ['wallets:write'] });
    const move = async (amount: number, idempotencyKey: string) => {
      const body = { currency: 'gold', amount, reason: 'a test' };
      const headers = { 'idempotency-key': idempotencyKey };
      return (await postWithKey(baseUrl, `${wallet}/transactions`, key, body, headers)).status;
    };
    expect(await move(5, 'first')).toBe(201);
    expect(await move(5, 'first')).toBe(201);
    expect(await move(-6, 'second')).toBe(409);
    expect(await move(-2, 'third')).toBe(201);
    expect(await read(baseUrl, wallet, token)).toMatchObject({
      user_id: customer,
      balances: { gold: 3 },
    });
    const events = await postWithKey(baseUrl, '/events/', key, { type: 'x', user_id: customer });
    expect(events.status).toBe(403);
  });

  it('is verified inside the installation only', async () => {
    const key = await createApiKey(baseUrl, token, { name: 'guess', scopes: ['events:write'] });
    const response = await fetch(`${baseUrl}/internal/v1/api-keys/verify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ secret_hash: createHash('sha256').update(key.secret).digest('hex') }),
    });
    expect([404, 405]).toContain(response.status);
  });
});
