import type { AuditEntry } from '@questline/contracts/auth/audit-log';
import { questPublished } from '@questline/contracts/catalog/events';
import type { QuestlineEvent } from '@questline/contracts/event';
import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { createTestAuth } from '../../test/test-auth.ts';
import { recordCatalogChangesSubscription } from './record-catalog-changes.consumer.ts';

const setUp = async () => {
  const auth = await createTestAuth();
  const admin = await auth.createSuperuser();
  const { rows } = await auth.database.query<{ id: string }>({
    text: `select id from users where user_name = 'admin'`,
  });
  const call = (method: 'POST' | 'DELETE' | 'GET', url: string, payload?: object, headers = {}) =>
    auth.server.inject({
      method,
      url: `/api/v1${url}`,
      headers: { ...admin.headers, ...headers },
      ...(payload && { payload }),
    });
  const read = async (query = '') =>
    (await call('GET', `/audit-log/${query}`)).json<{
      data: AuditEntry[];
      next_cursor: string | null;
    }>();
  return { ...auth, adminId: rows[0]?.id ?? '', call, read };
};

const actionsOf = ({ data }: { data: readonly AuditEntry[] }) =>
  data.map(({ action }) => action).filter((action) => !action.startsWith('sign-in'));

describe('acts of an administrator', () => {
  test('are in the audit log: who, what, on what, from where, before and after', async () => {
    await using auth = await setUp();
    const wallet = '/wallets/ada/transactions';
    const body = { currency: 'gold', amount: 5, reason: 'sorry' };
    const answer = await auth.call('POST', wallet, body, { 'idempotency-key': '1' });
    expect(answer.statusCode).toBe(201);
    const { data } = await auth.read('?action=wallet.credited');
    expect(data).toEqual([
      {
        id: expect.any(String),
        at: auth.clock.time.toISOString(),
        actor: { kind: 'account', id: auth.adminId, name: 'admin' },
        action: 'wallet.credited',
        object: { kind: 'wallet', id: 'ada' },
        reason: 'sorry',
        address: '127.0.0.1',
        before: { currency: 'gold', balance: 0 },
        after: { currency: 'gold', balance: 5, transaction_id: answer.json().id },
      },
    ]);
  });

  test('are recorded once when a request is repeated, and not when it is refused', async () => {
    await using auth = await setUp();
    const wallet = '/wallets/ada/transactions';
    const move = (amount: number, key: string) =>
      auth.call(
        'POST',
        wallet,
        { currency: 'gold', amount, reason: 'x' },
        { 'idempotency-key': key },
      );
    await move(5, '1');
    await move(5, '1');
    expect((await move(-9, '2')).statusCode).toBe(409);
    expect(actionsOf(await auth.read())).toEqual(['wallet.credited']);
  });

  test('on API keys name the key and never its secret', async () => {
    await using auth = await setUp();
    const { id, secret } = (await auth.call('POST', '/api-keys/', { name: 'shop' })).json();
    const rotated = (await auth.call('POST', `/api-keys/${id}/rotate`)).json();
    await auth.call('DELETE', `/api-keys/${id}`);
    const log = await auth.read(`?object_id=${id}`);
    expect(actionsOf(log)).toEqual(['api-key.revoked', 'api-key.rotated', 'api-key.created']);
    for (const each of [secret, rotated.secret]) {
      expect(JSON.stringify(log)).not.toContain(each.slice(12));
    }
    expect(JSON.stringify(log)).not.toMatch(/[0-9a-f]{64}/);
  });

  test('by an API key name the key', async () => {
    await using auth = await setUp();
    const key = (
      await auth.call('POST', '/api-keys/', { name: 'till', scopes: ['wallets:write'] })
    ).json();
    await auth.server.inject({
      method: 'POST',
      url: '/api/v1/wallets/ada/transactions',
      headers: { 'x-api-key': key.secret, 'idempotency-key': '1' },
      payload: { currency: 'gold', amount: 1, reason: 'x' },
    });
    const { data } = await auth.read(`?actor_id=${key.id}`);
    expect(data[0]?.actor).toEqual({ kind: 'key', id: key.id, name: 'till' });
  });
});

