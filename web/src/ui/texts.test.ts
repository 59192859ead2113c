import { describe, expect, it } from 'vitest';
import { humanise } from './humanise.ts';
import { relativeTime } from './relative-time.ts';
import { rewardText } from './reward-text.ts';

describe('humanise', () => {
  it('given a slug, when it is shown, then it reads as a sentence', () => {
    expect(humanise('sign-in-three-times')).toBe('Sign in three times');
    expect(humanise('level_9.done')).toBe('Level 9 done');
  });

  it('given a name written for people, when it is shown, then it is kept', () => {
    expect(humanise('Beat the T-Rex')).toBe('Beat the T-Rex');
    expect(humanise('x - y')).toBe('x - y');
  });
});

describe('rewardText', () => {
  it('given one and many, when they are shown, then the currency agrees in number', () => {
    expect(rewardText([{ currency: 'diamond', amount: 1 }])).toBe('1 diamond');
    expect(rewardText([{ currency: 'diamond', amount: 10 }])).toBe('10 diamonds');
    expect(rewardText([{ currency: 'gold', amount: 5 }])).toBe('5 gold');
  });

  it('given several lines, when they are shown, then an item is counted by name', () => {
    const lines = [
      { currency: 'gold', amount: 5 },
      { item: 'healing-potion', quantity: 2 },
    ];
    expect(rewardText(lines)).toBe('5 gold, 2 × Healing potion');
  });
});

describe('relativeTime', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');

  it.each([
    ['2026-03-01T11:59:40Z', 'just now'],
    ['2026-03-01T11:55:00Z', '5 min. ago'],
    ['2026-03-01T10:00:00Z', '2 hr. ago'],
    ['2026-02-28T10:00:00Z', 'yesterday'],
    ['2026-03-01T12:00:20Z', 'just now'],
  ])('given %s, when it is noon of 1 March, then it is %s', (time, text) => {
    expect(relativeTime(time, now)).toBe(text);
  });
});
