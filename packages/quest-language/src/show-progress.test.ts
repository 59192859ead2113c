import { describe, expect, it } from 'vitest';
import type { CompiledQuest } from './compile-quest.ts';
import { decideQuest } from './decide-quest.ts';
import { emptyState, type QuestState } from './quest-state.ts';
import { completionLimitOf, showProgress } from './show-progress.ts';
import { contextAt, eventAt, questOf, single, versionOf } from './testing/quests.ts';

const noon = '2026-06-05T12:00:00Z';
const badge = [{ badge: 'player' }];

const after = (quest: CompiledQuest, ...times: string[]): QuestState =>
  times.reduce<QuestState>((before, time) => {
    const decision = decideQuest(quest, before, eventAt(time), contextAt(time));
    return decision.kind === 'moved' ? decision.state : before;
  }, emptyState);

const days = (...numbers: number[]) => numbers.map((day) => `2026-06-0${day}T12:00:00Z`);

describe('showProgress', () => {
  it('given nothing yet, then it shows 0 of the target', () => {
    expect(showProgress(questOf(), emptyState, contextAt(noon))).toEqual({
      streak: 0,
      target: 3,
      objectives: [[{ value: 0, target: 3, met: false }]],
      steps: null,
      freezes: null,
      window: null,
      cooldown_until: null,
    });
  });

  it('given several objectives, then it shows the alternative that has met most', () => {
    const count = (event: string, target: number) => ({
      event,
      aggregate: 'count' as const,
      op: '>=' as const,
      target,
    });
    const quest = questOf({
      objectives: {
        any_of: [
          { all_of: [count('a', 1)] },
          {
            all_of: [
              count('play', 1),
              { event: 'b', aggregate: 'sum', field: 'n', op: '>=', target: 2.5 },
              { event: 'c', aggregate: 'max', field: 'n', op: '>=', target: 2 },
            ],
          },
          { all_of: [count('play', 1), count('d', 1)] },
        ],
      },
    });
    expect(showProgress(quest, after(quest, noon), contextAt(noon))).toMatchObject({
      streak: 1,
      target: 3,
      objectives: [
        [{ value: 0, target: 1, met: false }],
        [
          { value: 1, target: 1, met: true },
          { value: 0, target: 2.5, met: false },
          { value: null, target: 2, met: false },
        ],
        [
          { value: 1, target: 1, met: true },
          { value: 0, target: 1, met: false },
        ],
      ],
    });
  });

  it('given steps, then it shows the way to the next one', () => {
    const quest = questOf({ steps: [1, 2, 4].map((target) => ({ target, rewards: badge })) });
    expect(showProgress(quest, after(quest, noon, noon), contextAt(noon))).toMatchObject({
      streak: 2,
      target: 4,
      objectives: [[{ value: 2, target: 4, met: false }]],
      steps: { reached: 2, total: 3 },
    });
  });

  it('given more steps reached than there are now, then all of these are', () => {
    const quest = questOf({ steps: [{ target: 4, rewards: badge }] });
    expect(showProgress(quest, { completions: 0, v: [2], r: 2 }, contextAt(noon))).toMatchObject({
      streak: 2,
      target: 4,
      steps: { reached: 1, total: 1 },
    });
  });

  it('given a cooldown, then it shows until when, while it lasts', () => {
    const quest = questOf({
      objectives: single({ target: 1 }),
      window: { cooldown_seconds: 60 },
      repeat: { max: 2, policy: 'on_completion' },
    });
    const state = after(quest, noon);
    const until = '2026-06-05T12:01:00.000Z';
    expect(showProgress(quest, state, contextAt('2026-06-05T12:00:59Z')).cooldown_until).toBe(
      until,
    );
    expect(showProgress(quest, state, contextAt(until)).cooldown_until).toBeNull();
  });
});

