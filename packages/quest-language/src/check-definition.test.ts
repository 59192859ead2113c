import {
  type QuestDefinition,
  questDefinition,
} from '@questline/contracts/catalog/quest-definition';
import { describe, expect, test } from 'vitest';
import { checkDefinition } from './check-definition.ts';
import { cpuMsOf } from './testing/cpu-time.ts';

const now = new Date('2026-06-01T12:00:00Z');
const quest = (letter: string) => `00000000-0000-4000-8000-00000000000${letter}`;

const gold = (amount: number) => ({ currency: 'gold', amount });
const count = { event: ['a'], aggregate: 'count', op: '>=', target: 3 };
const sum = { event: ['a'], aggregate: 'sum', field: 'amount', op: '>=', target: 3 };
const last = { event: ['a'], aggregate: 'last', field: 'level', op: '>=', target: 3 };

/** A definition that works, with parts replaced. It has passed the schema, as in the catalog. */
const definition = (parts: Record<string, unknown> = {}): QuestDefinition =>
  questDefinition.parse({
    objectives: { any_of: [{ all_of: [count] }] },
    repeat: { max: 1, policy: 'once' },
    auto_claim: true,
    rewards: [gold(10)],
    ...parts,
  });

const objectives = (...alternatives: Record<string, unknown>[][]) => ({
  objectives: { any_of: alternatives.map((all_of) => ({ all_of })) },
});

/** A condition of a length. */
const conditionOf = (n: number, length: number) =>
  `event.data.s != "${n}"`.replace('"', `"${'a'.repeat(length - 19)}`);

const faultsOf = (parts: Record<string, unknown>) =>
  checkDefinition(definition(parts), now).map(({ path, message }) => `${path} ${message}`);

const days = { every: 'day', target: 7 };
const stepsTo = (...targets: number[]) => ({
  rewards: [],
  steps: targets.map((target) => ({ target, rewards: [gold(1)] })),
});

describe('a definition that works', () => {
  test.each<[string, Record<string, unknown>]>([
    ['the least', {}],
    ['the same objective twice', objectives([count, count], [count])],
    ['a condition', objectives([{ ...count, where: 'event.data.n > 1' }])],
    ['sums of fractions', objectives([{ ...sum, target: 0.000001 }])],
    ['a least and a last value', objectives([{ ...last, aggregate: 'min', op: '<=' }, last])],
    ['a value that is exact', objectives([{ ...last, op: '=', target: -1.5 }])],
    ['1,000 different values', objectives([{ ...sum, aggregate: 'distinct', target: 1_000 }])],
    ['a streak', { consecutive: { ...days, grace_seconds: 82_800, min_per_period: 2 } }],
    ['a streak over alternatives', { ...objectives([count], [count]), consecutive: days }],
    ['freezes', { consecutive: { ...days, freezes: { initial: 1, max: 1 } } }],
    ['the zone of each user', { time: { timezone: 'user', day_start: '04:00' } }],
    ['UTC', { time: { timezone: 'UTC' } }],
    ['a zone', { time: { timezone: 'America/Argentina/Buenos_Aires' } }],
    ['a zone by its other name', { time: { timezone: 'Asia/Kolkata' } }],
    ['a zone in small letters', { time: { timezone: 'asia/kolkata' } }],
    ['a zone in capitals', { time: { timezone: 'EUROPE/BERLIN' } }],
    ['a span', { window: { start: '2026-05-01T00:00:00Z', end: '2026-07-01T00:00:00+02:00' } }],
    ['a streak as long as its window', { consecutive: days, window: { cron: '0 0 * * 1' } }],
    ['whole days', { window: { cron: '0 0 * * *' } }],
    ['weekends', { window: { cron: '0 0 * * 6', duration_seconds: 172_800 } }],
    ['leap days', { window: { cron: '0 0 29 2 *', duration_seconds: 86_400 } }],
    ['windows that overlap', { window: { cron: '0 * * * *', duration_seconds: 7_200 } }],
    ['a rest', { window: { cooldown_seconds: 60 } }],
    ['repetition', { repeat: { max: 5, policy: 'on_completion', carry_over: true } }],
    [
      'a surplus of one of several objectives',
      {
        ...objectives([last], [last, sum]),
        repeat: { max: 5, policy: 'on_completion', carry_over: true },
      },
    ],
    [
      'a surplus of different values',
      {
        ...objectives([{ ...sum, aggregate: 'distinct' }]),
        repeat: { max: 5, policy: 'on_completion', carry_over: true },
      },
    ],
    [
      'conditions of 4,000 characters, and one of them again',
      objectives(
        [1, 2, 3, 4].map((n) => ({ ...count, where: conditionOf(n, 1_000) })),
        [{ ...count, where: conditionOf(1, 1_000) }],
      ),
    ],
    [
      'repetition by window',
      {
        window: { cron: '0 0 * * *', duration_seconds: 60 },
        repeat: { max: 5, policy: 'on_window' },
      },
    ],
    ['repetition by period', { consecutive: days, repeat: { max: 5, policy: 'on_window' } }],
    [
      'claims that expire',
      { auto_claim: false, claim: { expires_after_seconds: 5, on_expire: 'grant' } },
    ],
    ['unlocks', { unlock: { all: [quest('1')], any: [quest('1')], none: [quest('2')] } }],
    ['steps', { ...stepsTo(1, 2, 5), total_reward: [{ badge: 'done' }] }],
    ['steps downwards', { ...objectives([{ ...last, op: '<=' }]), ...stepsTo(5, 2.5, -1) }],
    ['steps of a streak', { ...objectives([count], [count]), consecutive: days, ...stepsTo(3, 7) }],
    [
      'limits',
      {
        limits: [
          { scope: 'user', measure: 'gold', max: 10, per: 'day', on_exceeded: 'deny' },
          { scope: 'quest', measure: 'completions', max: 1, per: 'lifetime', on_exceeded: 'defer' },
        ],
      },
    ],
  ])('%s', (_, parts) => expect(faultsOf(parts)).toEqual([]));
});

