import { describe, expect, it } from 'vitest';
import { adoptVersion as adoptVersionAt } from './adopt-version.ts';
import type { CompiledQuest } from './compile-quest.ts';
import { decideQuest } from './decide-quest.ts';
import { emptyState, type QuestState } from './quest-state.ts';
import { contextAt, eventAt, questOf, single } from './testing/quests.ts';

const noon = '2026-06-05T12:00:00Z';
const badge = [{ badge: 'player' }];

const adoptVersion = (
  state: QuestState,
  on: CompiledQuest,
  newer: readonly CompiledQuest[],
  time = noon,
) => adoptVersionAt(state, on, newer, { at: Date.parse(time) });

const repeat = { max: 9, policy: 'on_completion' as const };

const next = (parts: object, in_flight: 'keep_old_version' | 'migrate' | 'restart' = 'migrate') =>
  questOf({ repeat, ...parts }, { version: 2, in_flight });

const after = (quest: CompiledQuest, state: QuestState, ...times: string[]): QuestState =>
  times.reduce((before, time) => {
    const decision = decideQuest(quest, before, eventAt(time), contextAt(time));
    return decision.kind === 'moved' ? decision.state : before;
  }, state);

const completedAt = (quest: CompiledQuest, state: QuestState, time: string, type = 'play') => {
  const decision = decideQuest(quest, state, eventAt(time, { type }), contextAt(time));
  return decision.kind === 'moved'
    ? decision.completed.map(({ ordinal, step }) => `${ordinal}/${step}`)
    : decision.reason;
};

const of = (target: number) => ({ objectives: single({ target }) });

describe('adoptVersion', () => {
  const on = questOf({ ...of(3), repeat });
  const halfWay = after(on, emptyState, noon, noon);

  it('given no newer version, then nothing changes', () => {
    expect(adoptVersion(halfWay, on, [])).toEqual({ quest: on, state: halfWay });
  });

  it('given nothing counted since the last completion, then it is the newest, whatever that says', () => {
    const keeping = next(of(9), 'keep_old_version');
    const state = after(on, halfWay, noon);
    expect(adoptVersion(state, on, [next(of(5)), keeping])).toEqual({
      quest: keeping,
      state: { completions: 1 },
    });
  });

  it('given a user half-way, when all newer versions leave the old in place, then it stays', () => {
    const newer = [next(of(5), 'keep_old_version'), next(of(9), 'keep_old_version')];
    expect(adoptVersion(halfWay, on, newer)).toEqual({ quest: on, state: halfWay });
  });

  it('given a user half-way, when an edit migrates and a later one leaves users where they are, then that is in the first', () => {
    const migrating = next(of(5));
    const newer = [migrating, next(of(9), 'keep_old_version')];
    const between = adoptVersion(halfWay, on, newer.slice(0, 1));
    expect(between).toEqual({ quest: migrating, state: halfWay });
    expect(adoptVersion(halfWay, on, newer)).toEqual(between);
  });

  it('given a user half-way, when an edit leaves users where they are and a later one migrates, then the values go there', () => {
    const newest = next(of(9));
    expect(adoptVersion(halfWay, on, [next(of(5), 'keep_old_version'), newest])).toEqual({
      quest: newest,
      state: halfWay,
    });
  });

  it('given a user half-way, when one of them restarts, then the round is empty', () => {
    const newest = next(of(9));
    const state = { ...halfWay, completions: 4, u: 7 };
    expect(adoptVersion(state, on, [next(of(5), 'restart'), newest])).toEqual({
      quest: newest,
      state: { completions: 4, u: 7 },
    });
  });

  it('given a target that is met now, then it completes at the next matching event, once', () => {
    const { quest, state } = adoptVersion(halfWay, on, [next(of(1))]);
    expect(completedAt(quest, state, noon, 'other')).toBe('no-match');
    expect(completedAt(quest, state, noon)).toEqual(['1/0']);
  });

  it('given the limit was reached, then what was counted does not hold the user back', () => {
    const once = questOf({
      objectives: single({ target: 1 }),
      consecutive: { every: 'day', target: 2 },
    });
    const state = after(once, emptyState, '2026-06-01T12:00:00Z', '2026-06-02T12:00:00Z');
    const newest = next({}, 'keep_old_version');
    expect(adoptVersion({ ...state, r: 1 }, once, [newest]).quest).toBe(newest);
  });

  it('given objectives in another order, then each keeps what is measured the same way', () => {
    const sum = {
      event: 'play',
      aggregate: 'sum' as const,
      field: 'n',
      op: '>=' as const,
      target: 9,
    };
    const count = {
      event: ['win', 'play'],
      aggregate: 'count' as const,
      op: '>=' as const,
      target: 9,
    };
    const max = {
      event: 'play',
      aggregate: 'max' as const,
      field: 'n',
      op: '>=' as const,
      target: 9,
    };
    const from = questOf({ objectives: { any_of: [{ all_of: [sum, count] }] } });
    const to = next({
      objectives: {
        any_of: [
          { all_of: [max, { ...count, event: ['play', 'win', 'win'], target: 2 }] },
          { all_of: [sum] },
        ],
      },
    });
    const { state } = adoptVersion({ completions: 0, v: [5, 6] }, from, [to]);
    expect(state).toEqual({ completions: 0, v: [null, 6, 5] });
  });

  it.each([
    ['type', { event: 'win' }],
    ['condition', { where: 'event.data.n > 3.0' }],
    ['aggregate', { aggregate: 'sum' as const, field: 'n' }],
  ])('given another %s, then the value begins again', (_, objective) => {
    expect(adoptVersion(halfWay, on, [next({ objectives: single(objective) })]).state).toEqual({
      completions: 0,
    });
  });

  it('given steps, then none is given twice for the same completion', () => {
    const steps = (...targets: number[]) => ({
      steps: targets.map((target) => ({ target, rewards: badge })),
    });
    const from = questOf({ ...of(3), ...steps(1, 2, 9), repeat });
    const state = after(from, emptyState, noon, noon);
    expect(state).toEqual({ completions: 0, v: [2], r: 2 });
    const restarted = adoptVersion(state, from, [next({ ...of(3), ...steps(1, 2, 3) }, 'restart')]);
    expect(restarted.state).toEqual({ completions: 0, r: 2 });
    const stateThere = after(restarted.quest, restarted.state, noon, noon);
    expect(completedAt(restarted.quest, stateThere, noon)).toEqual(['1/3', '1/0']);
    const fewer = adoptVersion(state, from, [next({ ...of(3), ...steps(3) })]);
    expect(completedAt(fewer.quest, fewer.state, noon)).toEqual(['1/0']);
  });
});

