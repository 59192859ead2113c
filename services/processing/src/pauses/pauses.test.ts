import { describe, expect, it } from 'vitest';
import { pausesMax, resumedAt, toPauses } from './pauses.ts';

const at = (minute: number) => Date.UTC(2030, 0, 1, 0, minute);
const change = (state: 'active' | 'paused' | 'archived', minute: number) => ({
  state,
  at: new Date(at(minute)).toISOString(),
});

describe('toPauses', () => {
  it('takes a pause to last from its beginning to the resumption', () => {
    const changes = [change('paused', 1), change('active', 3), change('paused', 5)];
    expect(toPauses(changes)).toEqual([
      { from: at(1), until: at(3) },
      { from: at(5), until: Infinity },
    ]);
  });

  it('takes no time for a pause where nothing began one', () => {
    expect(toPauses([])).toEqual([]);
    expect(toPauses([change('active', 3), change('archived', 4)])).toEqual([]);
  });

  it('takes two beginnings in a row for one pause', () => {
    const changes = [change('paused', 1), change('paused', 2), change('archived', 3)];
    expect(toPauses(changes)).toEqual([{ from: at(1), until: at(3) }]);
  });

  it('makes no pause of less than nothing when clocks are set back', () => {
    expect(toPauses([change('paused', 5), change('active', 3)])).toEqual([
      { from: at(5), until: at(5) },
    ]);
  });

  it('remembers the newest', () => {
    const changes = Array.from({ length: 2 * pausesMax + 2 }, (_, minute) =>
      change(minute % 2 === 0 ? 'paused' : 'active', minute),
    );
    expect(toPauses(changes)).toHaveLength(pausesMax);
    expect(toPauses(changes).at(0)?.from).toBe(at(2));
  });
});

describe('resumedAt', () => {
  it('is the end of the last pause, if it has ended', () => {
    expect(resumedAt([])).toBeUndefined();
    expect(resumedAt([{ from: at(1), until: Infinity }])).toBeUndefined();
    expect(resumedAt([{ from: at(1), until: at(3) }])).toEqual(new Date(at(3)));
  });
});
