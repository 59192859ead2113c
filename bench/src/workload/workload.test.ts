import { describe, expect, it } from 'vitest';
import { completes, completionEvery, createTurns } from './workload.ts';

describe('the turns of a load', () => {
  it('gives each user one event after the other', () => {
    const take = createTurns('ada', 3);
    const turns = [...take(4), ...take(3)].filter(({ user_id }) => user_id === 'ada-0');
    expect(turns.map(({ count }) => count)).toEqual([1, 2, 3]);
  });

  it('completes a quest with 5 % of the events of every batch', () => {
    const take = createTurns('ada', 400);
    for (let batch = 0; batch < 60; batch += 1) {
      expect(take(200).filter(completes)).toHaveLength(200 / completionEvery);
    }
  });
});