describe('sign-ins', () => {
  test('are recorded, and log-outs too', async () => {
    await using auth = await setUp();
    const ada = await auth.createUser('ada');
    await auth.server.inject({ method: 'POST', url: '/api/v1/logout', headers: ada.headers });
    const { data } = await auth.read(`?actor_id=${ada.id}`);
    expect(data).toMatchObject([
      { action: 'session.ended', actor: { kind: 'account', id: ada.id, name: 'ada' } },
      { action: 'sign-in.succeeded', address: '127.0.0.1', object: data[0]?.object },
    ]);
  });

  test('that are refused are recorded, without what was typed', async () => {
    await using auth = await setUp();
    const ada = await auth.createUser('ada');
    await auth.signIn('ada', 'typed wrong');
    await auth.signIn('my secret by mistake');
    const { data } = await auth.read('?action=sign-in.refused');
    expect(data.map(({ actor }) => [actor.id, actor.name])).toEqual([
      [null, null],
      [ada.id, 'ada'],
    ]);
    expect(JSON.stringify(data)).not.toMatch(/typed wrong|by mistake/);
  });
});

describe('the audit log', () => {
  test('is paged, newest first', async () => {
    await using auth = await setUp();
    for (const name of ['a', 'b', 'c']) await auth.call('POST', '/api-keys/', { name });
    const query = '?action=api-key.created&limit=2';
    const first = await auth.read(query);
    const second = await auth.read(`${query}&cursor=${first.next_cursor}`);
    const names = [...first.data, ...second.data].map(({ after }) => after?.name);
    expect(names).toEqual(['c', 'b', 'a']);
    expect(second.next_cursor).toBeNull();
  });

  test('is for superusers', async () => {
    await using auth = await setUp();
    const ada = await auth.createUser('ada');
    const url = '/api/v1/audit-log/';
    expect((await auth.server.inject({ url })).statusCode).toBe(401);
    expect((await auth.server.inject({ url, headers: ada.headers })).statusCode).toBe(403);
    expect((await auth.call('GET', '/audit-log/?nonsense=1')).statusCode).toBe(422);
  });

  test.each(['update audit_log set action = $1', 'delete from audit_log where action = $1'])(
    'refuses to %s',
    async (text) => {
      await using auth = await setUp();
      await auth.call('POST', '/api-keys/', { name: 'a' });
      const change = auth.database.query({ text, values: ['api-key.created'] });
      await expect(change).rejects.toThrow('append-only');
    },
  );
});

describe('a change of the catalog', () => {
  const published = (change: object = {}): QuestlineEvent => ({
    specversion: '1.0',
    id: v7(),
    source: 'questline/catalog',
    type: questPublished,
    subject: '01890000-0000-7000-8000-000000000001',
    time: '2026-06-01T12:00:00.000Z',
    data: {
      quest_id: '01890000-0000-7000-8000-000000000001',
      name: 'Five levels',
      revision: 2,
      change: {
        position: 7,
        author: { kind: 'user', id: 'u1' },
        reason: 'summer',
        address: '203.0.113.7',
        before: { name: 'Four levels' },
        ...change,
      },
    },
  });
  const lines: unknown[] = [];
  const handle = (auth: Awaited<ReturnType<typeof setUp>>, events: QuestlineEvent[]) =>
    recordCatalogChangesSubscription({
      database: auth.database,
      logger: { info: (line: unknown) => void lines.push(line) },
    }).handle(events);

  test('is recorded once, however often it is delivered, and logged once', async () => {
    await using auth = await setUp();
    lines.length = 0;
    const event = published();
    await handle(auth, [event, event]);
    expect(await handle(auth, [event])).toEqual([{ kind: 'accepted' }]);
    const { data } = await auth.read('?action=QuestPublished');
    expect(data).toEqual([
      {
        id: event.id,
        at: event.time,
        actor: { kind: 'account', id: 'u1', name: null },
        action: 'QuestPublished',
        object: { kind: 'quest', id: event.subject },
        reason: 'summer',
        address: '203.0.113.7',
        before: { name: 'Four levels' },
        after: { revision: 2, name: 'Five levels', quest_id: event.subject },
      },
    ]);
    expect(lines).toHaveLength(1);
  });

  test('is recorded as an earlier release reports it, without an address', async () => {
    await using auth = await setUp();
    await handle(auth, [published({ address: undefined, before: undefined })]);
    const { data } = await auth.read('?action=QuestPublished');
    expect(data).toMatchObject([{ address: null, before: null }]);
  });

  test('is a dead letter when it comes from elsewhere', async () => {
    await using auth = await setUp();
    const verdicts = await handle(auth, [{ ...published(), source: 'app' }, published()]);
    expect(verdicts.map(({ kind }) => kind)).toEqual(['rejected', 'accepted']);
  });
});
