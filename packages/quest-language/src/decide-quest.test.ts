import { describe, expect, it } from 'vitest';
import type { CompiledQuest } from './compile-quest.ts';
import { type Decision, decideQuest, type QuestEvent } from './decide-quest.ts';
import { emptyState, type QuestState } from './quest-state.ts';
import { contextAt, eventAt, questOf, single } from './testing/quests.ts';

const noon = '2026-06-01T12:00:00Z';
const badge = [{ badge: 'player' }];

interface Told {
  readonly decisions: readonly Decision[];
  readonly state: QuestState;
  /** `2/0` is the second completion, `2/1` the first step on the way to it. */
  readonly given: readonly string[];
  readonly last: Decision;
}

const tell = (quest: CompiledQuest, events: readonly QuestEvent[], userZone = 'UTC'): Told => {
  let state = emptyState;
  const decisions = events.map((event) => {
    const context = contextAt(event.time.toISOString(), userZone);
    const decision = decideQuest(quest, state, event, context);
    if (decision.kind === 'moved') state = decision.state;
    return decision;
  });
  const given = decisions.flatMap((decision) =>
    decision.kind === 'moved'
      ? decision.completed.map(({ ordinal, step }) => `${ordinal}/${step}`)
      : [decision.reason],
  );
  return { decisions, state, given, last: decisions.at(-1) as Decision };
};

const plays = (...data: Record<string, unknown>[]) =>
  data.map((one) => eventAt(noon, { data: one }));
const at = (...times: string[]) => times.map((time) => eventAt(time));
const days = (...numbers: number[]) =>
  at(...numbers.map((day) => `2026-06-${String(day).padStart(2, '0')}T12:00:00Z`));

describe('a count', () => {
  const twice = questOf({ repeat: { max: 2, policy: 'on_completion' } });

  it('given one of three, when it comes, then it shows 1 of 3 and the state is small', () => {
    const { last, state } = tell(twice, plays({}));
    expect(last).toEqual({ kind: 'moved', state, reached: { value: 1, target: 3 }, completed: [] });
    expect(JSON.stringify(state)).toBe('{"completions":0,"v":[1]}');
  });

  it('given two of three, when the third comes, then it completes and begins again', () => {
    const { last, state } = tell(twice, plays({}, {}, {}));
    expect(last).toMatchObject({
      reached: { value: 3, target: 3 },
      completed: [{ ordinal: 1, step: 0 }],
    });
    expect(state).toEqual({ completions: 1 });
  });

  it('given the limit is reached, then nothing moves any more', () => {
    const { given, state } = tell(twice, plays({}, {}, {}, {}, {}, {}, {}));
    expect(given).toEqual(['1/0', '2/0', 'limit-reached']);
    expect(state).toEqual({ completions: 2 });
  });

  it('given policy once, then one completion is the limit', () => {
    expect(tell(questOf(), plays({}, {}, {}, {})).given).toEqual(['1/0', 'limit-reached']);
  });

  it('given an event of another type, then it is no match', () => {
    const other = eventAt(noon, { type: 'lose' });
    expect(tell(twice, [other]).last).toEqual({ kind: 'unmoved', reason: 'no-match' });
  });

  it('given a condition, then only events that fulfil it count', () => {
    const quest = questOf({ objectives: single({ where: 'event.data.n > 3.0', target: 1 }) });
    expect(tell(quest, plays({ n: 3 }, {}, { n: 4 })).given).toEqual(['no-match', 'field', '1/0']);
  });
});

