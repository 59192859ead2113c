import type { Database } from '@questline/postgres/database';
import fc from 'fast-check';
import { v7 } from 'uuid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestCatalog, type TestCatalog } from '../test/create-test-catalog.ts';
import { rebuildViews } from './rebuild-views.ts';

let catalog: TestCatalog;
beforeEach(async () => {
  catalog = await createTestCatalog();
  // What the views show is brought about here by itself.
  catalog.held.back = true;
});
afterEach(() => catalog[Symbol.asyncDispose]());

const send = async (method: 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) => {
  const headers = catalog.superuser;
  const url = `/api/v1${path}`;
  return catalog.app.inject({ method, url, headers, ...(payload && { payload }) });
};

const definition = (target: number) => ({
  objectives: {
    any_of: [{ all_of: [{ event: 'Purchase', aggregate: 'count', op: '>=', target }] }],
  },
  rewards: [{ badge: 'shopper' }],
});

/** Small numbers of names, quests and rewards, so that commands meet, are refused and follow each other. */
const pick = fc.nat({ max: 4 });
const command = fc.oneof(
  fc.record({ kind: fc.constant('reward' as const), name: pick, quantity: fc.nat({ max: 3 }) }),
  fc.record({ kind: fc.constant('edit-reward' as const), at: pick, name: pick }),
  fc.record({ kind: fc.constant('retire' as const), at: pick }),
  fc.record({
    kind: fc.constant('quest' as const),
    name: pick,
    target: fc.nat({ max: 3 }),
    state: fc.constantFrom('draft', 'active'),
    reward: fc.option(pick),
  }),
  fc.record({
    kind: fc.constant('edit' as const),
    at: pick,
    name: pick,
    target: fc.nat({ max: 3 }),
  }),
  fc.record({
    kind: fc.constantFrom('publish', 'pause', 'resume', 'archive', 'delete'),
    at: pick,
  }),
);
type Command = typeof command extends fc.Arbitrary<infer Value> ? Value : never;

/** Sends random commands, whatever comes of each. */
const play = async (commands: readonly Command[], run = 0) => {
  const [quests, rewards] = [[v7()], [v7()]];
  const at = (ids: string[], index: number) => ids[index % ids.length] ?? '';
  const made = async (ids: string[], path: string, payload: object) => {
    const response = await send('POST', path, payload);
    if (response.statusCode === 201) ids.push(response.json().id);
  };
  for (const each of commands) {
    if (each.kind === 'reward' && 'quantity' in each) {
      const reward = {
        reward_name: `r${each.name} of ${run}`,
        reward_item: 'gold',
        reward_qty: each.quantity,
      };
      await made(rewards, '/rewards/', reward);
    } else if (each.kind === 'edit-reward' && 'name' in each) {
      await send('PATCH', `/rewards/${at(rewards, each.at)}`, {
        reward_name: `R${each.name} of ${run}`,
      });
    } else if (each.kind === 'retire' && 'at' in each) {
      await send('DELETE', `/rewards/${at(rewards, each.at)}`);
    } else if (each.kind === 'quest' && 'state' in each) {
      const form =
        each.reward === null
          ? definition(each.target)
          : {
              reward_id: at(rewards, each.reward),
              auto_claim: true,
              streak: each.target,
              duplication: 2,
            };
      await made(quests, '/quests/', {
        name: `q${each.name} of ${run}`,
        state: each.state,
        ...form,
      });
    } else if (each.kind === 'edit' && 'target' in each) {
      const body = { name: `Q${each.name} of ${run}`, ...definition(each.target) };
      await send('PATCH', `/quests/${at(quests, 'at' in each ? each.at : 0)}`, body);
    } else if (each.kind === 'delete' && 'at' in each) {
      await send('DELETE', `/quests/${at(quests, each.at)}`);
    } else if ('at' in each) {
      await send('POST', `/quests/${at(quests, each.at)}/${each.kind}`);
    }
  }
};

