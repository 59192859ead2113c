import type { QuestDefinition } from '@questline/contracts/catalog/quest';
import type { Objective } from '@questline/contracts/catalog/quest-definition';
import { describe, expect, it } from 'vitest';
import { askOf } from './quest-ask.ts';
import { count, definitionOf } from './testing/quests.ts';

const of = (event: string | string[], rest: Partial<Objective>): Objective => ({
  ...count(event),
  ...rest,
});

const ask = (objective: Objective, change: Partial<QuestDefinition> = {}) =>
  askOf(definitionOf(objective, change));

describe('askOf', () => {
  it.each([
    [count('match_won', 5), 'Win 5 matches'],
    [count('match_won'), 'Win a match'],
    [count('order.paid'), 'Pay an order'],
    [count('com.example.shop.order.paid.v1', 2), 'Pay 2 orders'],
    [count('StoryWritten', 1_200), 'Write 1,200 stories'],
    [count('level-up', 3), '“Level up” 3 times'],
    [count('walk', 2), 'Walk 2 times'],
    [count(['NewUserSignIn', 'UserSignIn'], 3), 'Sign in 3 times'],
    [count(['order.paid', 'plan.renewed'], 3), 'Pay an order or renew a plan, 3 times'],
  ])('given a count, then it says what to do how often', (objective, sentence) => {
    expect(ask(objective)).toBe(sentence);
  });

  it.each([
    [of('walk', { aggregate: 'sum', field: 'km', target: 42.195 }), 'Walk 42.195 km in all'],
    [
      of('order.paid', { aggregate: 'sum', field: 'total', target: 99.5 }),
      'Pay orders worth 99.5 in all',
    ],
    [
      of('match.played', { aggregate: 'sum', field: 'a.points', target: 500 }),
      'Play matches with 500 points in all',
    ],
    [
      of('order.paid', { aggregate: 'distinct', field: 'category', target: 5 }),
      'Pay orders with 5 different categories',
    ],
    [
      of('match.played', { aggregate: 'max', field: 'points', target: 30 }),
      'Play a match with at least 30 points',
    ],
    [
      of('lap', { aggregate: 'min', field: 'seconds', op: '<=', target: 60 }),
      '“Lap” with at most 60 seconds',
    ],
    [
      of('race.run', { aggregate: 'min', field: 'speed', target: 9 }),
      'Run races always with at least 9 speed',
    ],
    [
      of('lap', { aggregate: 'last', field: 'tank.litres', target: 1 }),
      'Have tank litres at 1 or more',
    ],
  ])('given a field, then it says how much of it', (objective, sentence) => {
    expect(ask(objective)).toBe(sentence);
  });

  it.each([
    [count('lesson.finished'), { target: 7 }, 'Finish a lesson 7 days in a row'],
    [
      count('lesson.finished'),
      { target: 7, min_per_period: 2 },
      'Finish 2 lessons a day, 7 days in a row',
    ],
    [count('UserSignIn'), { target: 4, every: 'week' }, 'Sign in 4 weeks in a row'],
    [count('level-up'), { target: 1 }, '“Level up” in one day'],
  ] as const)(
    'given a streak, then it says how many periods in a row',
    (objective, consecutive, sentence) => {
      expect(ask(objective, { consecutive: { every: 'day', ...consecutive } })).toBe(sentence);
    },
  );

  it('given steps, then the last of them is what is asked', () => {
    const rewards = [{ currency: 'gold', amount: 1 }];
    const steps = [10, 300].map((target) => ({ target, rewards }));
    expect(ask(count('page.read', 1), { steps })).toBe('Read 300 pages');
    const consecutive = { every: 'day', target: 1 } as const;
    expect(ask(count('UserSignIn'), { steps, consecutive })).toBe('Sign in 300 days in a row');
  });

  it('given a condition or too many kinds of events, then there is no plain sentence', () => {
    expect(ask(of('order.paid', { where: 'event.data.total > 5' }))).toBeNull();
    expect(ask(count(['a.won', 'b.won', 'c.won', 'd.won']))).toBeNull();
  });
});
