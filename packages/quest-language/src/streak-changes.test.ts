import { describe, expect, it } from 'vitest';
import { adoptVersion } from './adopt-version.ts';
import type { CompiledQuest } from './compile-quest.ts';
import { decideQuest } from './decide-quest.ts';
import type { Pause } from './pause.ts';
import { emptyState, type QuestState } from './quest-state.ts';
import { showProgress } from './show-progress.ts';
import { contextAt, eventAt, questOf, single } from './testing/quests.ts';

type Parts = NonNullable<Parameters<typeof questOf>[0]>;

const streakOf = (time: Parts['time'], consecutive: object = {}, rest: object = {}) =>
  questOf(
    {
      objectives: single({ target: 1 }),
      consecutive: { every: 'day', target: 9, ...consecutive },
      repeat: { max: 9, policy: 'on_completion' },
      ...(time && { time }),
    },
    rest,
  );

/** One user's days with a quest. */
const follow = (first: CompiledQuest, { pauses = [] }: { pauses?: readonly Pause[] } = {}) => {
  let quest = first;
  let state: QuestState = emptyState;
  const contextOf = (time: string, zone: string | undefined, now = time) => ({
    ...contextAt(now),
    userZone: zone,
    pauses,
  });
  return {
    play: (time: string, zone: string | undefined = 'UTC', now = time) => {
      const decision = decideQuest(quest, state, eventAt(time), contextOf(time, zone, now));
      if (decision.kind === 'moved') state = decision.state;
      return decision.kind === 'moved' ? 'moved' : decision.reason;
    },
    edit: (next: CompiledQuest) => {
      ({ quest, state } = adoptVersion(state, quest, [next], {
        at: Date.parse(next.quest.published_at),
        pauses,
      }));
    },
    shown: (time: string, zone = 'UTC') => {
      const { streak, freezes } = showProgress(quest, state, contextOf(time, zone));
      return { streak, freezes };
    },
    state: () => state,
  };
};

const freezing = { freezes: { initial: 1, max: 2 } };

describe('freezes', () => {
  it('are left while there is no streak to save', () => {
    const { play, shown } = follow(streakOf(undefined, { target: 2, ...freezing }));
    play('2026-06-01T10:00:00Z');
    play('2026-06-02T10:00:00Z');
    expect(shown('2026-06-02T11:00:00Z')).toEqual({ streak: 0, freezes: 1 });
    expect(shown('2026-06-05T11:00:00Z')).toEqual({ streak: 0, freezes: 1 });
    play('2026-06-05T11:00:00Z');
    expect(shown('2026-06-05T12:00:00Z')).toEqual({ streak: 1, freezes: 1 });
    expect(shown('2026-06-07T12:00:00Z')).toEqual({ streak: 1, freezes: 0 });
  });

  it('are left where a miss does no harm', () => {
    const { play, shown } = follow(streakOf(undefined, { on_miss: 'hold', ...freezing }));
    play('2026-06-01T10:00:00Z');
    expect(shown('2026-06-05T10:00:00Z')).toEqual({ streak: 1, freezes: 1 });
  });
});

describe('a day that is edited to begin at an earlier hour', () => {
  const edited = (published_at: string, day_start = '00:00') =>
    streakOf({ timezone: 'Europe/Berlin', day_start }, {}, { version: 2, published_at });
  const fromFour = streakOf({ timezone: 'Europe/Berlin', day_start: '04:00' });

  it.each(['2026-06-10T00:30:00Z', '2026-06-10T10:00:00Z', '2026-06-10T21:30:00Z'])(
    'keeps a streak of nights, published at %s',
    (published_at) => {
      const { play, edit, shown } = follow(fromFour);
      for (const day of ['08', '09', '10']) play(`2026-06-${day}T00:00:00Z`);
      edit(edited(published_at));
      play('2026-06-11T00:00:00Z');
      expect(shown('2026-06-11T00:00:00Z').streak).toBe(4);
    },
  );

  it('still misses the days that follow', () => {
    const { play, edit, shown } = follow(fromFour);
    play('2026-06-10T00:00:00Z');
    edit(edited('2026-06-10T00:30:00Z'));
    expect(shown('2026-06-11T20:00:00Z').streak).toBe(1);
    expect(shown('2026-06-12T00:00:00Z').streak).toBe(0);
  });

  it('does not revive a streak that was lost before', () => {
    const { play, edit, shown } = follow(fromFour);
    play('2026-06-08T00:00:00Z');
    edit(edited('2026-06-10T10:00:00Z'));
    expect(shown('2026-06-10T11:00:00Z').streak).toBe(0);
  });

  it('keeps a streak where the new hour is one that the clocks repeat', () => {
    const { play, edit, shown } = follow(fromFour);
    for (const day of ['23', '24', '25']) play(`2026-10-${day}T01:15:00Z`);
    // 02:15 for the second time, after the day has begun at 02:00 for the first.
    edit(edited('2026-10-25T01:20:00Z', '02:00'));
    play('2026-10-25T01:30:00Z');
    play('2026-10-26T01:15:00Z');
    expect(shown('2026-10-26T01:15:00Z').streak).toBe(5);
  });
});