/** Every row that is shown, to the byte, but for the number of its generation. */
const shown = async (views: Database) => {
  const tables = { quests: 'id', rewards: 'id', quest_changes: 'quest_id, revision' };
  const all: Record<string, unknown> = {};
  for (const [table, order] of Object.entries(tables)) {
    const { rows } = await views.query<{ row: string }>({
      text: `
        select (to_jsonb(t) - 'generation')::text as row from ${table} as t
        where generation = (select live from projection) order by ${order}`,
    });
    all[table] = rows.map(({ row }) => row);
  }
  const { rows } = await views.query<{ position: number }>({
    text: 'select position from generations where number = (select live from projection)',
  });
  return { ...all, position: rows[0]?.position };
};

const rebuild = () => rebuildViews({ store: catalog.database, views: catalog.views });

test('views that are rebuilt are those that followed what happened, to the byte', async () => {
  let [runs, count] = [0, 0];
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 25 }), async (commands) => {
      runs += 1;
      await play(commands, runs);
      await catalog.show();
      const live = await shown(catalog.views);
      count = Math.max(count, Number(live.position));
      expect(await rebuild()).toMatchObject({ position: live.position });
      expect(await shown(catalog.views)).toEqual(live);
    }),
    { numRuns: 40 },
  );
  // Random commands that were all refused would prove nothing.
  expect(count).toBeGreaterThan(15);
});

test('a rebuild makes up for what never came, and what comes late changes nothing', async () => {
  await play([
    { kind: 'reward', name: 1, quantity: 1 },
    { kind: 'quest', name: 1, target: 2, state: 'active', reward: null },
    { kind: 'edit', at: 1, name: 2, target: 3 },
  ]);
  expect(await shown(catalog.views)).toMatchObject({ quests: [], position: 0 });
  expect(await rebuild()).toEqual({ changes: 3, position: 3 });
  const rebuilt = await shown(catalog.views);
  expect(rebuilt).toMatchObject({ quests: [expect.stringContaining('Q2')], position: 3 });
  await catalog.show();
  expect(await shown(catalog.views)).toEqual(rebuilt);
});

test('one that was killed between two batches goes on where it was', async () => {
  await play(Array.from({ length: 8 }, () => ({ kind: 'reward', name: 1, quantity: 1 }) as const));
  await play([{ kind: 'quest', name: 1, target: 2, state: 'draft', reward: null }]);
  await catalog.show();
  const live = await shown(catalog.views);
  // The first half of the history in a generation that is not shown yet.
  let stops = 1;
  const dying = {
    ...catalog.views,
    transaction: async <Value>(work: Parameters<typeof catalog.views.transaction<Value>>[0]) => {
      if (stops === 0) throw new Error('killed');
      stops -= 1;
      return catalog.views.transaction(work);
    },
  };
  await expect(rebuildViews({ store: catalog.database, views: dying })).rejects.toThrow('killed');
  expect(await shown(catalog.views)).toEqual(live);
  expect(await rebuild()).toEqual({ changes: 0, position: live.position });
  expect(await shown(catalog.views)).toEqual(live);
  const { rows } = await catalog.views.query({ text: 'select number from generations' });
  expect(rows).toEqual([{ number: 2 }]);
});

test('queries and commands go on meanwhile, and of two rebuilds one runs', async () => {
  await play([{ kind: 'quest', name: 1, target: 2, state: 'active', reward: null }]);
  await catalog.show();
  catalog.held.back = false;
  const { user: headers } = catalog;
  const read = async () => {
    const response = await catalog.app.inject({ url: '/api/v1/quests/name/q1%20of%200', headers });
    return response.statusCode;
  };
  const rebuilds = Promise.all([rebuild(), rebuild()]);
  const work = Array.from({ length: 10 }, async (_, index) => {
    await send('POST', '/quests/', { name: `more ${index}`, ...definition(1) });
    return read();
  });
  expect(new Set(await Promise.all(work))).toEqual(new Set([200]));
  expect((await rebuilds).some((each) => each !== undefined)).toBe(true);
  await rebuild();
  const list = await catalog.app.inject({ url: '/api/v1/quests/', headers });
  expect(list.json().count).toBe(11);
});
