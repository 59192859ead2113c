import type { QuestPublic } from '@questline/contracts/catalog/quest';
import type { ProgressRow } from '@questline/contracts/processing/progress';
import { describe, expect, it } from 'vitest';
import { toStandings } from './quest-standing.ts';
import { clockAt, count, questOf, rowOf } from './testing/quests.ts';

const standingsOf = (quests: QuestPublic[], rows: ProgressRow[], now?: string) =>
  toStandings(quests, rows, clockAt(now));

const claimable = { status: 1, claimable: true, claimable_count: 1, duplication: 1 };
const finished = { status: 2, duplication: 2 };
const daily = { cron: '0 0 * * *', duration_seconds: 86_400 };

describe('the order of the board', () => {
  it('given every status, then claimable comes first and finished last', () => {
    const names = ['finished', 'new', 'half-way', 'waiting'];
    const quests = [
      ...names.map((name) => questOf(name)),
      questOf('shut', { unlock: { all: ['new'] } }),
    ];
    const rows = [
      rowOf('finished', finished),
      rowOf('half-way', { streak: 1 }),
      rowOf('waiting', claimable),
    ];
    const order = standingsOf(quests, rows).map(({ name }) => name);
    expect(order).toEqual(['waiting', 'half-way', 'new', 'shut', 'finished']);
  });

  it('given two in progress, then the one nearer its end comes first', () => {
    const rows = [rowOf('a', { streak: 1 }), rowOf('b', { streak: 2 })];
    const order = standingsOf([questOf('a'), questOf('b')], rows).map(({ name }) => name);
    expect(order).toEqual(['b', 'a']);
  });

  it('given a quest no longer offered, then only a waiting reward keeps it on the board', () => {
    const rows = [rowOf('gone', { streak: 2 }), rowOf('owed', claimable)];
    expect(standingsOf([], rows).map(({ name }) => name)).toEqual(['owed']);
  });
});

describe('how far a quest is', () => {
  it('given a quest with no row, then it stands at 0 of its target', () => {
    const [standing] = standingsOf([questOf('a')], []);
    expect(standing).toMatchObject({
      status: 'not-started',
      measure: { value: '0', aim: 'of 3', share: 0, waypoints: 3 },
      completions: 0,
      completionsMax: 2,
    });
  });

  it('given a round that is done, then the line is full until it is claimed or for good', () => {
    const rows = [rowOf('a', claimable), rowOf('b', finished)];
    const values = standingsOf([questOf('a'), questOf('b')], rows).map(({ measure }) => measure);
    expect(values).toMatchObject([
      { value: '3', share: 1 },
      { value: '3', share: 1 },
    ]);
  });

  it('given a round that started after a completion, then it is in progress from 0', () => {
    const [standing] = standingsOf([questOf('a')], [rowOf('a', { duplication: 1 })]);
    expect(standing).toMatchObject({
      status: 'in-progress',
      measure: { value: '0' },
      completions: 1,
    });
  });

  it('given a sum, then fractions show, without a waypoint for each one', () => {
    const sum = { ...count('walk', 10), aggregate: 'sum', field: 'km' } as const;
    const quest = questOf('a', { objectives: { any_of: [{ all_of: [sum] }] } });
    const [standing] = standingsOf([quest], [rowOf('a', { streak: 2.0625, target: 10 })]);
    expect(standing?.measure).toMatchObject({ value: '2.0625', aim: 'of 10', waypoints: null });
  });

  it('given a quest where less is better, then the best so far shows and no way to go', () => {
    const best = { ...count('lap', 60), aggregate: 'min', field: 'seconds', op: '<=' } as const;
    const quest = questOf('a', { objectives: { any_of: [{ all_of: [best] }] } });
    const row = rowOf('a', {
      streak: 62.5,
      target: 60,
      objectives: [[{ value: 62.5, target: 60, met: false }]],
    });
    const [standing] = standingsOf([quest], [row]);
    expect(standing?.measure).toMatchObject({ value: '62.5', aim: 'so far, at most 60', share: 0 });
    const [fresh] = standingsOf([quest], []);
    expect(fresh?.measure.value).toBe('–');
  });

  it('given several goals, then each shows with its own value', () => {
    const any_of = [{ all_of: [count('match_won', 10), count('order.paid', 3)] }];
    const objectives = [
      [
        { value: 4, target: 10, met: false },
        { value: 5, target: 3, met: true },
      ],
    ];
    const row = rowOf('a', { streak: 1, target: 2, objectives });
    const [standing] = standingsOf([questOf('a', { objectives: { any_of } })], [row]);
    expect(standing?.measure).toMatchObject({ value: '1', aim: 'of 2 goals' });
    expect(standing?.ways).toMatchObject([
      [
        { label: 'Win 10 matches', value: '4', aim: 'of 10', isMet: false },
        { label: 'Pay 3 orders', value: '3', isMet: true },
      ],
    ]);
  });
});

