import { describe, expect, it } from 'vitest';
import { questVersionOf } from '../testing/quests.ts';
import { rewardsOf, statusOf } from './progress.ts';

describe('statusOf', () => {
  it.each([
    [{ completions: 0, waiting: 0 }, 0],
    [{ completions: 1, waiting: 0 }, 0],
    [{ completions: 1, waiting: 1 }, 1],
    [{ completions: 2, waiting: 1 }, 1],
    [{ completions: 2, waiting: 0 }, 2],
  ])('given %j of 2, then %i', (progress, status) => {
    expect(statusOf(progress, 2)).toBe(status);
  });
});

describe('rewardsOf', () => {
  const quest = questVersionOf();
  const gold = [{ currency: 'gold', amount: 1 }];
  const steps = [
    { target: 1, rewards: gold },
    { target: 2, rewards: [{ badge: 'half-way' }] },
  ];
  const withSteps = { ...quest, definition: { ...quest.definition, rewards: [], steps } };

  it('given no steps, then the completion pays the rewards', () => {
    expect(rewardsOf(quest, 0)).toEqual([{ currency: 'diamond', amount: 10 }]);
  });

  it('given steps, then each pays its own and the completion what is said for all', () => {
    expect(rewardsOf(withSteps, 2)).toEqual([{ badge: 'half-way' }]);
    expect(rewardsOf(withSteps, 0)).toEqual([]);
    const total_reward = [{ currency: 'gold', amount: 9 }];
    const definition = { ...withSteps.definition, total_reward };
    expect(rewardsOf({ ...withSteps, definition }, 0)).toEqual(total_reward);
  });
});
