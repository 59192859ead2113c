import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { eventually } from '@questline/testkit/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../client.ts';
import { expectCleanAudit } from './audit.ts';
import { type Distributed, startDistributed } from './start-distributed.ts';
import type { Role } from './supervised-process.ts';

const commandCount = 60;
const killCount = 8;
const killPauseMsMax = 400;

const definition = (target: number) => ({
  objectives: {
    any_of: [{ all_of: [{ event: 'Purchase', aggregate: 'count', op: '>=', target }] }],
  },
  rewards: [{ badge: 'shopper' }],
});

describe('the catalog, whose commands and queries are processes apart', () => {
  let shape: Distributed;
  let token: string;

  beforeAll(async () => {
    shape = await startDistributed();
    await shape.ready();
    token = await signIn(shape.baseUrl, 'user');
  });
  afterAll(() => shape?.stop());

  const call = (
    path: string,
    options: { method?: string; body?: object; headers?: Record<string, string> } = {},
  ) => {
    const { method = 'GET', body, headers } = options;
    return fetch(`${shape.baseUrl}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    });
  };
  const processesOf = (...roles: Role[]) =>
    shape.processes.filter(({ service, role }) => service === 'catalog' && roles.includes(role));
  const publish = (name: string, key = randomUUID()) =>
    call('/quests/', {
      method: 'POST',
      body: { name, ...definition(1) },
      headers: { 'idempotency-key': key },
    });
  const versionOf = (response: Response) => ({
    'questline-min-version': response.headers.get('questline-version') ?? 'none',
  });

  it('shows each write to whoever names its version, by any instance', async () => {
    const { id } = (await (await publish('followed')).json()) as { id: string };
    for (let target = 2; target <= 12; target += 1) {
      const edited = await call(`/quests/${id}`, { method: 'PATCH', body: definition(target) });
      expect(edited.status).toBe(200);
      const shown = await call(`/quests/${id}`, { headers: versionOf(edited) });
      expect(await shown.json()).toMatchObject({ version: target });
    }
  });

  it('counts every event that comes after a quest was created', async () => {
    for (let round = 0; round < 25; round += 1) {
      const type = `Round${round}`;
      const created = await call('/quests/', {
        method: 'POST',
        body: {
          name: `counts at once ${round}`,
          objectives: {
            any_of: [{ all_of: [{ event: type, aggregate: 'count', op: '>=', target: 1 }] }],
          },
          rewards: [{ badge: 'first' }],
        },
      });
      expect(created.status).toBe(201);
      const posted = await call('/events/', {
        method: 'POST',
        body: { type, user_id: 'ada' },
        headers: { prefer: 'wait=0' },
      });
      const { results } = (await posted.json()) as {
        results: { caused: { progress: object[] } }[];
      };
      expect(results[0]?.caused.progress, `round ${round}`).toHaveLength(1);
    }
  });

  it('takes commands while nothing is shown, and shows them afterwards', async () => {
    await Promise.all(processesOf('projector').map((each) => each.stop()));
    const written = await publish('decided in the dark');
    expect(written.status).toBe(201);
    const { id } = (await written.json()) as { id: string };
    expect((await call(`/quests/${id}`)).status).toBe(404);
    const late = await call(`/quests/${id}`, { headers: versionOf(written) });
    expect([late.status, late.headers.get('retry-after')]).toEqual([503, '1']);

    await Promise.all(processesOf('queries').map((each) => each.stop()));
    expect((await publish('decided with nobody to show it')).status).toBe(201);
    for (const each of processesOf('projector', 'queries')) each.start();
    await shape.ready(processesOf('projector', 'queries'));
    await eventually(async () => {
      const shown = await call(`/quests/${id}`, { headers: versionOf(written) });
      expect(shown.status).toBe(200);
    });
  });

  it('loses and doubles nothing when its processes are killed under load', async () => {
    const names = Array.from({ length: commandCount }, (_, index) => `under fire ${index}`);
    /** As a client that never gives up does: the same key until there is an answer. */
    const insist = async (name: string) => {
      const key = randomUUID();
      return eventually(async () => {
        const response = await publish(name, key);
        expect([201, 409]).toContain(response.status);
        return response.status;
      });
    };
    const killing = (async () => {
      const targets = processesOf('commands', 'queries', 'projector', 'relay');
      for (let kill = 0; kill < killCount; kill += 1) {
        await wait(randomInt(killPauseMsMax));
        await targets[randomInt(targets.length)]?.kill('SIGKILL');
      }
    })();
    const statuses: number[] = [];
    for (let start = 0; start < names.length; start += 6) {
      statuses.push(...(await Promise.all(names.slice(start, start + 6).map(insist))));
    }
    await killing;
    await shape.ready();
    expect(statuses).toEqual(Array(commandCount).fill(201));
    await eventually(async () => {
      const list = await call('/quests/?q=under%20fire&limit=1000');
      expect(await list.json()).toMatchObject({ count: commandCount });
    });
    console.log(await expectCleanAudit(shape.databaseUrls));
  });
});
