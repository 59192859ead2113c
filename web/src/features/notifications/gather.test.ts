import type { Notification } from '@questline/contracts/processing/notification';
import { describe, expect, it } from 'vitest';
import { gather, gatherFeed, gatherKey } from './gather.ts';
import { notificationWords } from './notification-words.ts';

const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 12, 0, second)).toISOString();
const base = (id: number, second = id) => ({
  id: String(id),
  user_id: 'u',
  created_at: at(second),
  seen_at: null,
});

const moved = (id: number, quest: string, streak: number, second = id): Notification => ({
  ...base(id, second),
  kind: 'quest_progress',
  data: {
    event_type: 'match_won',
    quests: [{ quest_id: quest, quest_name: quest, streak, target: 5 }],
  },
});

const completed = (
  id: number,
  quest: string,
  payment: 'granted' | 'denied' = 'granted',
  step = 0,
): Notification => ({
  ...base(id),
  kind: 'quest_completed',
  data: {
    quest_id: quest,
    quest_name: quest,
    ordinal: id,
    step,
    duplication_limit: 9,
    claimable: false,
    payment,
    rewards: [{ currency: 'gold', amount: 5 }],
  },
});

const credited = (id: number, currency: string, amount: number, balance: number): Notification => ({
  ...base(id),
  kind: 'wallet_credited',
  data: { grant_id: 'g', credits: [{ currency, amount }], balances: { [currency]: balance } },
});

const wordsOfAll = (...notifications: Notification[]) => {
  const [first, ...rest] = notifications;
  if (!first) throw new Error('none');
  const { notification, times } = rest.reduce(gather, gather(undefined, first));
  return notificationWords(notification, times);
};

describe('gathering a burst', () => {
  it('given moves of one quest, then one toast says where it stands now', () => {
    expect(gatherKey(moved(1, 'a', 1))).toBe(gatherKey(moved(2, 'a', 2)));
    expect(wordsOfAll(moved(1, 'a', 1), moved(2, 'a', 2), moved(3, 'a', 3)).detail).toBe(
      'A: 3 of 5',
    );
  });

  it('given moves of many quests, then the latest few are named', () => {
    const words = wordsOfAll(...['a', 'b', 'c', 'd'].map((quest, index) => moved(index, quest, 1)));
    expect(words.detail).toBe('D: 1 of 5 · C: 1 of 5 · B: 1 of 5 · and 1 more');
  });

  it('given completions of one quest, then they are counted and their rewards added up', () => {
    expect(wordsOfAll(completed(1, 'a'), completed(2, 'a'))).toMatchObject({
      title: 'Quest completed 2 times',
      detail: 'A: +10 gold',
    });
  });

  it('given steps of one quest, then they are counted up to the last', () => {
    const steps = [1, 2, 3].map((step) => completed(step, 'a', 'granted', step));
    expect(wordsOfAll(...steps)).toMatchObject({
      title: '3 steps reached',
      detail: 'A, step 3: +15 gold',
    });
  });

  it('given another quest or another payment, then that is another toast', () => {
    const keys = [
      completed(1, 'a'),
      completed(2, 'b'),
      completed(3, 'a', 'denied'),
      completed(4, 'a', 'granted', 1),
    ];
    expect(new Set(keys.map(gatherKey)).size).toBe(4);
  });

  it('given credits, then they add up by currency, with the latest balance', () => {
    const words = wordsOfAll(
      credited(1, 'gold', 5, 5),
      credited(2, 'diamond', 1, 1),
      credited(3, 'gold', 7, 12),
    );
    expect(words).toMatchObject({
      title: '+12 gold, +1 diamond',
      detail: 'Balance: 12 gold, 1 diamond',
    });
  });
});

describe('gatherFeed', () => {
  it('given moves in a row, newest first, then they are one entry at the newest', () => {
    const feed = [moved(3, 'a', 3), moved(2, 'a', 2), completed(1, 'b')];
    expect(gatherFeed(feed).map(({ notification, times }) => [notification.id, times])).toEqual([
      ['3', 2],
      ['1', 1],
    ]);
  });

  it('given something in between or a minute, then they stay apart', () => {
    expect(gatherFeed([moved(3, 'a', 2), completed(2, 'b'), moved(1, 'a', 1)])).toHaveLength(3);
    expect(gatherFeed([moved(2, 'a', 2, 61), moved(1, 'a', 1, 1)])).toHaveLength(2);
  });
});