describe('steps', () => {
  const gold = [{ currency: 'gold', amount: 1 }];
  const steps = [
    { name: 'Bronze', target: 10, rewards: gold },
    { target: 30, rewards: gold },
    { target: 100, rewards: gold },
  ];
  const quest = questOf('a', { steps, rewards: [], total_reward: [{ badge: 'far' }] });

  it('given one reached, then the next is filled from it on, and the measure is of the whole', () => {
    const row = rowOf('a', { streak: 20, target: 30, steps: { reached: 1, total: 3 } });
    const [standing] = standingsOf([quest], [row]);
    expect(standing?.steps.map(({ isReached, share }) => [isReached, share])).toEqual([
      [true, 1],
      [false, 0.5],
      [false, 0],
    ]);
    expect(standing).toMatchObject({
      measure: { value: '20', aim: 'of 100' },
      rewards: [{ badge: 'far' }],
    });
  });

  it('given a user on a version with other steps, then none are shown for it', () => {
    const row = rowOf('a', { streak: 20, target: 30, steps: { reached: 1, total: 4 } });
    expect(standingsOf([quest], [row])[0]?.steps).toEqual([]);
  });
});

describe('when a quest counts', () => {
  it('given others to complete first, then it is locked and names them until they are', () => {
    const quests = [
      questOf('first-steps'),
      questOf('b', { unlock: { all: ['first-steps', 'hidden'] } }),
    ];
    const locked = standingsOf(quests, []).find(({ name }) => name === 'b');
    expect(locked).toMatchObject({
      status: 'locked',
      unlock: {
        all: [
          { title: 'First steps', isMet: false },
          { title: null, isMet: false },
        ],
      },
    });
    const rows = ['first-steps', 'hidden'].map((name) => rowOf(name, { duplication: 1 }));
    expect(standingsOf(quests, rows).find(({ name }) => name === 'b')?.status).toBe('not-started');
  });

  it('given one of two others completed, then that is enough where any is', () => {
    const quests = [questOf('a'), questOf('b', { unlock: { any: ['a', 'c'] } })];
    const rows = [rowOf('a', { duplication: 1 })];
    expect(standingsOf(quests, rows).find(({ name }) => name === 'b')?.status).toBe('not-started');
  });

  it('given a quest that excludes it, when that is completed, then it is over', () => {
    const quests = [questOf('a'), questOf('b', { unlock: { none: ['a'] } })];
    const rows = [rowOf('a', { duplication: 1 })];
    expect(standingsOf(quests, rows).find(({ name }) => name === 'b')?.status).toBe('over');
  });

  it.each([
    ['before its start', { start: '2026-03-02T00:00:00Z' }, 'upcoming'],
    ['after its end', { end: '2026-03-01T12:00:00Z' }, 'over'],
    ['between its windows', { cron: '0 0 * * 1', duration_seconds: 86_400 }, 'upcoming'],
    ['in a window', daily, 'not-started'],
    [
      'after its last window',
      { ...daily, cron: '0 0 28 2 *', end: '2026-03-03T00:00:00Z' },
      'over',
    ],
  ])('given a quest %s, then it says so', (_, window, status) => {
    expect(standingsOf([questOf('a', { window })], [])[0]?.status).toBe(status);
  });

  it('given a completion that cools down, then it rests until it counts again', () => {
    const row = rowOf('a', { duplication: 1, cooldown_until: '2026-03-01T12:30:00Z' });
    expect(standingsOf([questOf('a')], [row])[0]?.status).toBe('cooling-down');
    expect(standingsOf([questOf('a')], [row], '2026-03-01T12:30:00Z')[0]?.status).toBe(
      'in-progress',
    );
  });

  it('given a window that had its completion, then the round is done and shows full', () => {
    const quest = questOf('a', { window: daily, repeat: { max: 9, policy: 'on_window' } });
    const window = { start: '2026-03-01T00:00:00Z', end: '2026-03-02T00:00:00Z' };
    const row = rowOf('a', { duplication: 1, window });
    expect(standingsOf([quest], [row])[0]).toMatchObject({
      status: 'done-for-now',
      measure: { value: '3', share: 1 },
    });
    const earlier = rowOf('a', { duplication: 1, window, updated_at: '2026-02-28T20:00:00Z' });
    expect(standingsOf([quest], [earlier])[0]?.status).toBe('in-progress');
  });
});

describe('the words of a card', () => {
  const described = { ...questOf('a'), description: 'By its author' };
  const reward = {
    id: 'r',
    reward_name: 'ten',
    reward_item: 'diamond',
    reward_qty: 10,
    created_at: '2026-03-01T12:00:00Z',
    updated_at: '2026-03-01T12:00:00Z',
  };

  it.each([
    ['the full form', described, 'Win 3 matches', 'By its author'],
    ['the short form', { ...described, reward, streak: 3 }, null, 'By its author'],
    [
      'no plain sentence',
      {
        ...described,
        definition: questOf('a', {
          objectives: { any_of: [{ all_of: [{ ...count('a.won'), where: 'true' }] }] },
        }).definition,
      },
      null,
      'By its author',
    ],
  ])(
    'given %s, then the sentence and the description go together',
    (_, quest, ask, description) => {
      expect(standingsOf([quest], [])[0]).toMatchObject({ ask, description });
    },
  );

  it('given neither a sentence nor a description, then a neutral one stands in', () => {
    const where = [{ all_of: [{ ...count('a.won'), where: 'true' }] }];
    const [standing] = standingsOf([questOf('a', { objectives: { any_of: where } })], []);
    expect(standing?.ask).toBe('What you do counts here by itself.');
  });
});
