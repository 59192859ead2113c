import type { QuestPublic } from '@questline/contracts/catalog/quest';
import type { ProgressRow } from '@questline/contracts/processing/progress';
import { describe, expect, it } from 'vitest';
import { toStandings } from './quest-standing.ts';

const time = '2026-03-01T12:00:00Z';

const quest = (name: string): QuestPublic => ({
  id: name,
  name,
  description: null,
  state: 'active',
  version: 1,
  reward_id: 'reward',
  reward: {
    id: 'reward',
    reward_name: 'ten diamonds',
    reward_item: 'diamond',
    reward_qty: 10,
    created_at: time,
    updated_at: time,
  },
  auto_claim: true,
  streak: 3,
  duplication: 2,
  definition: {
    objectives: {
      any_of: [{ all_of: [{ event: ['UserSignIn'], aggregate: 'count', op: '>=', target: 3 }] }],
    },
    repeat: { max: 2, policy: 'on_completion' },
    auto_claim: true,
    rewards: [{ currency: 'diamond', amount: 10 }],
  },
  created_at: time,
  updated_at: time,
});

const row = (name: string, change: Partial<ProgressRow>): ProgressRow => ({
  id: `row of ${name}`,
  user_id: 'user',
  quest_id: name,
  quest_name: name,
  status: 0,
  streak: 0,
  target: 3,
  duplication: 0,
  duplication_limit: 2,
  claimable: false,
  claimable_count: 0,
  window: null,
  updated_at: time,
  ...change,
});

const claimable = { status: 1, claimable: true, claimable_count: 1, duplication: 1 };

describe('toStandings', () => {
  it('given every status, then claimable comes first and finished last', () => {
    const names = ['finished', 'new', 'half-way', 'waiting'];
    const rows = [
      row('finished', { status: 2, duplication: 2 }),
      row('half-way', { streak: 1 }),
      row('waiting', claimable),
    ];
    const order = toStandings(names.map(quest), rows).map(({ name }) => name);
    expect(order).toEqual(['waiting', 'half-way', 'new', 'finished']);
  });

  it('given two in progress, then the one nearer its end comes first', () => {
    const rows = [row('a', { streak: 1 }), row('b', { streak: 2 })];
    const order = toStandings([quest('a'), quest('b')], rows).map(({ name }) => name);
    expect(order).toEqual(['b', 'a']);
  });

  it('given a quest with no row, then it stands at 0 of its target', () => {
    const [standing] = toStandings([quest('a')], []);
    expect(standing).toMatchObject({
      status: 'not-started',
      step: 0,
      target: 3,
      completions: 0,
      completionsMax: 2,
    });
  });

  it('given a round that is done, then the line is full until it is claimed or for good', () => {
    const rows = [row('a', claimable), row('b', { status: 2, duplication: 2 })];
    const steps = toStandings([quest('a'), quest('b')], rows).map(({ step }) => step);
    expect(steps).toEqual([3, 3]);
  });

  it('given a round that started after a completion, then it is in progress from 0', () => {
    const [standing] = toStandings([quest('a')], [row('a', { duplication: 1 })]);
    expect(standing).toMatchObject({ status: 'in-progress', step: 0, completions: 1 });
  });

  it('given a quest no longer offered, then only a waiting reward keeps it on the board', () => {
    const rows = [row('gone', { streak: 2 }), row('owed', claimable)];
    expect(toStandings([], rows).map(({ name }) => name)).toEqual(['owed']);
  });
});
