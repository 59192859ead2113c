import type { QuestLimit } from '@questline/contracts/catalog/quest-definition';
import { describe, expect, it } from 'vitest';
import { decideLimits, limitUses } from './limit.ts';
import { questOf } from './testing/quests.ts';

const perDay: QuestLimit = {
  scope: 'user',
  measure: 'gold',
  max: 100,
  per: 'day',
  on_exceeded: 'deny',
};

const lines = [
  { currency: 'gold', amount: 30 },
  { currency: 'gold', amount: 5 },
  { currency: 'diamond', amount: 1 },
  { item: 'gold', quantity: 7 },
];

const usesOf = (
  limits: QuestLimit[],
  { now = '2026-11-22T23:30:00Z', userZone = 'Europe/Berlin', time = {} } = {},
) =>
  limitUses(questOf({ limits, time }), 'ada', lines, {
    now: new Date(now),
    completedAt: new Date(now),
    userZone,
  });

describe('limitUses', () => {
  it('counts completions on the day of the event and amounts on that of the payment', () => {
    const day = { scope: 'user', max: 9, per: 'day', on_exceeded: 'deny' } as const;
    const quest = questOf({
      limits: [
        { ...day, measure: 'completions' },
        { ...day, measure: 'gold' },
      ],
    });
    const uses = limitUses(quest, 'ada', [{ currency: 'gold', amount: 1 }], {
      now: new Date('2026-06-02T01:00:00Z'),
      completedAt: new Date('2026-06-01T23:00:00Z'),
      userZone: 'UTC',
    });
    expect(uses.map(({ period_key }) => period_key)).toEqual(['2026-06-01', '2026-06-02']);
  });

  it('given a currency for a user and day, then it takes what the lines pay of it', () => {
    expect(usesOf([perDay])).toEqual([
      {
        key: '0:2026-11-22:ada',
        limit_index: 0,
        scope_key: 'ada',
        period_key: '2026-11-22',
        amount: 35,
        max: 100,
        on_exceeded: 'deny',
        retry_at: new Date('2026-11-23T00:00:00Z'),
      },
    ]);
  });

  it('given the user zone and a beginning of the day, then the period goes by them', () => {
    const zoned = { time: { timezone: 'user', day_start: '04:00' } };
    expect(usesOf([perDay], zoned)[0]).toMatchObject({
      period_key: '2026-11-22',
      retry_at: new Date('2026-11-23T03:00:00Z'),
    });
    expect(usesOf([perDay], { ...zoned, now: '2026-11-23T03:00:00Z' })[0]).toMatchObject({
      period_key: '2026-11-23',
    });
  });

  it('given a limit of all users by their own zones, then it goes by UTC', () => {
    const ofAll = { ...perDay, scope: 'quest' as const };
    const [use] = usesOf([ofAll], { time: { timezone: 'user' } });
    expect(use).toMatchObject({ key: '0:2026-11-22:', scope_key: '', period_key: '2026-11-22' });
    expect(usesOf([perDay], { time: { timezone: 'user' } })[0]?.period_key).toBe('2026-11-23');
  });

  it('given a quest with a zone of its own, then a limit of all users goes by that', () => {
    const ofAll = { ...perDay, scope: 'quest' as const };
    expect(usesOf([ofAll], { time: { timezone: 'Asia/Kolkata' } })[0]?.period_key).toBe(
      '2026-11-23',
    );
  });

  it('given completions, weeks, months and a lifetime, then each has its own key', () => {
    const completions = { ...perDay, measure: 'completions', on_exceeded: 'defer' as const };
    const uses = usesOf([
      { ...completions, per: 'week' },
      { ...completions, per: 'month' },
      { ...completions, per: 'lifetime' },
    ]);
    expect(uses.map(({ key, amount, retry_at }) => [key, amount, retry_at])).toEqual([
      ['0:2026-W47:ada', 1, new Date('2026-11-23T00:00:00Z')],
      ['1:2026-11:ada', 1, new Date('2026-12-01T00:00:00Z')],
      ['2::ada', 1, null],
    ]);
  });

  it('given a currency that is not paid, then nothing is taken', () => {
    expect(
      usesOf([{ ...perDay, measure: 'silver' }, perDay]).map(({ limit_index }) => limit_index),
    ).toEqual([1]);
  });

  it('given no limits, then nothing is taken', () => {
    expect(
      limitUses(questOf(), 'ada', lines, {
        now: new Date(0),
        completedAt: new Date(0),
        userZone: 'UTC',
      }),
    ).toEqual([]);
  });
});

describe('decideLimits', () => {
  const [use] = usesOf([perDay]);
  if (!use) throw new Error('no use');
  const deferred = { ...use, on_exceeded: 'defer' as const, key: 'd', limit_index: 1 };
  const later = {
    ...deferred,
    key: 'l',
    limit_index: 2,
    retry_at: new Date('2026-12-01T00:00:00Z'),
  };
  const never = { ...deferred, key: 'n', limit_index: 3, retry_at: null };

  it.each([
    [0, 'within'],
    [65, 'within'],
    [66, 'exceeded'],
    [100, 'exceeded'],
  ])('given %i used of 100, when 35 more are paid, then it is %s', (used, kind) => {
    expect(decideLimits([use], new Map([[use.key, used]])).kind).toBe(kind);
  });

  it('given nothing used, then a payment is within', () => {
    expect(decideLimits([use, deferred], new Map())).toEqual({ kind: 'within' });
  });

  it('given one limit past, then it answers as that says', () => {
    expect(decideLimits([use, deferred], new Map([['d', 100]]))).toEqual({
      kind: 'exceeded',
      limit_index: 1,
      on_exceeded: 'defer',
      retry_at: new Date('2026-11-23T00:00:00Z'),
    });
  });

  it('given several past, then a denial outweighs, then never, then the longest wait', () => {
    const used = new Map(['d', 'l', 'n', use.key].map((key) => [key, 100]));
    const gravest = (...uses: (typeof use)[]) => {
      const decision = decideLimits(uses, used);
      return decision.kind === 'exceeded' ? decision.limit_index : undefined;
    };
    expect(gravest(deferred, later)).toBe(2);
    expect(gravest(later, deferred)).toBe(2);
    expect(gravest(never, later, deferred)).toBe(3);
    expect(gravest(deferred, later, never)).toBe(3);
    expect(gravest(never, use, later)).toBe(0);
  });

  it('given a payment larger than its limit, then waiting cannot help and it is denied', () => {
    const huge = { ...deferred, amount: 101 };
    expect(decideLimits([huge], new Map())).toMatchObject({
      kind: 'exceeded',
      on_exceeded: 'deny',
    });
    expect(decideLimits([{ ...deferred, amount: 100 }], new Map())).toEqual({ kind: 'within' });
  });

  it('given a payment as large as its limit, then it waits for room', () => {
    const whole = { ...deferred, amount: 100 };
    expect(decideLimits([whole], new Map([['d', 1]]))).toMatchObject({ on_exceeded: 'defer' });
    expect(
      decideLimits(
        [whole, never],
        new Map([
          ['d', 1],
          ['n', 100],
        ]),
      ),
    ).toMatchObject({
      limit_index: 3,
    });
  });

  it('given a payment larger than one limit, then that outweighs another that only waits', () => {
    const huge = { ...deferred, amount: 101 };
    const used = new Map([['n', 100]]);
    expect(decideLimits([never, huge], used)).toMatchObject({
      limit_index: 1,
      on_exceeded: 'deny',
    });
  });
});