describe('a day that begins in an hour that the clocks repeat', () => {
  it('begins once', () => {
    const { play, shown } = follow(
      streakOf({ timezone: 'Europe/Berlin', day_start: '02:30' }, { min_per_period: 2 }),
    );
    // 02:45, then 02:15 and 02:45 again: one day, as is the evening after.
    play('2026-10-25T00:45:00Z');
    play('2026-10-25T01:15:00Z');
    expect(shown('2026-10-25T01:45:00Z').streak).toBe(1);
    play('2026-10-25T20:00:00Z');
    expect(shown('2026-10-25T20:00:00Z').streak).toBe(1);
  });
});

describe('zones of users', () => {
  const own = streakOf({ timezone: 'user' });

  it('are one zone under each of its names', () => {
    const { play, state } = follow(own);
    play('2026-06-01T10:00:00Z', 'Asia/Kolkata');
    play('2026-06-03T10:00:00Z', 'asia/calcutta');
    expect(play('2026-06-02T10:00:00Z', 'Asia/Calcutta', '2026-06-03T11:00:00Z')).toBe('moved');
    expect(state()).toMatchObject({ z: 'Asia/Kolkata' });
  });

  it('close what came before when they change', () => {
    const { play } = follow(own);
    play('2026-06-01T10:00:00Z', 'Asia/Kolkata');
    play('2026-06-03T10:00:00Z', 'Asia/Tokyo');
    play('2026-06-04T10:00:00Z', 'Asia/Kolkata');
    expect(play('2026-06-02T10:00:00Z', 'Asia/Kolkata', '2026-06-04T11:00:00Z')).toBe('closed');
  });

  it('close nothing when the first is learnt', () => {
    const { play, shown } = follow(own);
    play('2026-06-01T10:00:00Z', undefined);
    play('2026-06-03T10:00:00Z', 'Asia/Tokyo');
    expect(play('2026-06-02T10:00:00Z', 'Asia/Tokyo', '2026-06-03T11:00:00Z')).toBe('moved');
    expect(shown('2026-06-03T11:00:00Z', 'Asia/Tokyo').streak).toBe(3);
  });

  it('stored where none was known are no zone that was named', () => {
    const state: QuestState = { completions: 0, z: 'UTC', p: [[20_605, 1]] };
    const context = { ...contextAt('2026-06-02T10:00:00Z'), userZone: undefined };
    const decision = decideQuest(own, state, eventAt('2026-06-02T10:00:00Z'), context);
    expect(decision).toMatchObject({ kind: 'moved' });
    expect(decision.kind === 'moved' && 'z' in decision.state).toBe(false);
  });
});

describe('pauses', () => {
  const from = Date.parse('2026-06-02T09:00:00Z');
  const paused = [{ from, until: Date.parse('2026-06-03T12:00:00Z') }];

  it('are no periods that are missed', () => {
    const { play, shown } = follow(streakOf(undefined, freezing), { pauses: paused });
    play('2026-06-01T10:00:00Z');
    play('2026-06-04T10:00:00Z');
    expect(shown('2026-06-04T11:00:00Z')).toEqual({ streak: 2, freezes: 1 });
  });

  it('do not keep the days around them from being missed', () => {
    const { play, shown } = follow(streakOf(undefined), { pauses: paused });
    play('2026-05-31T10:00:00Z');
    play('2026-06-04T10:00:00Z');
    expect(shown('2026-06-04T11:00:00Z').streak).toBe(1);
  });

  it('hold for as long as they last', () => {
    const lasting = [{ from, until: Infinity }];
    const { play, shown } = follow(streakOf(undefined), { pauses: lasting });
    play('2026-06-01T10:00:00Z');
    expect(shown('2026-08-01T10:00:00Z').streak).toBe(1);
  });

  it('end with the instant of the resumption', () => {
    const atMidnight = [{ from, until: Date.parse('2026-06-03T00:00:00Z') }];
    const { play, shown } = follow(streakOf(undefined), { pauses: atMidnight });
    play('2026-06-01T10:00:00Z');
    expect(shown('2026-06-03T10:00:00Z').streak).toBe(1);
    expect(shown('2026-06-04T00:00:00Z').streak).toBe(0);
  });
});