describe('the other aggregates', () => {
  const field = 'a.n';
  const of = (n: unknown) => ({ a: { n } });
  const shown = (aggregate: 'sum' | 'min' | 'max' | 'last' | 'distinct', ...values: unknown[]) => {
    const quest = questOf({
      objectives: single({
        aggregate,
        field,
        op: aggregate === 'min' ? '<=' : '>=',
        target: aggregate === 'min' ? -9 : 900,
      }),
    });
    const { decisions } = tell(quest, plays(...values.map(of)));
    return decisions.map((one) => (one.kind === 'moved' ? one.reached.value : one.reason));
  };

  it('sum adds values of 0 or more, exactly', () => {
    expect(shown('sum', 0.1, 0.2, -1, 5, '7', null, 0)).toEqual([
      0.1,
      0.3,
      'field',
      5.3,
      'field',
      'field',
      5.3,
    ]);
  });

  it('sum takes no value beyond a million millions, and keeps all others exactly', () => {
    const quest = questOf({
      objectives: {
        any_of: [
          {
            all_of: [
              { event: 'play', aggregate: 'sum', field: 'n', op: '>=', target: 1 },
              { event: 'win', aggregate: 'count', op: '>=', target: 1 },
            ],
          },
        ],
      },
      repeat: { max: 9, policy: 'on_completion', carry_over: true },
    });
    const { state } = tell(
      quest,
      plays({ n: 1e12 }, { n: 0.000001 }, { n: 1e12 }, { n: 1e12 + 1 }),
    );
    expect(state.v?.[0]).toBe('2000000000000000001');
    const win = eventAt(noon, { type: 'win' });
    const decision = decideQuest(quest, state, win, contextAt(noon));
    expect(decision).toMatchObject({ state: { completions: 1, v: ['1999999999999000001', 0] } });
  });

  it('min and max keep the extremes, last what is newest', () => {
    expect(shown('min', 5, 7, 3)).toEqual([5, 5, 3]);
    expect(shown('max', 5, 7, 3, true)).toEqual([5, 7, 7, 'field']);
    expect(shown('last', 5, 7, 3)).toEqual([5, 7, 3]);
  });

  it('last goes by time, then id, not by arrival', () => {
    const quest = questOf({ objectives: single({ aggregate: 'last', field: 'n', target: 900 }) });
    const late = eventAt('2026-06-01T11:00:00Z', { data: { n: 9 } });
    const first = eventAt(noon, { id: 'b', data: { n: 1 } });
    const before = eventAt(noon, { id: 'a', data: { n: 2 } });
    const after = eventAt(noon, { id: 'c', data: { n: 3 } });
    const { decisions } = tell(quest, [first, late, before, after]);
    expect(decisions.map((one) => one.kind === 'moved' && one.reached.value)).toEqual([1, 1, 1, 3]);
  });

  it('last goes by arrival for events whose senders gave no time', () => {
    const quest = questOf({ objectives: single({ aggregate: 'last', field: 'n', target: 900 }) });
    const untimed = (id: string, n: number) => eventAt(noon, { id, data: { n }, untimed: true });
    const { decisions } = tell(quest, [untimed('b', 1), untimed('c', 2), untimed('a', 3)]);
    expect(decisions.map((one) => one.kind === 'moved' && one.reached.value)).toEqual([1, 2, 3]);
  });

  it('distinct tells values and their types apart, and nothing else', () => {
    expect(shown('distinct', 'a', 'b', 'a', 1, '1', true, 'true', null, [1], 1)).toEqual([
      1,
      2,
      2,
      3,
      4,
      5,
      6,
      'field',
      'field',
      6,
    ]);
  });

  it('distinct tells a thousand values apart, and keeps no more than its target', () => {
    const quest = questOf({
      objectives: single({ aggregate: 'distinct', field: 'n', target: 1_000 }),
    });
    const values = Array.from({ length: 999 }, (_, n) => ({ n: `value ${n}` }));
    const { last, state } = tell(quest, plays(...values));
    expect(last).toMatchObject({ reached: { value: 999, target: 1_000 } });
    expect(JSON.stringify(state).length).toBeLessThan(8_100);
    expect(
      decideQuest(quest, state, eventAt(noon, { data: { n: 0 } }), contextAt(noon)),
    ).toMatchObject({
      completed: [{ ordinal: 1, step: 0 }],
    });
  });

  it('fields are own fields of the data', () => {
    const quest = questOf({
      objectives: single({ aggregate: 'distinct', field: 'constructor.name', target: 1 }),
    });
    expect(tell(quest, plays({}, { constructor: 1 }, { constructor: null })).given).toEqual([
      'field',
      'field',
      'field',
    ]);
  });
});

