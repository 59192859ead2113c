import {
  type QuestDefinition,
  questDefinition,
} from '@questline/contracts/catalog/quest-definition';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkDefinition } from './check-definition.ts';
import { compileQuest } from './compile-quest.ts';

const now = new Date('2026-06-01T12:00:00Z');
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const target = fc.constantFrom(-1, 0, 0.5, 1, 2, 3, 7, 1_000, 1_001, 0.0000001);

const objective = fc.record({
  event: fc.constantFrom('a', ['a'], ['a', 'b']),
  where: some(fc.constantFrom('event.data.n > 1', 'event.data.n', 'true', 'nothing', '(', '1 + 1')),
  aggregate: fc.constantFrom('count', 'sum', 'min', 'max', 'last', 'distinct'),
  field: some(fc.constantFrom('n', 'a.b')),
  op: fc.constantFrom('>=', '>=', '>=', '<=', '='),
  target,
});

const line = fc.oneof(
  fc.record({
    currency: fc.constantFrom('gold', 'diamond'),
    amount: fc.integer({ min: 1, max: 20 }),
  }),
  fc.record({ item: fc.constant('key'), quantity: fc.constant(1) }),
  fc.record({ badge: fc.constant('b') }),
);
const rewards = fc.array(line, { minLength: 1, maxLength: 3 });
const quests = fc.uniqueArray(fc.constantFrom(fc.sample(fc.uuid(), { numRuns: 1, seed: 1 })[0]), {
  minLength: 1,
  maxLength: 1,
});
const instant = fc.constantFrom(
  '1999-01-01T00:00:00Z',
  '2026-05-01T00:00:00Z',
  '2026-07-01T00:00:00+14:00',
  '2027-01-01T00:00:00Z',
  '2099-01-01T00:00:00Z',
);

const definitions = fc
  .record({
    objectives: fc.record({
      any_of: fc.array(fc.record({ all_of: fc.array(objective, { minLength: 1, maxLength: 2 }) }), {
        minLength: 1,
        maxLength: 2,
      }),
    }),
    consecutive: some(
      fc.record({
        every: fc.constantFrom('day', 'week', 'month'),
        target: fc.constantFrom(1, 7),
        min_per_period: some(fc.constantFrom(1, 3)),
        grace_seconds: some(fc.constantFrom(0, 3_600, 86_400)),
        freezes: some(
          fc.record({
            initial: fc.constantFrom(0, 1, 2),
            earn_every: some(fc.constantFrom(1, 5)),
            max: fc.constantFrom(0, 1, 2),
          }),
        ),
        on_miss: some(fc.constantFrom('reset', 'decay', 'hold')),
      }),
    ),
    time: some(
      fc.record({
        timezone: some(
          fc.constantFrom('user', 'UTC', 'Europe/Berlin', 'europe/berlin', 'GMT+1', 'x'),
        ),
        day_start: some(fc.constantFrom('00:00', '04:00', '23:59')),
      }),
    ),
    window: some(
      fc.record({
        start: some(instant),
        end: some(instant),
        cron: some(
          fc.constantFrom(
            '0 0 * * *',
            '*/5 * * * 1-5',
            '0 0 30 2 *',
            '0 0 L * *',
            'every day',
            '* * * * * *',
          ),
        ),
        duration_seconds: some(fc.constantFrom(60, 86_400)),
        cooldown_seconds: some(fc.constant(60)),
      }),
    ),
    unlock: some(fc.record({ all: some(quests), any: some(quests), none: some(quests) })),
    steps: some(fc.array(fc.record({ target, rewards }), { minLength: 1, maxLength: 3 })),
    total_reward: some(rewards),
    claim: some(
      fc.record({
        expires_after_seconds: fc.constant(60),
        on_expire: fc.constantFrom('forfeit', 'grant'),
      }),
    ),
    limits: some(
      fc.array(
        fc.record({
          scope: fc.constantFrom('user', 'quest'),
          measure: fc.constantFrom('completions', 'gold', 'diamond', 'key'),
          max: fc.constantFrom(1, 10, 1_000),
          per: fc.constantFrom('day', 'week', 'month', 'lifetime'),
          on_exceeded: fc.constantFrom('deny', 'defer'),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    ),
    repeat: fc.record({
      max: fc.constantFrom(1, 1, 5),
      policy: fc.constantFrom('once', 'on_completion', 'on_window'),
      carry_over: some(fc.boolean()),
    }),
    auto_claim: fc.boolean(),
    rewards: fc.oneof(fc.constant([]), rewards),
  })
  .map((definition) => questDefinition.parse(JSON.parse(JSON.stringify(definition))));

test('every fault is at a place of the definition; without what they name it is sound, and compiles', () => {
  fc.assert(
    fc.property(definitions, (definition) => {
      let mended = definition;
      for (let faults = checkDefinition(mended, now), round = 0; faults.length > 0; round++) {
        expect(round).toBeLessThan(5);
        for (const { path } of faults) expect(placeOf(mended, path), path).toBeDefined();
        for (const { path } of faults) mended = withoutPart(mended, path.split(/[.[]/)[0] ?? '');
        faults = checkDefinition(mended, now);
      }
      expect(() => compileQuest(versionOf(mended))).not.toThrow();
    }),
    { numRuns: 500 },
  );
}, 30_000);

/** Parts that a definition cannot do without, as they always work. */
const sound: Pick<QuestDefinition, 'objectives' | 'repeat'> = {
  objectives: { any_of: [{ all_of: [{ event: 'a', aggregate: 'count', op: '>=', target: 1 }] }] },
  repeat: { max: 1, policy: 'once' },
};

const withoutPart = (definition: QuestDefinition, part: string): QuestDefinition => {
  if (part === 'rewards')
    return { ...definition, rewards: definition.steps ? [] : [{ badge: 'a' }] };
  if (part in sound) return { ...definition, ...sound };
  return Object.fromEntries(
    Object.entries(definition).filter(([name]) => name !== part),
  ) as QuestDefinition;
};

/** What holds the place that a path ends in; a field that is missing has none of its own. */
const placeOf = (definition: QuestDefinition, path: string): unknown =>
  path
    .split(/[.[\]]+/)
    .filter((name) => name !== '')
    .slice(0, -1)
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined,
      definition,
    );

const versionOf = (definition: QuestDefinition) => ({
  quest_id: '00000000-0000-4000-8000-000000000001',
  version: 1,
  name: 'a',
  description: null,
  category: null,
  state: 'active' as const,
  definition,
  in_flight: 'migrate' as const,
  published_at: now.toISOString(),
});
