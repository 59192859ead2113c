import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { humanise } from './humanise.ts';
import { numberText } from './number-text.ts';
import { relativeTime } from './relative-time.ts';
import { amountText, rewardText } from './reward-text.ts';
import { momentText, timeAhead } from './time-ahead.ts';

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

  it('given a badge, then it is called one, once', () => {
    expect(rewardText([{ badge: 'good-customer' }])).toBe('Good customer badge');
    expect(rewardText([{ badge: 'Silver badge' }])).toBe('Silver badge');
    expect(amountText(2, 'badge:far')).toBe('2 × Far badge');
  });

  it('given a large amount, then its thousands are grouped', () => {
    expect(rewardText([{ currency: 'gold', amount: 1_250_000 }])).toBe('1,250,000 gold');
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

describe('numberText', () => {
  it.each([
    [0.1 + 0.2, '0.3'],
    [42.195, '42.195'],
    [1_234.5678, '1,234.5678'],
    [0.00005, '0.00005'],
  ])('given %d, then it is %s', (value, text) => {
    expect(numberText(value)).toBe(text);
  });
});

describe('what is to come', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');

  // Moments are told by the clock of the page.
  beforeAll(() => vi.stubEnv('TZ', 'Europe/Berlin'));
  afterAll(() => vi.unstubAllEnvs());

  it.each([
    ['2026-03-01T12:00:10Z', '1 minute'],
    ['2026-03-01T13:20:00Z', '80 minutes'],
    ['2026-03-01T14:50:00Z', '2 hours'],
    ['2026-03-06T12:00:00Z', '5 days'],
    ['2026-03-01T11:00:00Z', '1 minute'],
  ])('given %s, when it is noon of 1 March, then it is %s ahead', (time, text) => {
    expect(timeAhead(Date.parse(time), now)).toBe(text);
  });

  it.each([
    ['2026-03-01T17:00:00Z', 'today 18:00'],
    ['2026-03-01T23:00:00Z', 'tomorrow 00:00'],
    ['2026-03-06T23:00:00Z', 'Saturday 00:00'],
    ['2026-03-07T23:00:00Z', '8 March 00:00'],
    ['2027-01-01T07:30:00Z', '1 January 2027 08:30'],
  ])('given %s, then it is %s', (time, text) => {
    expect(momentText(Date.parse(time), now)).toBe(text);
  });
});