const limit = { scope: 'user', measure: 'gold', max: 10, per: 'day', on_exceeded: 'deny' };

describe('names of what a quest pays', () => {
  test.each([
    ['rewards[0].currency', { rewards: [{ currency: '__proto__', amount: 1 }] }],
    ['rewards[1].item', { rewards: [gold(1), { item: 'sw\u200Bord', quantity: 1 }] }],
    ['rewards[0].badge', { rewards: [{ badge: 'constructor' }] }],
    [
      'steps[0].rewards[0].currency',
      { rewards: [], steps: [{ target: 3, rewards: [{ currency: 'go\u202Eld', amount: 1 }] }] },
    ],
  ])('are refused at %s when they could deceive', (path, parts) => {
    expect(checkDefinition(definition(parts), now).map((fault) => fault.path)).toEqual([path]);
  });
});

describe('a fault', () => {
  test.each<[string, Record<string, unknown>]>([
    [
      'objectives.any_of[0].all_of[1].field must name what of the data sum is about',
      objectives([count, { ...sum, field: undefined }]),
    ],
    [
      'objectives.any_of[0].all_of[0].field has no meaning for count, which counts events',
      objectives([{ ...count, field: 'amount' }]),
    ],
    [
      "objectives.any_of[1].all_of[0].where knows no 'evnt': only 'event' has a value here",
      objectives([count], [{ ...count, where: 'evnt.data.n > 1' }]),
    ],
    [
      'objectives.any_of[1].all_of[0].where the conditions of a quest are longer than 4000 characters together',
      objectives(
        [1, 2, 3, 4].map((n) => ({ ...count, where: conditionOf(n, 1_000) })),
        [{ ...count, where: 'true' }],
      ),
    ],
    [
      'objectives.any_of[0].all_of[0].target must be a whole number of at least 1 for count',
      objectives([{ ...count, target: 0 }]),
    ],
    [
      'objectives.any_of[0].all_of[0].target must be a whole number of at least 1 for distinct',
      objectives([{ ...sum, aggregate: 'distinct', target: 1.5 }]),
    ],
    [
      'objectives.any_of[0].all_of[0].target must not be more than 1000 for distinct',
      objectives([{ ...sum, aggregate: 'distinct', target: 1_001 }]),
    ],
    [
      'objectives.any_of[0].all_of[0].target must be more than 0 for sum',
      objectives([{ ...sum, target: 0 }]),
    ],
    [
      'objectives.any_of[0].all_of[0].target must not have more than 12 decimals for sum',
      objectives([{ ...sum, target: 0.0000000000015 }]),
    ],
    [
      'objectives.any_of[0].all_of[0].op must be >= for count',
      objectives([{ ...count, op: '<=' }]),
    ],
    ['objectives.any_of[0].all_of[0].op must be >= for sum', objectives([{ ...sum, op: '=' }])],
    [
      'objectives.any_of[1].all_of must have one objective with consecutive',
      { ...objectives([count], [count, count]), consecutive: days },
    ],
    [
      'objectives.any_of[0].all_of[0].aggregate must be count with consecutive',
      { ...objectives([last]), consecutive: days },
    ],
    [
      'consecutive.grace_seconds must not be longer than the shortest day, 82800 seconds',
      { consecutive: { ...days, grace_seconds: 82_801 } },
    ],
    [
      'consecutive.freezes.initial must not be more than consecutive.freezes.max',
      { consecutive: { ...days, freezes: { initial: 2, max: 1 } } },
    ],
    [
      "time.timezone must be 'user', 'UTC' or a name such as 'Europe/Berlin'",
      { time: { timezone: 'Mars/Olympus' } },
    ],
    [
      "time.timezone must be 'user', 'UTC' or a name such as 'Europe/Berlin'",
      { time: { timezone: '+01:00' } },
    ],
    ['window.end is in the past', { window: { end: '2026-06-01T12:00:00Z' } }],
    [
      'window.end must be after window.start',
      { window: { start: '2026-07-01T02:00:00+02:00', end: '2026-07-01T00:00:00Z' } },
    ],
    [
      'window.start must not be before the year 2000',
      { window: { start: '1999-12-31T23:59:59Z' } },
    ],
    [
      'window.start must not be more than 20 years ahead',
      { window: { start: '2047-01-01T00:00:00Z' } },
    ],
    [
      'window.end must not be more than 20 years ahead',
      { window: { end: '9999-01-01T00:00:00Z' } },
    ],
    [
      'objectives.any_of[0].all_of[0].event RewardGranted never reaches quests: it is no event about what a user did',
      objectives([{ ...count, event: ['play', 'RewardGranted'] }]),
    ],
    [
      'consecutive.target cannot be reached: a window has 7 days at the most',
      { consecutive: { ...days, target: 30 }, window: { cron: '0 0 * * 1' } },
    ],
    [
      'consecutive.target cannot be reached: a window has 8 days at the most',
      {
        consecutive: { ...days, target: 9 },
        window: { cron: '0 12 * * 1', duration_seconds: 7 * 86_400 },
      },
    ],
    [
      'consecutive.target cannot be reached: a window has 6 days at the most',
      {
        consecutive: days,
        window: { start: '2026-06-01T00:00:00Z', end: '2026-06-07T00:00:00Z' },
      },
    ],
    ['window.duration_seconds needs window.cron', { window: { duration_seconds: 60 } }],
    [
      'window.cron must have five fields: minute, hour, day, month, weekday',
      { window: { cron: '0 0 0 * * *', duration_seconds: 60 } },
    ],
    [
      'window.cron must have five fields: minute, hour, day, month, weekday',
      { window: { cron: '@annually', duration_seconds: 60 } },
    ],
    [
      'window.cron Invalid value for minute: 61',
      { window: { cron: '61 * * * *', duration_seconds: 60 } },
    ],
    ['window.cron never comes', { window: { cron: '0 0 30 2 *', duration_seconds: 60 } }],
    [
      'window.cron does not come within 5 years',
      { window: { cron: '0 0 29 2 +1', duration_seconds: 60 } },
    ],
    ["repeat.max must be 1 where repeat.policy is 'once'", { repeat: { max: 2, policy: 'once' } }],
    [
      "repeat.policy can be 'on_window' only with window.cron or consecutive",
      { repeat: { max: 2, policy: 'on_window' } },
    ],
    [
      'repeat.carry_over needs an objective of count, sum or distinct, and no streak: nothing else has a surplus',
      { ...objectives([last]), repeat: { max: 2, policy: 'on_completion', carry_over: true } },
    ],
    [
      'repeat.carry_over needs an objective of count, sum or distinct, and no streak: nothing else has a surplus',
      { consecutive: days, repeat: { max: 2, policy: 'on_completion', carry_over: true } },
    ],
    [
      'claim needs auto_claim to be false: nobody claims what is claimed by itself',
      { claim: { expires_after_seconds: 5, on_expire: 'forfeit' } },
    ],
    [
      'unlock.none[1] is needed by unlock.all as well',
      { unlock: { all: [quest('1')], none: [quest('2'), quest('1')] } },
    ],
    ['rewards must pay something', { rewards: [] }],
    [
      'rewards has no meaning with steps: use total_reward for what the last one pays besides',
      { ...stepsTo(1, 3), rewards: [gold(1)] },
    ],
    ['total_reward needs steps: use rewards', { total_reward: [gold(1)] }],
    [
      'steps need one objective only, or consecutive',
      { ...objectives([count, count]), ...stepsTo(1, 3) },
    ],
    [
      'steps need one objective only, or consecutive',
      { ...objectives([count], [count]), ...stepsTo(1) },
    ],
    [
      "steps cannot lead to an objective with the op '='",
      { ...objectives([{ ...last, op: '=' }]), ...stepsTo(1) },
    ],
    ['steps[2].target must be more than that of the step before', stepsTo(1, 3, 3)],
    [
      'steps[1].target must be less than that of the step before',
      { ...objectives([{ ...last, op: '<=' }]), ...stepsTo(3, 3) },
    ],
    [
      'steps[1].target must be less than that of the step before',
      { ...objectives([{ ...last, op: '<=' }]), ...stepsTo(1, 3) },
    ],
    ['steps[0].target must be a whole number of at least 1 for count', stepsTo(0.5, 3)],
    [
      'steps[1].target must not be more than 1000 for distinct',
      { ...objectives([{ ...sum, aggregate: 'distinct' }]), ...stepsTo(1, 1_001) },
    ],
    [
      "limits[1].measure must be 'completions' or a currency that the quest pays",
      { limits: [limit, { ...limit, measure: 'diamond' }] },
    ],
    [
      "limits[0].measure must be 'completions' or a currency that the quest pays",
      { rewards: [{ item: 'gold', quantity: 1 }], limits: [limit] },
    ],
    [
      'limits[0].max must not be less than the 11 that one payment takes',
      { rewards: [gold(5), gold(6)], limits: [limit] },
    ],
    [
      'limits[0].max must not be less than the 20 that one payment takes',
      { ...stepsTo(1, 3), total_reward: [gold(20)], limits: [limit] },
    ],
  ])('%s', (fault, parts) => expect(faultsOf(parts)).toEqual([fault]));

  test('comes with every other, in one answer', () => {
    expect(
      faultsOf({
        ...objectives([{ ...sum, target: -1 }]),
        window: { duration_seconds: 60 },
        rewards: [],
      }),
    ).toHaveLength(3);
  });

  test('of a condition is told at each place that has it', () => {
    const wrong = { ...count, where: 'x' };
    expect(checkDefinition(definition(objectives([wrong], [wrong])), now)).toMatchObject([
      { path: 'objectives.any_of[0].all_of[0].where' },
      { path: 'objectives.any_of[1].all_of[0].where' },
    ]);
  });
});

