import { describe, expect, it } from 'vitest';
import { compileQuest } from './compile-quest.ts';
import { questOf, single, versionOf } from './testing/quests.ts';

const count = (event: string | string[]) => ({
  event,
  aggregate: 'count' as const,
  op: '>=' as const,
  target: 1,
});
const cron = { cron: '0 0 * * *', duration_seconds: 60 };
const limit = { scope: 'user', measure: 'completions', max: 1, on_exceeded: 'deny' } as const;

describe('compileQuest', () => {
  it('tells the types of events that can move the quest', () => {
    const quest = questOf({
      objectives: {
        any_of: [{ all_of: [count('a'), count(['b', 'c'])] }, { all_of: [count('a')] }],
      },
    });
    expect([...quest.eventTypes]).toEqual(['a', 'b', 'c']);
    expect(quest.alternatives).toEqual([
      { from: 0, until: 2 },
      { from: 2, until: 3 },
    ]);
  });

  it('tells which quests its unlocking asks about, each once', () => {
    const [a, b, c] = [1, 2, 3].map((one) => `01990000-0000-7000-8000-00000000000${one}`) as [
      string,
      string,
      string,
    ];
    expect(questOf({ unlock: { all: [a], any: [b, a], none: [c] } }).unlockIds).toEqual([a, b, c]);
    expect(questOf().unlockIds).toEqual([]);
  });

  it.each([
    ['a count', {}, false],
    ['a streak', { consecutive: { every: 'day', target: 2 } }, true],
    ['a recurring window', { window: cron }, true],
    ['a limit a day', { limits: [{ ...limit, per: 'day' }] }, true],
    ['a limit of a lifetime', { limits: [{ ...limit, per: 'lifetime' }] }, false],
  ] as const)(
    'given %s in the zone of the user, then whether it goes by it is known',
    (_, parts, uses) => {
      const written = { ...parts, objectives: single({ target: 1 }) } as Parameters<
        typeof questOf
      >[0];
      expect(questOf({ ...written, time: { timezone: 'user' } }).usesUserZone).toBe(uses);
      expect(questOf({ ...written, time: { timezone: 'Europe/Berlin' } }).usesUserZone).toBe(false);
      expect(questOf(written).usesUserZone).toBe(false);
    },
  );

  it('reads zone, beginning of the day and times', () => {
    expect(questOf({ time: { timezone: 'user', day_start: '04:30' } })).toMatchObject({
      zone: undefined,
      dayStart: 16_200_000,
    });
    expect(
      questOf({ window: { start: '2026-06-01T00:00:00+02:00', cooldown_seconds: 5 } }),
    ).toMatchObject({
      zone: 'UTC',
      dayStart: 0,
      startsAt: Date.parse('2026-05-31T22:00:00Z'),
      endsAt: Infinity,
      cooldownMs: 5_000,
      recurrence: undefined,
    });
    expect(questOf()).toMatchObject({ startsAt: -Infinity, endsAt: Infinity, cooldownMs: 0 });
  });

  it('takes the last step for the target', () => {
    const steps = [1.5, 2.5].map((target) => ({ target, rewards: [{ badge: 'player' }] }));
    const sum = single({ aggregate: 'sum', field: 'n', target: 1 });
    expect(questOf({ objectives: sum, steps })).toMatchObject({
      steps: [1.5, 2.5],
      objectives: [{ target: 2.5 }],
    });
    const consecutive = { every: 'week' as const, target: 1 };
    const days = [2, 4].map((target) => ({ target, rewards: [{ badge: 'player' }] }));
    expect(questOf({ objectives: single({ target: 1 }), consecutive, steps: days })).toMatchObject({
      steps: [2, 4],
      streak: { target: 4, perPeriod: 1 },
      objectives: [{ target: 1 }],
    });
  });

  it('makes the rules of a streak complete', () => {
    const consecutive = { every: 'day' as const, target: 5 };
    expect(questOf({ objectives: single({ target: 3 }), consecutive }).streak).toEqual({
      excused: [],
      every: 'day',
      target: 5,
      perPeriod: 3,
      graceMs: 0,
      onMiss: 'reset',
      freezes: { initial: 0, earnEvery: Infinity, max: 0 },
    });
    const freezes = { initial: 4, earn_every: 2, max: 3 };
    const full = {
      ...consecutive,
      min_per_period: 7,
      grace_seconds: 9,
      on_miss: 'decay' as const,
      freezes,
    };
    expect(questOf({ objectives: single({ target: 3 }), consecutive: full }).streak).toEqual({
      every: 'day',
      excused: [],
      target: 5,
      perPeriod: 7,
      graceMs: 9_000,
      onMiss: 'decay',
      freezes: { initial: 3, earnEvery: 2, max: 3 },
    });
  });

  it.each([
    ['a condition that is none', { objectives: single({ where: 'event.' }) }],
    ['an unknown zone', { time: { timezone: 'Mars/Olympus' } }],
    ['a bad pattern', { window: { cron: 'x x x x x', duration_seconds: 60 } }],
    ['no objectives', { objectives: { any_of: [] } }],
  ])('given %s, then it throws', (_, parts) => {
    expect(() => compileQuest(versionOf(parts))).toThrow();
  });
});
