import type { Notification } from '@questline/contracts/processing/notification';
import { describe, expect, it } from 'vitest';
import { notificationWords } from './notification-words.ts';
import { withNotification } from './notifications.api.ts';
import { createOnlyOnce } from './only-once.ts';
import { reopenDelayMs } from './reopen-delay.ts';

const quest = { quest_id: 'q', quest_name: 'sign-in-three-times' };
const envelope = { user_id: 'u', created_at: '2026-03-01T12:00:00Z', seen_at: null };

const signIn = (id: string): Notification => ({
  ...envelope,
  id,
  kind: 'sign_in',
  data: { quests: [{ ...quest, streak: 1, target: 3 }] },
});

const completed = (claimable: boolean): Notification => ({
  ...envelope,
  id: '2',
  kind: 'quest_completed',
  data: {
    ...quest,
    ordinal: 1,
    duplication_limit: 2,
    claimable,
    rewards: [{ currency: 'diamond', amount: 10 }],
  },
});

const credited = (
  credits: { currency: string; amount: number }[],
  balances: Record<string, number>,
): Notification => ({
  ...envelope,
  id: '3',
  kind: 'wallet_credited',
  data: { grant_id: 'g', credits, balances },
});

describe('notificationWords', () => {
  it('given a sign-in that moved a quest, then it says how far the quest is', () => {
    expect(notificationWords(signIn('1'))).toMatchObject({
      title: 'Checked in',
      detail: 'Sign in three times: 1 of 3',
    });
  });

  it('given a best that is still beyond its goal, then it is not so much of it', () => {
    const notification = signIn('1');
    if (notification.kind !== 'sign_in') throw new Error('another kind');
    const data = { quests: [{ ...quest, streak: 62.5, target: 60 }] };
    expect(notificationWords({ ...notification, data }).detail).toBe(
      'Sign in three times: 62.5, goal 60',
    );
  });

  it('given a completion paid by itself, then it says what it paid', () => {
    expect(notificationWords(completed(false))).toMatchObject({
      title: 'Quest completed',
      detail: 'Sign in three times: +10 diamonds',
    });
  });

  it('given a completion to be claimed, then it says so', () => {
    expect(notificationWords(completed(true)).detail).toContain('10 diamonds ready to claim');
  });

  it('given a credit, then it names the amount and the balance after it', () => {
    const words = notificationWords(
      credited([{ currency: 'diamond', amount: 10 }], { gold: 0, diamond: 10 }),
    );
    expect(words).toEqual({ title: '+10 diamonds', detail: 'Balance: 10', picture: 'diamond' });
  });

  it('given a credit of two currencies, then each balance names its currency', () => {
    const credits = [
      { currency: 'diamond', amount: 1 },
      { currency: 'gold', amount: 5 },
    ];
    expect(notificationWords(credited(credits, { gold: 7, diamond: 1 }))).toMatchObject({
      title: '+1 diamond, +5 gold',
      detail: 'Balance: 1 diamond, 7 gold',
    });
  });
});

const paid = (
  payment: 'granted' | 'none' | 'claimable' | 'denied' | 'deferred' | 'forfeited',
  step = 0,
): Notification => {
  const notification = completed(payment === 'claimable');
  if (notification.kind !== 'quest_completed') throw new Error('another kind');
  return { ...notification, data: { ...notification.data, payment, step } };
};

describe('what became of a payment', () => {
  it.each([
    ['granted', 'Sign in three times: +10 diamonds'],
    ['none', 'Sign in three times'],
    ['claimable', 'Sign in three times: 10 diamonds ready to claim'],
    ['denied', 'Sign in three times: nothing paid, its limit is reached'],
    ['deferred', 'Sign in three times: 10 diamonds follow as soon as its limit has room'],
    ['forfeited', 'Sign in three times: 10 diamonds not claimed in time'],
  ] as const)('given %s, then the toast says so', (payment, detail) => {
    expect(notificationWords(paid(payment))).toMatchObject({ title: 'Quest completed', detail });
  });

  it('given a step, then it is told apart from the quest', () => {
    expect(notificationWords(paid('granted', 2))).toEqual({
      title: 'Step reached',
      detail: 'Sign in three times, step 2: +10 diamonds',
      picture: 'step_reached',
    });
  });

  it('given a badge, then it is named and has no balance', () => {
    expect(
      notificationWords(credited([{ currency: 'badge:far', amount: 1 }], { 'badge:far': 1 })),
    ).toEqual({ title: 'New badge', detail: 'Far', picture: 'badge:far' });
    const credits = [
      { currency: 'gold', amount: 1_000 },
      { currency: 'badge:far', amount: 1 },
    ];
    expect(notificationWords(credited(credits, { gold: 1_250, 'badge:far': 1 }))).toMatchObject({
      title: '+1,000 gold, +Far badge',
      detail: 'Balance: 1,250',
    });
  });
});

describe('the feed', () => {
  it('given one that is in the feed, when the stream replays it, then it is not shown twice', () => {
    const feed = [signIn('10'), signIn('9')];
    expect(withNotification(feed, signIn('9'))).toEqual(feed);
  });

  it('given a late one, then it takes its place by id, which grows as a number', () => {
    const ids = withNotification([signIn('10'), signIn('8')], signIn('9')).map(({ id }) => id);
    expect(ids).toEqual(['10', '9', '8']);
  });
});

describe('createOnlyOnce', () => {
  it('given a replay after a reconnect, when an id comes again, then it is refused', () => {
    const isNew = createOnlyOnce(10);
    expect([isNew('1'), isNew('2'), isNew('1')]).toEqual([true, true, false]);
  });

  it('given more ids than it remembers, then the oldest are forgotten', () => {
    const isNew = createOnlyOnce(2);
    expect(['1', '2', '3'].every(isNew)).toBe(true);
    expect(isNew('3')).toBe(false);
    expect(isNew('1')).toBe(true);
  });
});

describe('reopenDelayMs', () => {
  it('given attempt after attempt, then the wait doubles from 1 s and stops at 30 s', () => {
    const waits = [0, 1, 2, 3, 4, 5, 50].map((attempt) => reopenDelayMs(attempt, 1));
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('given the smallest chance, then half of the wait is kept', () => {
    expect(reopenDelayMs(5, 0)).toBe(15_000);
  });
});