describe('adoptVersion of what a completion left over', () => {
  const carrying = { ...repeat, carry_over: true };
  const on = questOf({ ...of(3), repeat: carrying });
  const keeping = next({ ...of(9), repeat: carrying }, 'keep_old_version');
  const left = after(questOf({ ...of(2), repeat: carrying }), emptyState, noon, noon);

  it('given a surplus and nothing since, then the round is finished and the surplus goes along', () => {
    const sum = single({ aggregate: 'sum', field: 'n', target: 10 });
    const from = questOf({ objectives: sum, repeat: carrying });
    const decision = decideQuest(
      from,
      emptyState,
      eventAt(noon, { data: { n: 14 } }),
      contextAt(noon),
    );
    const state = decision.kind === 'moved' ? decision.state : emptyState;
    expect(state).toEqual({ completions: 1, v: [4_000_000], l: 1 });
    const to = next({ objectives: sum, repeat: carrying }, 'keep_old_version');
    expect(adoptVersion(state, from, [to])).toEqual({ quest: to, state });
    const since = decideQuest(from, state, eventAt(noon, { data: { n: 1 } }), contextAt(noon));
    const moved = since.kind === 'moved' ? since.state : state;
    expect(moved).toEqual({ completions: 1, v: [5_000_000] });
    expect(adoptVersion(moved, from, [to]).quest).toBe(from);
  });

  it('given no surplus, then the round is finished', () => {
    expect(adoptVersion(left, on, [keeping]).quest).toBe(keeping);
  });
});

