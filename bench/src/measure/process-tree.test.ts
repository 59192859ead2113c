import { describe, expect, it } from 'vitest';
import { parseStat } from './process-tree.ts';

describe('parseStat', () => {
  it('given a name with spaces and parentheses, then it still finds parent and times', () => {
    const line =
      '4711 (postgres: (a) b) S 42 4711 4711 0 -1 4194304 900 0 0 0 150 50 7 3 20 0 1 0 99 1000 20';
    expect(parseStat(line)).toEqual({ pid: 4711, parent: 42, ticks: 200, childTicks: 10 });
  });
});
