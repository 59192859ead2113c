import type { BackendName } from '@questline/contracts/gateway';
import { eventually } from '@questline/testkit/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectEnded, expectLetIn, expectRefused } from '../access/expect-refused.ts';
import { logOut, probe } from '../access/probe.ts';
import { signIn, signUp } from '../client.ts';
import { readNotifications } from './notification-reader.ts';
import { queryOne } from './query.ts';
import { type Distributed, startDistributed } from './start-distributed.ts';

describe('a session in the distributed shape', () => {
  let shape: Distributed;
  let baseUrl: string;

  beforeAll(async () => {
    shape = await startDistributed();
    ({ baseUrl } = shape);
    await shape.ready();
  });
  afterAll(() => shape?.stop());

  const processesOf = (backend: BackendName) =>
    shape.processes.filter(({ service, role }) => `${service}-${role}` === backend);
  const urlsOf = (backend: BackendName) => [baseUrl, ...processesOf(backend).map(({ url }) => url)];
  const openStreams = (token: string) =>
    Promise.all(urlsOf('processing-http').map((url) => readNotifications(url, token)));
  const endedOf = (streams: Awaited<ReturnType<typeof openStreams>>) =>
    streams.map(({ ended }) => ended);
  /** As an operator does with SQL: no process of ours takes part. */
  const act = (text: string, id: string) =>
    queryOne(shape.databaseUrls.auth, `${text} returning id`, [id]);

  it('counts on no replica two seconds after its log-out, and its streams end', async () => {
    const [token, other] = [await signIn(baseUrl, 'user'), await signIn(baseUrl, 'user')];
    await expectLetIn(urlsOf, token);
    const streams = await openStreams(token);
    await logOut(baseUrl, token);
    await Promise.all([expectRefused(urlsOf, token), expectEnded(endedOf(streams))]);
    await expectLetIn(urlsOf, other);
  });

  it.each([
    ['a ban', 'update users set status = 2 where id = $1'],
    ['a deletion', 'delete from users where id = $1'],
    ['the loss of a role', 'update users set is_superuser = false where id = $1'],
    ['a new password', "update users set password_hash = password_hash || 'x' where id = $1"],
  ])('counts on no replica two seconds after %s, and its streams end', async (what, text) => {
    const name = what.replaceAll(' ', '-');
    const id = await signUp(baseUrl, name);
    await act('update users set is_superuser = true where id = $1', id);
    const token = await signIn(baseUrl, name);
    await expectLetIn(urlsOf, token);
    const streams = await openStreams(token);
    await act(text, id);
    await Promise.all([expectRefused(urlsOf, token), expectEnded(endedOf(streams))]);
  });

  it('that has ended counts no more when the services are restarted, or auth is out', async () => {
    const [token, other] = [await signIn(baseUrl, 'user'), await signIn(baseUrl, 'user')];
    await logOut(baseUrl, token);
    await expectRefused(urlsOf, token);
    const backends = ['catalog-commands', 'catalog-queries', 'processing-http'] as const;
    const others = backends.flatMap(processesOf);
    await Promise.all(others.map((each) => each.restart()));
    await shape.ready();
    expect(await probe(urlsOf, token)).toEqual([401]);
    await expectLetIn(urlsOf, other);

    await Promise.all(processesOf('auth-http').map((each) => each.stop()));
    const withoutAuth = (backend: BackendName) =>
      backend === 'auth-http' ? [] : processesOf(backend).map(({ url }) => url);
    expect(await probe(withoutAuth, token)).toEqual([401]);
    await expectLetIn(withoutAuth, other);
    await Promise.all(others.map((each) => each.restart()));
    await eventually(async () => expect(await probe(withoutAuth, token)).toEqual([503]));

    for (const each of processesOf('auth-http')) each.start();
    await shape.ready();
    expect(await probe(urlsOf, token)).toEqual([401]);
    await expectLetIn(urlsOf, other);
  });

  it('ends everywhere while the broker is away', async () => {
    const token = await signIn(baseUrl, 'user');
    const streams = await openStreams(token);
    const restarting = shape.restartBroker();
    const [relay] = shape.processes.filter(({ role }) => role === 'relay');
    await eventually(async () => expect(await relay?.readiness()).toBe(503));
    await logOut(baseUrl, token);
    await Promise.all([expectRefused(urlsOf, token), expectEnded(endedOf(streams))]);
    await restarting;
  });
});