describe('adoptVersion of streaks', () => {
  const streak = (consecutive: object = {}, rest: object = {}) => ({
    objectives: single({ target: 1 }),
    consecutive: { every: 'day' as const, target: 5, ...consecutive },
    ...rest,
  });
  const on = questOf({ ...streak(), repeat });
  const days = [1, 2, 3, 4].map((day) => `2026-06-0${day}T12:00:00Z`);
  const [, , , today = ''] = days;
  const fourDays = after(on, emptyState, ...days);

  it('given the same rules, then the periods stay as they are', () => {
    const newest = next({ ...streak(), rewards: [{ badge: 'other' }] });
    expect(adoptVersion(fourDays, on, [newest]).state).toEqual(fourDays);
  });

  it('given a target that is met now, then more of the same day completes it, once', () => {
    const { quest, state } = adoptVersion(fourDays, on, [next(streak({ target: 2 }))]);
    expect(completedAt(quest, state, today)).toEqual(['1/0']);
    const done = after(quest, state, today);
    expect(completedAt(quest, done, today)).toEqual([]);
    expect(completedAt(quest, done, noon)).toEqual([]);
    expect(completedAt(quest, after(quest, done, noon), '2026-06-06T12:00:00Z')).toEqual(['2/0']);
  });

  it('given a target that is met now, then the next day completes it, once', () => {
    const { quest, state } = adoptVersion(fourDays, on, [next(streak({ target: 2 }))]);
    expect(completedAt(quest, state, noon)).toEqual(['1/0']);
    expect(completedAt(quest, after(quest, state, noon), noon)).toEqual([]);
  });

  it('given that more events are asked of a day, then those that counted have counted', () => {
    const { quest, state } = adoptVersion(fourDays, on, [next(streak({ min_per_period: 2 }))]);
    expect(completedAt(quest, after(quest, state, noon), noon)).toEqual(['1/0']);
  });

  it('given that fewer are asked, then only the newest day can still be one that counts', () => {
    const twice = questOf({ ...streak({ min_per_period: 2 }), repeat });
    const state = after(twice, emptyState, today, today, noon);
    const adopted = adoptVersion(state, twice, [next(streak({ target: 2 }))]);
    expect(completedAt(adopted.quest, adopted.state, noon)).toEqual(['1/0']);
    const partial = after(twice, emptyState, ...days);
    const { quest, state: there } = adoptVersion(partial, twice, [next(streak({ target: 2 }))]);
    expect(completedAt(quest, there, today)).toEqual([]);
    expect(completedAt(quest, after(quest, there, today), noon)).toEqual(['1/0']);
  });

  it.each([
    ['another calendar', streak({ every: 'week' })],
    ['other events', { ...streak(), objectives: single({ target: 1, event: 'win' }) }],
    ['no streak', of(9)],
  ])('given %s, then the round begins again', (_, parts) => {
    expect(adoptVersion(fourDays, on, [next(parts)]).state).toEqual({ completions: 0 });
  });

  it('given a streak where none was, then it begins', () => {
    const count = questOf({ ...of(9), repeat });
    expect(adoptVersion({ completions: 2, v: [3] }, count, [next(streak())]).state).toEqual({
      completions: 2,
    });
  });

  it('given a completion of today, then today is used up in the newest version, too', () => {
    const once = questOf({ ...streak({ target: 1 }), repeat });
    const done = after(once, emptyState, today);
    const { quest, state } = adoptVersion(done, once, [
      next(streak({ target: 1, on_miss: 'hold' })),
    ]);
    expect(completedAt(quest, state, today)).toEqual([]);
    expect(completedAt(quest, state, noon)).toEqual(['2/0']);
  });

  it('given a streak that is broken, then what leaves users where they are no longer does', () => {
    const keeping = next(streak(), 'keep_old_version');
    const at = (time: string) => adoptVersion(fourDays, on, [keeping], time).quest;
    expect(at('2026-06-05T23:00:00Z')).toBe(on);
    expect(at('2026-06-06T00:00:00Z')).toBe(keeping);
  });

  it('given a streak that holds, then it goes on however long nothing counts', () => {
    const holding = questOf({ ...streak({ on_miss: 'hold' }), repeat });
    const keeping = next(streak(), 'keep_old_version');
    const state = after(holding, emptyState, ...days);
    expect(adoptVersion(state, holding, [keeping], '2027-06-06T00:00:00Z').quest).toBe(holding);
  });

  it('given a day half done that is over, then it is no progress', () => {
    const twice = questOf({ ...streak({ min_per_period: 2 }), repeat });
    const keeping = next(streak(), 'keep_old_version');
    const state = after(twice, emptyState, noon);
    expect(adoptVersion(state, twice, [keeping], '2026-06-06T00:00:00Z').quest).toBe(keeping);
  });

  it('given a day half done, then that is progress', () => {
    const twice = questOf({ ...streak({ min_per_period: 2 }), repeat });
    const keeping = next(streak(), 'keep_old_version');
    expect(adoptVersion(after(twice, emptyState, noon), twice, [keeping]).quest).toBe(twice);
  });
});

