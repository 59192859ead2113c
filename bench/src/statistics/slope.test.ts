import { describe, expect, it } from 'vitest';
import { slope } from './slope.ts';

describe('slope', () => {
  it('given points of a line, then it is the slope of that line', () => {
    expect(slope([0, 1, 2, 5].map((x) => ({ x, y: 3 * x - 7 })))).toBeCloseTo(3, 10);
  });

  it('given noise around a level, then it is near zero', () => {
    expect(slope([10, 12, 8, 10, 12, 8, 10].map((y, x) => ({ x, y })))).toBeCloseTo(-4 / 28, 10);
  });

  it('given one place only, then it is zero', () => {
    expect(slope([{ x: 4, y: 9 }])).toBe(0);
    expect(slope([])).toBe(0);
  });
});