describe('several objectives', () => {
  const quest = questOf({
    objectives: {
      any_of: [
        {
          all_of: [
            { event: ['play', 'replay'], aggregate: 'count', op: '>=', target: 2 },
            { event: 'win', aggregate: 'count', op: '>=', target: 1 },
          ],
        },
        { all_of: [{ event: 'buy', aggregate: 'count', op: '>=', target: 1 }] },
      ],
    },
    repeat: { max: 5, policy: 'on_completion' },
  });
  const of = (...types: string[]) => types.map((type) => eventAt(noon, { type }));

  it('given a part of them met, then it shows how many', () => {
    expect(tell(quest, of('play', 'replay')).last).toMatchObject({
      reached: { value: 1, target: 2 },
    });
  });

  it('given one alternative with all met, then it completes and all begin again', () => {
    const { given, state, last } = tell(quest, of('play', 'win', 'replay'));
    expect(given).toEqual(['1/0']);
    expect(last).toMatchObject({ reached: { value: 2, target: 2 } });
    expect(state).toEqual({ completions: 1 });
  });

  it('given the other alternative met, then what the first had counted is gone', () => {
    const { given, state } = tell(quest, of('play', 'play', 'buy', 'win'));
    expect(given).toEqual(['1/0']);
    expect(state).toEqual({ completions: 1, v: [0, 1, 0] });
  });
});

describe('carry-over', () => {
  const quest = questOf({
    objectives: single({ aggregate: 'sum', field: 'n', target: 10 }),
    repeat: { max: 1_000, policy: 'on_completion', carry_over: true },
  });

  it('given 35 of 10, then it completes three times and 5 are left', () => {
    const { given, state } = tell(quest, plays({ n: 35 }));
    expect(given).toEqual(['1/0', '2/0', '3/0']);
    expect(state).toEqual({ completions: 3, v: [5_000_000], l: 1 });
  });

  it('given more than an event may complete, then the rest waits for the next', () => {
    const { decisions, state } = tell(quest, plays({ n: 2_005 }, { n: 0 }));
    expect(decisions.map((one) => one.kind === 'moved' && one.completed.length)).toEqual([
      100, 100,
    ]);
    expect(state).toEqual({ completions: 200, v: [5_000_000], l: 1 });
  });

  it('given a limit that is near, then no more is completed than is left', () => {
    const limited = questOf({
      objectives: single({ aggregate: 'sum', field: 'n', target: 10 }),
      repeat: { max: 3, policy: 'on_completion', carry_over: true },
    });
    expect(tell(limited, plays({ n: 20 }, { n: 50 })).given).toEqual(['1/0', '2/0', '3/0']);
  });

  it('given a limit on the way, then nothing is completed beyond', () => {
    const limited = questOf({
      objectives: single({ aggregate: 'sum', field: 'n', target: 10 }),
      repeat: { max: 2, policy: 'on_completion', carry_over: true },
    });
    const { given, state } = tell(limited, plays({ n: 35 }, { n: 35 }));
    expect(given).toEqual(['1/0', '2/0', 'limit-reached']);
    expect(state).toEqual({ completions: 2 });
  });
});