describe('adoptVersion of streaks that are long or just completed', () => {
  const parts = (target: number) => ({
    objectives: single({ target: 1 }),
    consecutive: { every: 'day' as const, target },
    time: { timezone: 'user' },
  });
  const nine = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((day) => `2026-06-0${day}T12:00:00Z`);
  const on = questOf({ ...parts(2), repeat });
  const long = after(on, emptyState, ...nine);

  it('given the same rules, then closed periods, completions in open ones and the zone stay', () => {
    expect(Object.keys(long).sort()).toEqual(['b', 'c', 'completions', 'h', 'p', 'z']);
    const { state } = adoptVersion(long, on, [
      next({ ...parts(2), rewards: [{ badge: 'other' }] }),
    ]);
    expect(state).toEqual(long);
    expect(Object.keys(state).sort()).toEqual(Object.keys(long).sort());
  });

  it('given a streak that goes on, then that is progress, and one that was completed is none', () => {
    const keeping = next(parts(9), 'keep_old_version');
    expect(adoptVersion(long, on, [keeping], '2026-06-10T12:00:00Z').quest).toBe(on);
    const even = after(on, emptyState, ...nine.slice(0, 8));
    expect(adoptVersion(even, on, [keeping]).quest).toBe(keeping);
    expect(adoptVersion(emptyState, on, [keeping]).quest).toBe(keeping);
  });

  it('given a restart, then the zone stays and the periods go', () => {
    const { state } = adoptVersion(long, on, [next(parts(9), 'restart')]);
    expect(state).toEqual({ completions: 4, z: 'UTC' });
    expect(
      Object.keys(
        adoptVersion({ completions: 1, v: [1] }, questOf(), [next(parts(9), 'restart')]).state,
      ),
    ).toEqual(['completions']);
  });
});

describe('adoptVersion of steps alone', () => {
  it('given steps that were reached, then that is progress', () => {
    const on = questOf({
      steps: [
        { target: 1, rewards: badge },
        { target: 2, rewards: badge },
      ],
    });
    const keeping = next(of(5), 'keep_old_version');
    expect(adoptVersion({ completions: 0, r: 1 }, on, [keeping]).quest).toBe(on);
  });
});