describe('any definition is checked in 50 ms of CPU', () => {
  const long = (text: string) =>
    Array.from({ length: Math.floor(990 / (text.length + 4)) }, () => text).join(' || ');

  test.each([
    'event.data.l.map(x, x) == [K]',
    'event.data.l.exists(x, x == K)',
    'event.data.s.matches("(a|b)*c{K}")',
    'event.time.getHours("Europe/Berlin") == K',
    '!(!(!(!(event.data.x == K))))',
    '[[[[[K]]]]] == [1]',
  ])('with 100 objectives where %s', (where) => {
    const objective = (index: number) => ({
      ...last,
      event: Array.from({ length: 20 }, (_, type) => `type-${type}`),
      aggregate: 'sum',
      op: '=',
      target: -1.5,
      where: long(where).replace('K', `${index}`),
    });
    const alternatives = Array.from({ length: 10 }, (_, alternative) =>
      Array.from({ length: 10 }, (_, index) => objective(alternative * 10 + index)),
    );
    const large = definition({
      ...objectives(...alternatives),
      window: { cron: '0 0 31 2,4,6,9,11 *', duration_seconds: 60, end: '1999-01-01T00:00:00Z' },
      time: { timezone: 'Europe/Berlin' },
      ...stepsTo(...Array.from({ length: 50 }, (_, index) => -index)),
      limits: Array(10).fill(limit),
      unlock: { all: Array(50).fill(quest('1')), none: Array(50).fill(quest('1')) },
    });
    expect(checkDefinition(large, now).length).toBeGreaterThan(300);
    expect(cpuMsOf(() => checkDefinition(large, now))).toBeLessThan(50);
  });
});

describe('the work of all conditions for one event', () => {
  const nested = (n: number) => ({
    ...count,
    where: `event.data.a.all(x, event.data.a.all(y, x + y > ${n}.0))`,
  });
  const alternatives = (many: number) =>
    objectives(
      ...Array.from({ length: many / 8 }, (_, at) =>
        Array.from({ length: 8 }, (__, index) => nested(at * 8 + index)),
      ),
    );

  test('is estimated for the longest lists, and refused where it is too much', () => {
    expect(faultsOf(alternatives(8))).toEqual([]);
    expect(faultsOf(alternatives(40))).toEqual([
      'objectives may take 2000000 steps of conditions for one a: at most 500000 together',
    ]);
  });
});