describe('steps', () => {
  const steps = [2, 3, 6].map((target) => ({ target, rewards: badge }));

  it('given steps, then each is given once, the last with the completion', () => {
    const quest = questOf({ steps, repeat: { max: 2, policy: 'on_completion' } });
    const { given, decisions } = tell(quest, plays({}, {}, {}, {}, {}, {}, {}));
    expect(given).toEqual(['1/1', '1/2', '1/3', '1/0']);
    expect(
      decisions.map((one) => one.kind === 'moved' && `${one.reached.value}/${one.reached.target}`),
    ).toEqual(['1/2', '2/2', '3/3', '4/6', '5/6', '6/6', '1/2']);
  });

  it('given a completion, then no step of the next round is reached', () => {
    const quest = questOf({ steps, repeat: { max: 2, policy: 'on_completion' } });
    expect(tell(quest, plays({}, {}, {}, {}, {}, {})).state).toEqual({ completions: 1 });
  });

  it('given a value that jumps over steps, then all are given at once', () => {
    const quest = questOf({
      objectives: single({ aggregate: 'max', field: 'n', target: 1 }),
      steps,
    });
    expect(tell(quest, plays({ n: 4 }, { n: 1 }, { n: 9 })).given).toEqual([
      '1/1',
      '1/2',
      '1/3',
      '1/0',
    ]);
  });

  it('given what must become small, then steps go down and values show as they are', () => {
    const quest = questOf({
      objectives: single({ aggregate: 'last', field: 'n', op: '<=', target: 1 }),
      steps: steps.toReversed(),
    });
    const { given, decisions } = tell(quest, plays({ n: 8 }, { n: 5 }, { n: 7 }, { n: 1 }));
    expect(given).toEqual(['1/1', '1/2', '1/3', '1/0']);
    expect(
      decisions.map((one) => one.kind === 'moved' && `${one.reached.value}/${one.reached.target}`),
    ).toEqual(['8/6', '5/6', '7/3', '1/2']);
  });

  it('given a streak that breaks, then steps reached stay reached', () => {
    const quest = questOf({
      objectives: single({ target: 1 }),
      consecutive: { every: 'day', target: 6 },
      steps,
    });
    const { given, state } = tell(quest, days(1, 2, 4, 5, 6));
    expect(given).toEqual(['1/1', '1/2']);
    expect(state.r).toBe(2);
  });
});