describe('adoptVersion of recurring windows', () => {
  const window = { cron: '0 0 * * *', duration_seconds: 86_400 };
  const weekly = { cron: '0 0 * * 1', duration_seconds: 7 * 86_400 };
  const steps = [1, 2, 5].map((target) => ({ target, rewards: badge }));
  const on = questOf({ ...of(3), window, repeat: { max: 9, policy: 'on_window' } });
  const key = Date.parse('2026-06-05T00:00:00Z');
  const started = after(on, emptyState, noon);
  const done = after(on, started, noon, noon);

  it('given windows in both, then they stay, those done and those half-way', () => {
    expect(adoptVersion(started, on, [next({ ...of(4), window: weekly })]).state).toEqual({
      completions: 0,
      w: [[key, { v: [1] }]],
    });
    expect(adoptVersion(done, on, [next({ ...of(4), window })]).state).toEqual({
      completions: 1,
      w: [[key, { d: 1 }]],
    });
  });

  it('given steps, a zone and closed windows, then these stay, too', () => {
    const parts = { ...of(9), window, steps, time: { timezone: 'user' } };
    const stepped = questOf({ ...parts, repeat });
    const state: QuestState = {
      completions: 0,
      z: 'Asia/Tokyo',
      f: key,
      w: [[key, { v: [2], r: 2 }]],
      g: [1, 2],
    };
    expect(adoptVersion(state, stepped, [next({ ...parts, rewards: [] })]).state).toEqual(state);
    const plain = { completions: 0, w: [[key, { v: [2] }]] } as const;
    const { state: carried } = adoptVersion(plain, on, [next({ ...of(4), window })]);
    expect(Object.keys(carried)).toEqual(['completions', 'w']);
    expect(Object.keys(carried.w?.[0]?.[1] ?? {})).toEqual(['v']);
  });

  it('given nothing counted in any window, then it is the newest', () => {
    const keeping = next({ ...of(4), window }, 'keep_old_version');
    expect(adoptVersion(done, on, [keeping]).quest).toBe(keeping);
    expect(adoptVersion(started, on, [keeping]).quest).toBe(on);
    expect(adoptVersion({ completions: 0 }, on, [next(of(4))]).state).toEqual({ completions: 0 });
  });

  it('given a window that is over, then what leaves users where they are no longer does', () => {
    const keeping = next({ ...of(4), window }, 'keep_old_version');
    const at = (time: string) => adoptVersion(started, on, [keeping], time);
    expect(at('2026-06-05T23:59:59.999Z').quest).toBe(on);
    expect(at('2026-06-06T00:00:00Z')).toEqual({ quest: keeping, state: started });
  });

  it('given a window that lasts until the next one opens, then it is over when that opens', () => {
    const endless = { cron: '0 0 * * 1' };
    const from = questOf({ ...of(3), window: endless, repeat: { max: 9, policy: 'on_window' } });
    const state = after(from, emptyState, noon);
    const keeping = next({ ...of(4), window: endless }, 'keep_old_version');
    expect(adoptVersion(state, from, [keeping], '2026-06-07T23:59:00Z').quest).toBe(from);
    expect(adoptVersion(state, from, [keeping], '2026-06-08T00:00:00Z').quest).toBe(keeping);
  });

  it('given a quest that is over, then nobody stays in it', () => {
    const ending = questOf({ ...of(3), window: { end: '2026-06-06T00:00:00Z' }, repeat });
    const state = after(ending, emptyState, noon);
    const keeping = next(of(4), 'keep_old_version');
    expect(adoptVersion(state, ending, [keeping], '2026-06-05T23:00:00Z').quest).toBe(ending);
    expect(adoptVersion(state, ending, [keeping], '2026-06-06T00:00:00Z').quest).toBe(keeping);
  });

  it('given a restart, then only windows that are done stay', () => {
    const tomorrow = after(on, done, '2026-06-06T12:00:00Z');
    const { state } = adoptVersion(tomorrow, on, [next({ ...of(4), window }, 'restart')]);
    expect(state).toEqual({ completions: 1, w: [[key, { d: 1 }]] });
    expect(adoptVersion(started, on, [next({ ...of(4), window }, 'restart')]).state).toEqual({
      completions: 0,
    });
  });

  it('given windows no more, then the newest one goes on', () => {
    const tomorrow = after(on, started, '2026-06-06T12:00:00Z', '2026-06-06T12:00:00Z');
    expect(adoptVersion(tomorrow, on, [next(of(4))]).state).toEqual({ completions: 0, v: [2] });
  });

  it('given windows where there were none, then they begin from zero', () => {
    const plain = questOf({ ...of(3), repeat });
    expect(
      adoptVersion({ completions: 1, v: [2] }, plain, [next({ ...of(3), window })]).state,
    ).toEqual({ completions: 1 });
  });

  it('given windows by the zones of users instead, then they begin from zero', () => {
    const newest = next({ ...of(4), window, time: { timezone: 'user' } });
    expect(adoptVersion(started, on, [newest]).state).toEqual({ completions: 0 });
  });

  it('given steps, then those given stay given with windows and without', () => {
    const stepped = questOf({ ...of(3), window, steps, repeat });
    const state = after(stepped, emptyState, noon, noon);
    const n = Date.parse(noon) / 60_000;
    expect(state).toEqual({ completions: 0, w: [[key, { v: [2], r: 2, i: n }]], n });
    expect(adoptVersion(state, stepped, [next({ ...of(3), steps })]).state).toEqual({
      completions: 0,
      v: [2],
      r: 2,
      n,
    });
    expect(
      adoptVersion(state, stepped, [next({ ...of(3), steps, window }, 'restart')]).state,
    ).toEqual({ completions: 0, w: [[key, { r: 2, i: n }]], n });
    const plain = questOf({ ...of(3), steps, repeat });
    expect(
      adoptVersion({ completions: 0, v: [2], r: 2 }, plain, [next({ ...of(3), steps, window })])
        .state,
    ).toEqual({ completions: 0, g: [1, 2] });
  });
});
