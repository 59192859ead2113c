import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import { describe, expect, test } from 'vitest';
import { decideQuest } from './decide-quest.ts';
import { parseQuest } from './parse-quest.ts';

const now = new Date('2030-06-05T12:00:00Z');
const cpuMsMax = 50;
const idOf = (number: number) => `01890000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const own = idOf(0);

/** Each quest is unlocked by the one after it, the last of a thousand by the one that is to be made. */
const others = new Map<string, Pick<QuestDefinition, 'unlock'>>(
  Array.from({ length: 1_000 }, (_, index) => [
    idOf(index + 1),
    { unlock: { all: [index === 999 ? own : idOf(index + 2)] } },
  ]),
);

/** What a POST of this body is refused for, before anything is read or stored: its paths. */
const refusedAt = (body: unknown): readonly string[] => {
  const parsed = parseQuest(body);
  if (parsed.kind === 'faults') return parsed.faults.map(({ path }) => path);
  const command = { kind: 'create', id: own, form: parsed.form } as const;
  const decision = decideQuest(undefined, command, {
    reward: undefined,
    others,
    chained: new Map(),
    now,
  });
  return decision.kind === 'unworkable' ? decision.faults.map(({ path }) => path) : [];
};

/** The middle of five tries. */
const cpuMsOf = (work: () => void): number => {
  const costs = Array.from({ length: 5 }, () => {
    const before = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  });
  return costs.sort((a, b) => a - b)[2] ?? Number.NaN;
};

const quest = (parts: object = {}) => ({
  name: 'hostile',
  objectives: { any_of: [{ all_of: [{ event: 'a', aggregate: 'count', op: '>=', target: 1 }] }] },
  rewards: [{ currency: 'gold', amount: 1 }],
  ...parts,
});
const objective = (parts: object) =>
  quest({
    objectives: {
      any_of: [{ all_of: [{ event: 'a', aggregate: 'count', op: '>=', target: 1, ...parts }] }],
    },
  });
const where = (text: string) => objective({ where: text });
const nested = (depth: number): unknown =>
  JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`) as unknown;
const million = Array(1_000_000).fill(0);
const manyNames = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, 0]));
const first = 'objectives.any_of.0.all_of.0';

describe('a hostile quest is refused with its path in 50 ms of CPU', () => {
  test.each<[string, unknown, string]>([
    ['a condition of parentheses', where('('.repeat(1_000)), `${first}.where`],
    ['a pattern that backtracks', where('event.data.s.matches("(a+)+$(")'), `${first}.where`],
    [
      'a pattern that unfolds',
      where('event.data.s.matches("((a{999}){999}){999}")'),
      `${first}.where`,
    ],
    ['a condition that is too long', where('a'.repeat(1_001)), `${first}.where`],
    [
      'a field that climbs',
      objective({ aggregate: 'sum', field: 'a.'.repeat(20) }),
      `${first}.field`,
    ],
    ['an endless target', objective({ target: 1e300 }), `${first}.target`],
    ['no target', objective({ target: Number.NaN }), `${first}.target`],
    ['a million objectives', quest({ objectives: { any_of: million } }), ''],
    ['a million rewards', quest({ rewards: million }), ''],
    ['a thousand rewards', quest({ rewards: million.slice(0, 1_000) }), 'rewards'],
    ['names without end', quest(manyNames), ''],
    ['depth without end', quest({ rewards: nested(100_000 / 2) }), ''],
    ['some depth', quest({ window: { start: nested(10) } }), 'window.start'],
    ['a debt', quest({ rewards: [{ currency: 'gold', amount: -5 }] }), 'rewards.0.amount'],
    ['a fraction', quest({ rewards: [{ currency: 'gold', amount: 0.5 }] }), 'rewards.0.amount'],
    ['a fortune', quest({ rewards: [{ currency: 'gold', amount: 1e12 }] }), 'rewards.0.amount'],
    ['nothing', quest({ rewards: [{ item: 'sword', quantity: 0 }] }), 'rewards.0.quantity'],
    ['a name with NUL', quest({ name: 'a\0' }), 'name'],
    ['half a surrogate pair', quest({ rewards: [{ badge: '\ud800' }] }), 'rewards.0.badge'],
    ['NUL in a type', objective({ event: ['a', 'b\0'] }), `${first}.event.1`],
    ['NUL in a condition', where('event.data.a == "\0"'), `${first}.where`],
    ['half a pair in a category', quest({ category: '\udfff' }), 'category'],
    ['half a pair in a reason', quest({ reason: '\udfff' }), 'reason'],
    ['1970', quest({ window: { start: '1970-01-01T00:00:00Z' } }), 'window.start'],
    ['9999', quest({ window: { end: '9999-12-31T23:59:59Z' } }), 'window.end'],
    ['an unknown zone', quest({ time: { timezone: 'Mars/Olympus' } }), 'time.timezone'],
    ['a zone that climbs', quest({ time: { timezone: '../../etc/passwd' } }), 'time.timezone'],
    [
      'a cron that never comes',
      quest({ window: { cron: '0 0 31 2 *', duration_seconds: 60 } }),
      'window.cron',
    ],
    [
      'a cron of a thousand',
      quest({ window: { cron: `${'1,'.repeat(45)}1 * * *`, duration_seconds: 60 } }),
      'window.cron',
    ],
    ['a circle of a thousand', quest({ unlock: { all: [idOf(1)] } }), 'unlock.all.0'],
    ['itself', quest({ unlock: { none: [own] } }), 'unlock.none.0'],
    [
      'a limit of less than one payment',
      quest({
        limits: [{ scope: 'user', measure: 'gold', max: 0.5, per: 'day', on_exceeded: 'deny' }],
      }),
      'limits.0.max',
    ],
  ])('%s', (_, body, path) => {
    expect(refusedAt(body)).toContain(path);
    expect(cpuMsOf(() => refusedAt(body))).toBeLessThan(cpuMsMax);
  });

  test('and one that is none is not', () => expect(refusedAt(quest())).toEqual([]));
});