describe('times', () => {
  it('given a start and an end, then only events between count', () => {
    const quest = questOf({
      window: { start: '2026-06-01T12:00:00Z', end: '2026-06-02T14:00:00+02:00' },
      objectives: single({ target: 9 }),
    });
    const { given, state } = tell(
      quest,
      at(
        '2026-06-01T11:59:59.999Z',
        '2026-06-01T12:00:00Z',
        '2026-06-02T11:59:59.999Z',
        '2026-06-02T12:00:00Z',
      ),
    );
    expect(given).toEqual(['not-started', 'ended']);
    expect(state.v).toEqual([2]);
  });

  it('given a cooldown, then events count again when it is over, by their own time', () => {
    const quest = questOf({
      objectives: single({ target: 1 }),
      window: { cooldown_seconds: 60 },
      repeat: { max: 9, policy: 'on_completion' },
    });
    const { given } = tell(
      quest,
      at(noon, '2026-06-01T12:00:59.999Z', '2026-06-01T11:00:00Z', '2026-06-01T12:01:00Z'),
    );
    expect(given).toEqual(['1/0', 'cooling-down', 'cooling-down', '2/0']);
  });

  const fridays = questOf({
    objectives: single({ target: 2 }),
    window: { cron: '0 18 * * 5', duration_seconds: 7_200 },
    repeat: { max: 9, policy: 'on_window' },
  });

  it('given a recurring window, then each begins from zero and late events go to their own', () => {
    const { given, state } = tell(
      fridays,
      at(
        '2026-06-05T17:59:59Z',
        '2026-06-05T18:00:00Z',
        '2026-06-12T18:00:00Z',
        '2026-06-05T19:59:59Z',
        '2026-06-05T20:00:00Z',
      ),
    );
    expect(given).toEqual(['outside-window', '1/0', 'outside-window']);
    expect(state).toEqual({
      completions: 1,
      w: [
        [Date.parse('2026-06-05T18:00:00Z'), { d: 1 }],
        [Date.parse('2026-06-12T18:00:00Z'), { v: [1] }],
      ],
    });
  });

  it('given a completion in a window, then that is done', () => {
    const { given } = tell(
      fridays,
      at('2026-06-05T18:00:00Z', '2026-06-05T18:01:00Z', '2026-06-05T18:02:00Z'),
    );
    expect(given).toEqual(['1/0', 'window-done']);
  });

  it('given three newer windows, then an older one is closed', () => {
    const { given, state } = tell(
      fridays,
      at(
        '2026-06-12T18:00:00Z',
        '2026-06-19T18:00:00Z',
        '2026-06-26T18:00:00Z',
        '2026-06-05T18:00:00Z',
        '2026-06-12T18:00:01Z',
        '2026-07-03T18:00:00Z',
      ),
    );
    expect(given).toEqual(['closed', '1/0']);
    expect(state.w?.map(([key]) => key)).toEqual([
      Date.parse('2026-06-19T18:00:00Z'),
      Date.parse('2026-06-26T18:00:00Z'),
      Date.parse('2026-07-03T18:00:00Z'),
    ]);
  });

  it('given more than a window may complete, then it completes once', () => {
    const quest = questOf({
      objectives: single({ aggregate: 'sum', field: 'n', target: 1 }),
      window: { cron: '0 0 * * *', duration_seconds: 86_400 },
      repeat: { max: 9, policy: 'on_window', carry_over: true },
    });
    expect(tell(quest, plays({ n: 5 }, { n: 5 })).given).toEqual(['1/0', 'window-done']);
  });

  it('given the limit, then what windows have counted is dropped and what is done is not', () => {
    const quest = questOf({
      objectives: single({ target: 2 }),
      window: { cron: '0 0 * * *', duration_seconds: 86_400 },
      repeat: { max: 2, policy: 'on_window' },
    });
    const { state } = tell(quest, days(1, 1, 2, 3, 3));
    expect(state).toEqual({
      completions: 2,
      w: [
        [Date.parse('2026-06-01T00:00:00Z'), { d: 1 }],
        [Date.parse('2026-06-02T00:00:00Z'), {}],
        [Date.parse('2026-06-03T00:00:00Z'), { d: 1 }],
      ],
    });
  });

  it('given a streak in windows, then each window has its own and completes once', () => {
    const quest = questOf({
      objectives: single({ target: 1 }),
      consecutive: { every: 'day', target: 2 },
      window: { cron: '0 0 * * 1', duration_seconds: 7 * 86_400 },
      repeat: { max: 9, policy: 'on_window' },
    });
    expect(tell(quest, days(7, 8, 9, 10, 15, 16)).given).toEqual(['1/0', 'window-done', '2/0']);
    // Sunday and Monday are of two weeks.
    expect(tell(quest, days(14, 15)).given).toEqual([]);
  });

  it('given a user who changes zones, then no window is done twice and none is opened again', () => {
    const quest = questOf({
      objectives: single({ target: 2 }),
      window: { cron: '0 0 * * *', duration_seconds: 86_400 },
      repeat: { max: 9, policy: 'on_window' },
      time: { timezone: 'user' },
    });
    const first = tell(quest, days(1, 2, 2), 'Asia/Tokyo');
    const june = (day: number) => Date.UTC(2026, 5, day);
    expect(first.state).toEqual({
      completions: 1,
      z: 'Asia/Tokyo',
      w: [
        [june(1), { v: [1] }],
        [june(2), { d: 1 }],
      ],
    });
    const inHawaii = (time: string) =>
      decideQuest(quest, first.state, eventAt(time), contextAt(time, 'Pacific/Honolulu'));
    expect(inHawaii('2026-06-01T14:59:00Z')).toEqual({ kind: 'unmoved', reason: 'closed' });
    expect(inHawaii('2026-06-01T15:00:00Z')).toEqual({ kind: 'unmoved', reason: 'window-done' });
    expect(inHawaii('2026-06-02T10:00:00Z')).toEqual({ kind: 'unmoved', reason: 'window-done' });
    expect(inHawaii('2026-06-03T10:00:00Z')).toMatchObject({
      state: {
        z: 'Pacific/Honolulu',
        f: june(2),
        k: [june(2) - 9 * 3_600_000, june(3) - 9 * 3_600_000],
        w: [
          [june(2), { d: 1 }],
          [june(3), { v: [1] }],
        ],
      },
    });
  });

  it('given a user of a streak in windows who changes zones, then its days are settled', () => {
    const quest = questOf({
      objectives: single({ target: 1 }),
      consecutive: { every: 'day', target: 9 },
      window: { cron: '0 0 1 * *', duration_seconds: 28 * 86_400 },
      time: { timezone: 'user' },
    });
    const { state } = tell(quest, days(2, 3), 'Asia/Tokyo');
    const time = '2026-06-02T20:00:00Z';
    expect(decideQuest(quest, state, eventAt(time), contextAt(time, 'Pacific/Honolulu'))).toEqual({
      kind: 'unmoved',
      reason: 'closed',
    });
  });

  it('given a version without steps in between, then steps stay given', () => {
    const window = { cron: '0 0 * * *', duration_seconds: 86_400 };
    const quest = questOf({ objectives: single({ target: 9 }), window });
    const decision = decideQuest(
      quest,
      { completions: 0, g: [1, 2] },
      eventAt(noon),
      contextAt(noon),
    );
    expect(decision).toMatchObject({ state: { g: [1, 2] } });
  });

  describe('by the hour in the zone of the user', () => {
    const hourly = questOf({
      objectives: single({ target: 1 }),
      window: { cron: '0 * * * *' },
      repeat: { max: 99, policy: 'on_window' },
      time: { timezone: 'user' },
    });
    const quarters = questOf({ ...hourly.quest.definition, window: { cron: '*/15 * * * *' } });

    it('given the night the clocks go back, then four hours are four windows', () => {
      const times = [0, 1, 2, 3].map((hour) => `2026-10-25T0${hour}:30:00Z`);
      const given = ['1/0', '2/0', '3/0', '4/0'];
      expect(tell(hourly, at(...times), 'Europe/Berlin').given).toEqual(given);
      expect(tell(hourly, at(...times, ...times), 'Europe/Berlin').given).toEqual([
        ...given,
        'closed',
        ...Array(3).fill('window-done'),
      ]);
    });

    it('given quarters of an hour that the clocks show twice, then each is a window of its own', () => {
      const times = Array.from({ length: 12 }, (_, index) => Date.UTC(2026, 9, 25, 0, 15 * index));
      const { given } = tell(
        quarters,
        at(...times.map((time) => new Date(time).toISOString())),
        'Europe/Berlin',
      );
      expect(given).toEqual(times.map((_, index) => `${index + 1}/0`));
    });

    const moved = (zones: readonly string[], times: readonly string[]) => {
      let state = emptyState;
      return times.map((time, index) => {
        const context = contextAt(time, zones[index]);
        const decision = decideQuest(hourly, state, eventAt(time), context);
        if (decision.kind === 'unmoved') return decision.reason;
        state = decision.state;
        return decision.completed.map(({ ordinal }) => ordinal).join();
      });
    };

    it('given a user who flies west or east, then no hour is lost and none counts twice', () => {
      const times = [14, 14, 15, 20, 20].map((hour, index) => `2026-06-05T${hour}:0${index}:00Z`);
      const zones = (to: string) => ['Europe/Berlin', to, to, to, to];
      const given = ['1', 'window-done', '2', '3', 'window-done'];
      expect(moved(zones('America/New_York'), times)).toEqual(given);
      expect(moved(zones('Asia/Tokyo'), times)).toEqual(given);
    });
  });

  it('given steps in windows, then each window is a round and pays a step once', () => {
    const quest = questOf({
      objectives: single(),
      steps: [1, 2, 3].map((target) => ({ target, rewards: badge })),
      window: { cron: '0 18 * * 5', duration_seconds: 7_200 },
      repeat: { max: 9, policy: 'on_completion' },
    });
    const june = (day: string) => `2026-06-${day}T18:00:00Z`;
    const { given } = tell(
      quest,
      at(june('05'), june('05'), june('12'), june('12'), june('12'), june('19')),
    );
    const [first, second, third] = [june('05'), june('12'), june('19')].map(
      (time) => Date.parse(time) / 60_000,
    );
    expect(given).toEqual([
      `${first}/1`,
      `${first}/2`,
      `${second}/1`,
      `${second}/2`,
      `${second}/3`,
      '1/0',
      `${third}/1`,
    ]);
  });

  it('given steps that an earlier release gave, then their window goes on and the next pays each', () => {
    const quest = questOf({
      objectives: single(),
      steps: [1, 2, 3].map((target) => ({ target, rewards: badge })),
      window: { cron: '0 18 * * 5', duration_seconds: 7_200 },
      repeat: { max: 9, policy: 'on_completion' },
    });
    const before = '2026-06-05T18:00:00Z';
    const stored = { completions: 0, w: [[Date.parse(before), { v: [1], r: 1 }]], g: [1] } as const;
    const decided = decideQuest(quest, stored, eventAt(before), contextAt(before));
    const n = Date.parse(before) / 60_000;
    expect(decided).toMatchObject({
      completed: [{ ordinal: n, step: 2 }],
      state: { completions: 0, w: [[Date.parse(before), { v: [2], r: 2, i: n }]], g: [1], n },
    });
    const time = '2026-06-12T18:00:00Z';
    const state = decided.kind === 'moved' ? decided.state : stored;
    expect(decideQuest(quest, state, eventAt(time), contextAt(time))).toMatchObject({
      completed: [{ ordinal: Date.parse(time) / 60_000, step: 1 }],
    });
  });
});

