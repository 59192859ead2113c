import { Writable } from 'node:stream';
import { plainEdge } from '@questline/http/edge';
import { createLogger } from '@questline/telemetry/logger';
import { describe, expect, test } from 'vitest';
import { createTestAuth, password, testSettings } from '../../test/test-auth.ts';

type Auth = Awaited<ReturnType<typeof createTestAuth>>;

const wrong = 'not the password';

const from = (address: string) => ({ 'x-forwarded-for': address });

const signInTimes = async (
  auth: Auth,
  times: number,
  name: (index: number) => string,
  headers: Record<string, string> = {},
) => {
  const statuses: number[] = [];
  for (let index = 0; index < times; index += 1) {
    statuses.push((await auth.signIn(name(index), wrong, headers)).statusCode);
  }
  return statuses;
};

const later = (auth: Auth, seconds: number) => {
  auth.clock.time = new Date(auth.clock.time.getTime() + seconds * 1_000);
};

describe('failed sign-ins', () => {
  test('past ten for an account from an address get 429, with the right password too', async () => {
    await using auth = await createTestAuth();
    await auth.signUp({ user_name: 'ada' });
    const statuses = await signInTimes(auth, 11, () => 'ada');
    expect(statuses).toEqual([...Array(10).fill(400), 429]);
    const refused = await auth.signIn(' ADA ');
    expect(refused.statusCode).toBe(429);
    expect(refused.headers['retry-after']).toBe('60');
    expect(refused.json()).toMatchObject({ status: 429, code: 'too-many-attempts' });
    expect(await auth.outbox()).toEqual([]);
  });

  test('slow an account down and never lock it out', async () => {
    await using auth = await createTestAuth();
    await auth.signUp({ user_name: 'ada' });
    await signInTimes(auth, 10, () => 'ada');
    later(auth, 60);
    expect(await signInTimes(auth, 2, () => 'ada')).toEqual([400, 429]);
    later(auth, 60);
    expect((await auth.signIn('ada')).statusCode).toBe(200);
  });

  test('are forgotten after a success, and 15 minutes after the last of them', async () => {
    await using auth = await createTestAuth();
    await auth.signUp({ user_name: 'ada' });
    await signInTimes(auth, 9, () => 'ada');
    expect((await auth.signIn('ada')).statusCode).toBe(200);
    expect(await signInTimes(auth, 10, () => 'ada')).toEqual(Array(10).fill(400));
    later(auth, 900);
    expect(await signInTimes(auth, 11, () => 'ada')).toEqual([...Array(10).fill(400), 429]);
  });

  test('of one account neither stop others of the address nor the account elsewhere', async () => {
    await using auth = await createTestAuth({ edge: { ...plainEdge, trustProxy: true } });
    for (const user_name of ['ada', 'bob']) await auth.signUp({ user_name });
    const here = from('203.0.113.1');
    await signInTimes(auth, 11, () => 'ada', here);
    expect((await auth.signIn('ada', password, here)).statusCode).toBe(429);
    expect((await auth.signIn('bob', password, here)).statusCode).toBe(200);
    expect((await auth.signIn('ada', password, from('203.0.113.2'))).statusCode).toBe(200);
  });

  test('of any accounts get 429 past a hundred from one address, of IPv6 from one /64', async () => {
    await using auth = await createTestAuth({ edge: { ...plainEdge, trustProxy: true } });
    const statuses: number[] = [];
    for (let index = 0; index < 101; index += 1) {
      const headers = from(`2001:db8::${index.toString(16)}`);
      statuses.push((await auth.signIn(`nobody ${index}`, wrong, headers)).statusCode);
    }
    expect(statuses).toEqual([...Array(100).fill(400), 429]);
    const refused = await auth.signIn('somebody', wrong, from('2001:db8::ffff'));
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '9']);
    expect((await auth.signIn('somebody', wrong, from('2001:db8:0:1::1'))).statusCode).toBe(400);
  });

  test('are counted by the entry of the trusted proxy, whatever a client wrote before it', async () => {
    await using auth = await createTestAuth({ edge: { ...plainEdge, trustProxy: true } });
    const statuses: number[] = [];
    for (let index = 0; index < 11; index += 1) {
      const forwarded = `198.51.100.${index}, 203.0.113.1`;
      statuses.push((await auth.signIn('ada', wrong, from(forwarded))).statusCode);
    }
    expect(statuses.at(-1)).toBe(429);
    expect((await auth.signIn('ada', wrong, from('203.0.113.2'))).statusCode).toBe(400);
  });

  test('are counted by the peer where no proxy is trusted', async () => {
    await using auth = await createTestAuth();
    const statuses: number[] = [];
    for (let index = 0; index < 11; index += 1) {
      statuses.push((await auth.signIn('ada', wrong, from(`203.0.113.${index}`))).statusCode);
    }
    expect(statuses.at(-1)).toBe(429);
  });

  test('that come at once count each', async () => {
    await using auth = await createTestAuth();
    await auth.signUp({ user_name: 'ada' });
    const answers = await Promise.all(Array.from({ length: 40 }, () => auth.signIn('ada', wrong)));
    const statuses = answers.map(({ statusCode }) => statusCode).sort();
    expect(statuses).toEqual([...Array(10).fill(400), ...Array(30).fill(429)]);
  });

  test('are no reason to refuse right passwords that come at once', async () => {
    await using auth = await createTestAuth();
    await auth.signUp({ user_name: 'ada' });
    const answers = await Promise.all(Array.from({ length: 40 }, () => auth.signIn('ada')));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(40).fill(200));
  });

  test('are counted by all processes together', async () => {
    await using auth = await createTestAuth();
    await auth.signUp({ user_name: 'ada' });
    await using other = await createTestAuth({ database: auth.database, keys: auth.deps.keys });
    await signInTimes(auth, 5, () => 'ada');
    expect(await signInTimes(other, 6, () => 'ada')).toEqual([...Array(5).fill(400), 429]);
    expect((await auth.signIn('ada')).statusCode).toBe(429);
  });

  test('are logged in a line each, without what was typed', async () => {
    const lines: string[] = [];
    const destination = new Writable({
      write: (chunk, _encoding, done) => {
        lines.push(String(chunk));
        done();
      },
    });
    const logger = createLogger({ service: 'auth', level: 'info' }, destination);
    await using auth = await createTestAuth({ logger });
    const { id } = (await auth.signUp({ user_name: 'ada' })).json();
    await signInTimes(auth, 12, () => 'ada');
    const logged = lines.map((line) => JSON.parse(line));
    const refused = logged.filter(({ msg }) => msg === 'attempt refused');
    expect(refused).toHaveLength(10);
    expect(refused[0]).toMatchObject({ kind: 'sign-in', address: '127.0.0.1', user_id: id });
    expect(logged).toContainEqual(expect.objectContaining({ msg: 'attempts limited', count: 1 }));
    expect(lines.join('')).not.toContain(wrong);
  });

  test('leave no rows behind that are over', async () => {
    await using auth = await createTestAuth();
    await signInTimes(auth, 3, (index) => `nobody ${index}`);
    later(auth, 900);
    await signInTimes(auth, 1, () => 'somebody');
    const { rows } = await auth.database.query({ text: 'select from failed_attempts' });
    expect(rows).toHaveLength(2);
  });

  test('are not limited where the setting turns limits off', async () => {
    await using auth = await createTestAuth({
      settings: { ...testSettings, attemptLimits: undefined },
    });
    expect(await signInTimes(auth, 12, () => 'ada')).toEqual(Array(12).fill(400));
  });
});

test('sign-ups with taken names get 429 past a hundred from one address, before a hash', async () => {
  const attemptLimits = {
    windowSeconds: 900,
    signInFailuresMax: 10,
    addressFailuresMax: { 'sign-in': 3, 'sign-up': 3, refresh: 3, 'api-key': 3 },
  };
  await using auth = await createTestAuth({ settings: { ...testSettings, attemptLimits } });
  await auth.signUp({ user_name: 'ada' });
  const statuses: number[] = [];
  for (const user_name of ['ada', 'Ada', 'ADA', 'ada', 'bob']) {
    statuses.push((await auth.signUp({ user_name })).statusCode);
  }
  expect(statuses).toEqual([409, 409, 409, 429, 429]);
  later(auth, 60);
  expect((await auth.signUp({ user_name: 'bob' })).statusCode).toBe(201);
});
