import { describe, expect, it } from 'vitest';
import {
  addToPeriod,
  closePeriods,
  compileStreak,
  foldStreak,
  freezePeriods,
  periodProgress,
  useUpStreak,
} from './streak.ts';

const rulesOf = (parts: object = {}) =>
  compileStreak({ every: 'day', target: 9, ...parts }, [{ target: 1 }], []);
const plain = rulesOf();
const twice = rulesOf({ min_per_period: 2, grace_seconds: 3_600 });

describe('foldStreak', () => {
  it('given a period with events of its own, then grace events complete it though nothing has begun', () => {
    const round = {
      p: [
        [10, 1],
        [11, 2, 1],
      ] as const,
    };
    expect(foldStreak(twice, round)).toMatchObject({ last: 11, streak: 2, counted: 2 });
    expect(periodProgress(twice, round, 11)).toEqual({ events: 2, isCounted: true });
  });

  it('given too few grace events, then they stay with their own period', () => {
    expect(
      foldStreak(twice, {
        p: [
          [10, 2],
          [12, 1, 1],
        ],
      }),
    ).toMatchObject({ last: 12, streak: 1 });
  });

  it('given a streak that has begun in closed periods, then grace events make up for an empty one', () => {
    const base = { b: [10, 3, 3] as const, h: 10 };
    expect(foldStreak(twice, { ...base, p: [[12, 0, 2]] })).toMatchObject({ last: 11, streak: 4 });
  });

  it('given a period that is closed, then nothing makes up for it any more', () => {
    expect(foldStreak(twice, { h: 11, b: [10, 3, 3], p: [[12, 0, 2]] })).toMatchObject({
      last: 12,
      streak: 1,
    });
    expect(foldStreak(twice, { h: 10, b: [11, 3, 3], p: [[12, 0, 2]] })).toMatchObject({
      last: 12,
      streak: 4,
    });
  });

  it('given freezes and a fall by one, then freezes are taken before it falls', () => {
    const rules = rulesOf({ on_miss: 'decay', freezes: { initial: 1, max: 1 } });
    const round = {
      p: [
        [1, 1],
        [2, 1],
        [3, 1],
        [6, 1],
      ] as const,
    };
    expect(foldStreak(rules, round)).toMatchObject({ streak: 3, freezes: 0 });
  });
});

describe('closePeriods', () => {
  it('given a closed period that took grace events of an open one, then they stay taken', () => {
    const closed = closePeriods(
      twice,
      {
        p: [
          [10, 2],
          [12, 1, 2],
          [13, 1, 1],
        ],
      },
      11,
    );
    expect(closed).toEqual({
      h: 11,
      b: [11, 2, 2],
      p: [
        [12, 1],
        [13, 1, 1],
      ],
    });
    expect(foldStreak(twice, closed)).toMatchObject({ last: 12, streak: 3 });
  });

  it('given grace events that only a part was taken of, then the rest stays', () => {
    const closed = closePeriods(
      twice,
      {
        p: [
          [10, 1],
          [11, 1, 2],
          [12, 3],
        ],
      },
      10,
    );
    expect(closed).toEqual({
      h: 10,
      b: [10, 1, 1],
      p: [
        [11, 1, 1],
        [12, 3],
      ],
    });
  });

  it('given periods closed before, then closing them again changes nothing', () => {
    const round = { h: 10, b: [10, 1, 1] as const, p: [[11, 1]] as const };
    expect(closePeriods(plain, round, 10)).toBe(round);
    expect(closePeriods(plain, round, 9)).toBe(round);
  });

  it('given completions in what is closed, then those given beyond it are left', () => {
    const rules = rulesOf({ target: 1 });
    const round = {
      p: [
        [1, 1],
        [2, 1],
        [3, 1],
      ] as const,
      c: 3,
    };
    expect(closePeriods(rules, round, 2)).toEqual({ h: 2, b: [2, 0, 2], p: [[3, 1]], c: 1 });
    expect(closePeriods(rules, { ...round, c: 2 }, 2)).toEqual({ h: 2, b: [2, 0, 2], p: [[3, 1]] });
  });

  it('given freezes, then those that are left are kept', () => {
    const rules = rulesOf({ freezes: { initial: 2, max: 2 } });
    expect(
      closePeriods(
        rules,
        {
          p: [
            [1, 1],
            [3, 1],
          ],
        },
        3,
      ),
    ).toEqual({ h: 3, b: [3, 2, 2, 1] });
  });

  it('given nothing that counted, then only the boundary is kept', () => {
    expect(closePeriods(twice, { p: [[1, 1]] }, 1)).toEqual({ h: 1 });
  });
});

describe('freezePeriods', () => {
  it('given a newest period that counted, then it alone may still see events', () => {
    expect(
      freezePeriods(plain, {
        p: [
          [1, 1],
          [2, 1],
        ],
      }),
    ).toEqual({ h: 1, b: [2, 2, 2] });
    expect(
      freezePeriods(twice, {
        p: [
          [1, 2],
          [2, 1],
        ],
      }),
    ).toEqual({ h: 0, b: [1, 1, 1], p: [[2, 1]] });
  });

  it('given nothing that counted since, then nothing changes', () => {
    const partial = { p: [[1, 1]] as const };
    expect(freezePeriods(twice, partial)).toBe(partial);
    const closed = { h: 5, b: [5, 1, 1] as const };
    expect(freezePeriods(plain, closed)).toBe(closed);
    const before = { h: 7, b: [5, 1, 1] as const };
    expect(freezePeriods(plain, before)).toBe(before);
  });

  it('given periods frozen before, then the boundary stays where it is', () => {
    const frozen = freezePeriods(plain, {
      p: [
        [1, 1],
        [2, 1],
      ],
    });
    expect(freezePeriods(plain, frozen)).toEqual(frozen);
    expect(addToPeriod(frozen, 2, false)).toBe(frozen);
  });
});

describe('useUpStreak', () => {
  it('begins the next round where the closed periods end, with what was given counted off', () => {
    expect(useUpStreak({ h: 1, b: [2, 5, 9, 1], c: 1 })).toEqual({ h: 1, b: [2, 0, 9, 1] });
    expect(useUpStreak({ h: 1, b: [2, 5, 9], c: 3, r: 2 })).toEqual({
      h: 1,
      b: [2, 0, 9],
      c: 2,
      r: 2,
    });
  });
});

describe('periodProgress', () => {
  it('given a period settled as counted, then it counts without events', () => {
    expect(periodProgress(plain, { b: [4, 1, 1] }, 4)).toEqual({ events: 0, isCounted: true });
    expect(periodProgress(plain, {}, 4)).toEqual({ events: 0, isCounted: false });
  });
});

describe('addToPeriod', () => {
  it('keeps periods in order, and grace events apart', () => {
    const round = [3, 1, 2, 2].reduce((before, period) => addToPeriod(before, period, false), {});
    expect(addToPeriod(round, 2, true)).toEqual({
      p: [
        [1, 1],
        [2, 2, 1],
        [3, 1],
      ],
    });
  });
});