describe('a streak', () => {
  const streakOf = (consecutive: object, rest: object = {}) =>
    questOf({
      objectives: single({ target: 1 }),
      consecutive: { every: 'day', target: 3, ...consecutive },
      repeat: { max: 9, policy: 'on_completion' },
      ...rest,
    });

  const streaks = ({ decisions }: Told) =>
    decisions.map((one) => (one.kind === 'moved' ? one.reached.value : one.reason));

  it('given a day after another, then it grows once a day and completes', () => {
    expect(streaks(tell(streakOf({}), days(1, 1, 2, 3, 4)))).toEqual([1, 1, 2, 3, 1]);
  });

  it.each([
    ['reset', [1, 2, 1]],
    ['decay', [1, 2, 2]],
    ['hold', [1, 2, 3]],
  ])('given a missed day, when it is to %s, then so it does', (on_miss, expected) => {
    expect(streaks(tell(streakOf({ on_miss, target: 9 }), days(1, 2, 4)))).toEqual(expected);
  });

  it('given weeks away, when it is to decay, then it falls for each but not below 0', () => {
    expect(streaks(tell(streakOf({ on_miss: 'decay', target: 9 }), days(1, 2, 3, 6, 30)))).toEqual([
      1, 2, 3, 2, 1,
    ]);
  });

  it('given freezes, then they are taken first, and one more is earned', () => {
    const quest = streakOf({ target: 9, freezes: { initial: 1, earn_every: 3, max: 2 } });
    expect(streaks(tell(quest, days(1, 3, 4, 6, 8)))).toEqual([1, 2, 3, 4, 1]);
  });

  it('given a late event of a missed day, then the streak is whole again', () => {
    expect(tell(streakOf({}), days(1, 3)).last).toMatchObject({ reached: { value: 1 } });
    expect(tell(streakOf({}), days(1, 3, 2)).given).toEqual(['1/0']);
  });

  it('given an event of a day that is closed, then it does not move', () => {
    const late = decideQuest(
      streakOf({}),
      tell(streakOf({}), days(1, 6)).state,
      eventAt('2026-06-02T12:00:00Z'),
      contextAt('2026-06-06T12:00:00Z'),
    );
    expect(late).toEqual({ kind: 'unmoved', reason: 'closed' });
  });

  it('given days that need two events, then a day with one does not count', () => {
    const quest = streakOf({ min_per_period: 2, target: 9 });
    expect(streaks(tell(quest, days(1, 1, 2, 3, 3)))).toEqual([0, 1, 1, 0, 1]);
  });

  it('given grace, then an event right after midnight counts for the day that lacks it', () => {
    const quest = streakOf({ grace_seconds: 3_600, target: 9 });
    const [first] = days(1);
    const graced = eventAt('2026-06-03T00:59:59.999Z');
    const late = eventAt('2026-06-03T01:00:00Z');
    const third = eventAt('2026-06-03T12:00:00Z');
    expect(streaks(tell(quest, [first as QuestEvent, graced, third]))).toEqual([1, 2, 3]);
    expect(streaks(tell(quest, [first as QuestEvent, late, third]))).toEqual([1, 1, 1]);
  });

  it('given grace, then the very first event is not taken for the day before', () => {
    const quest = streakOf({ grace_seconds: 3_600, target: 2 });
    expect(streaks(tell(quest, at('2026-06-03T00:10:00Z', '2026-06-03T12:00:00Z')))).toEqual([
      1, 1,
    ]);
  });

  it('given a completion once a day, then more of that day is done with', () => {
    const quest = streakOf({ target: 1 }, { repeat: { max: 9, policy: 'on_window' } });
    expect(tell(quest, days(1, 1, 2)).given).toEqual(['1/0', 'window-done', '2/0']);
  });

  it('given days of 23 and 25 hours and no midnight, then each is one day', () => {
    const santiago = streakOf({ target: 9 }, { time: { timezone: 'user' } });
    const around = at('2026-09-05T12:00:00Z', '2026-09-06T04:00:00Z', '2026-09-07T03:00:00Z');
    expect(streaks(tell(santiago, around, 'America/Santiago'))).toEqual([1, 2, 3]);
  });

  it('given a user who changes zones, then no day counts twice and none is opened again', () => {
    const quest = streakOf({ target: 9 }, { time: { timezone: 'user' } });
    const tokyo = tell(quest, at('2026-06-01T23:00:00Z', '2026-06-02T16:00:00Z'), 'Asia/Tokyo');
    expect(streaks(tokyo)).toEqual([1, 2]);
    const inHawaii = (time: string) =>
      decideQuest(quest, tokyo.state, eventAt(time), contextAt(time, 'Pacific/Honolulu'));
    // June 2 was counted in Tokyo, and June 3 is counted: it is June 2 in Hawaii, then June 3.
    expect(inHawaii('2026-06-02T20:00:00Z')).toEqual({ kind: 'unmoved', reason: 'closed' });
    expect(inHawaii('2026-06-03T20:00:00Z')).toMatchObject({
      reached: { value: 2 },
      completed: [],
    });
    expect(inHawaii('2026-06-04T20:00:00Z')).toMatchObject({ reached: { value: 3 } });
  });

  it('given events of years to come, then no more than forty periods stay open', () => {
    const quest = streakOf({ target: 9_999 });
    const everyDay = Array.from({ length: 60 }, (_, day) =>
      eventAt(new Date(Date.UTC(2026, 5, 1 + day)).toISOString()),
    );
    let state = emptyState;
    for (const event of everyDay) {
      const decision = decideQuest(quest, state, event, {
        ...contextAt('2026-06-01T00:00:00Z'),
        latenessMaxSeconds: 1e9,
      });
      if (decision.kind === 'moved') state = decision.state;
    }
    expect(state.p).toHaveLength(40);
    expect(state.b).toEqual([expect.any(Number), 20, 20]);
  });
});
