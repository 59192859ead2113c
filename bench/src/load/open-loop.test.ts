import { describe, expect, it } from 'vitest';
import { dueTimes } from './open-loop.ts';

describe('a constant rate', () => {
  it('spreads its events evenly over the time', () => {
    expect(dueTimes(4, 1)).toEqual([0, 250, 500, 750]);
    expect(dueTimes(1, 3)).toEqual([0, 1000, 2000]);
  });

  it('does not drift over many events', () => {
    expect(dueTimes(3, 100).at(-1)).toBeCloseTo(99_666.667, 3);
  });
});