describe('showProgress of a streak', () => {
  const streakOf = (consecutive: object) =>
    questOf({
      objectives: single({ target: 1 }),
      consecutive: { every: 'day', target: 9, ...consecutive },
    });

  it('given days in a row, then it shows them, and whether today is one of them', () => {
    const quest = streakOf({ min_per_period: 2 });
    const state = after(quest, ...days(3, 3, 4, 4, 5));
    expect(showProgress(quest, state, contextAt(noon))).toMatchObject({
      streak: 2,
      target: 9,
      objectives: [[{ value: 1, target: 2, met: false }]],
      freezes: null,
    });
    const done = after(quest, ...days(3, 3, 4, 4, 5, 5, 5));
    expect(showProgress(quest, done, contextAt(noon))).toMatchObject({
      streak: 3,
      objectives: [[{ value: 3, target: 2, met: true }]],
    });
  });

  it('given a day that is not over, then it is not missed', () => {
    const quest = streakOf({});
    const state = after(quest, ...days(1, 2));
    expect(showProgress(quest, state, contextAt('2026-06-03T23:59:59Z')).streak).toBe(2);
    expect(showProgress(quest, state, contextAt('2026-06-04T00:00:00Z')).streak).toBe(0);
  });

  it('given grace, then a day is missed only when that is over', () => {
    const quest = streakOf({ grace_seconds: 3_600 });
    const state = after(quest, ...days(1, 2));
    expect(showProgress(quest, state, contextAt('2026-06-04T00:59:59Z')).streak).toBe(2);
    expect(showProgress(quest, state, contextAt('2026-06-04T01:00:00Z')).streak).toBe(0);
  });

  it('given an event that was lent to yesterday, then it is not shown for today', () => {
    const quest = streakOf({ grace_seconds: 3_600 });
    const state = after(quest, ...days(1), '2026-06-03T00:10:00Z');
    expect(showProgress(quest, state, contextAt('2026-06-03T12:00:00Z'))).toMatchObject({
      streak: 2,
      objectives: [[{ value: 0, target: 1, met: false }]],
    });
  });

  it('given freezes, then those that are left show, and missed days take them', () => {
    const quest = streakOf({ freezes: { initial: 2, max: 2 } });
    const state = after(quest, ...days(1, 2));
    const at = (time: string) => showProgress(quest, state, contextAt(time));
    expect(showProgress(quest, emptyState, contextAt(noon)).freezes).toBe(2);
    expect(at('2026-06-03T12:00:00Z')).toMatchObject({ streak: 2, freezes: 2 });
    expect(at('2026-06-04T12:00:00Z')).toMatchObject({ streak: 2, freezes: 1 });
    expect(at('2026-06-05T12:00:00Z')).toMatchObject({ streak: 2, freezes: 0 });
    expect(at('2026-06-06T12:00:00Z')).toMatchObject({ streak: 0, freezes: 0 });
  });

  it('given steps of a streak, then it shows the way to the next one', () => {
    const quest = questOf({
      objectives: single({ target: 1 }),
      consecutive: { every: 'day', target: 1 },
      steps: [2, 5].map((target) => ({ target, rewards: badge })),
    });
    const state = after(quest, ...days(1, 2, 3));
    expect(showProgress(quest, state, contextAt('2026-06-03T12:00:00Z'))).toMatchObject({
      streak: 3,
      target: 5,
      steps: { reached: 1, total: 2 },
    });
  });

  it('given the zone of the user, then days are theirs', () => {
    const quest = questOf({
      objectives: single({ target: 1 }),
      consecutive: { every: 'day', target: 9 },
      time: { timezone: 'user' },
    });
    const state = after(quest, ...days(1, 2));
    const now = '2026-06-04T01:00:00Z';
    expect(showProgress(quest, state, contextAt(now, 'America/New_York')).streak).toBe(2);
    expect(showProgress(quest, state, contextAt(now, 'UTC')).streak).toBe(0);
  });
});

describe('showProgress of recurring windows', () => {
  const quest = questOf({ window: { cron: '0 18 * * 5', duration_seconds: 7_200 } });
  const window = { start: '2026-06-05T18:00:00.000Z', end: '2026-06-05T20:00:00.000Z' };
  const state = after(quest, '2026-06-05T18:30:00Z');
  const at = (time: string, where = state) => {
    const { streak, window: shown } = showProgress(quest, where, contextAt(time));
    return { streak, window: shown };
  };

  it('given an open window, then it shows what was counted in it', () => {
    expect(at('2026-06-05T19:00:00Z')).toEqual({ streak: 1, window });
    expect(at('2026-06-05T19:00:00Z', emptyState)).toEqual({ streak: 0, window });
  });

  it('given a window that is over, then it shows on where the user took part, until the next', () => {
    expect(at('2026-06-05T20:00:00Z')).toEqual({ streak: 1, window });
    expect(at('2026-06-05T20:00:00Z', emptyState)).toEqual({ streak: 0, window: null });
    expect(at('2026-06-12T18:00:00Z')).toEqual({
      streak: 0,
      window: { start: '2026-06-12T18:00:00.000Z', end: '2026-06-12T20:00:00.000Z' },
    });
  });
});

describe('completionLimitOf', () => {
  it.each([
    ['once', 1],
    ['on_completion', 5],
    ['on_window', 5],
  ] as const)('given policy %s, then it is %i', (policy, limit) => {
    expect(completionLimitOf(versionOf({ repeat: { max: 5, policy } }))).toBe(limit);
  });
});
