import type { QuestDefinition } from '@questline/contracts/catalog/quest';
import type { ProgressRow } from '@questline/contracts/processing/progress';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { factsOf, limitText, nextChangeOf } from './quest-facts.ts';
import { toStandings } from './quest-standing.ts';
import { clockAt, questOf, rowOf } from './testing/quests.ts';

const textsOf = (
  change: Partial<QuestDefinition>,
  row: Partial<ProgressRow> = {},
  now = '2026-03-01T12:00:00Z',
) => {
  const clock = clockAt(now);
  const [standing] = toStandings([questOf('a', change)], [rowOf('a', row)], clock);
  return standing ? factsOf(standing, clock.now).map(({ text }) => text) : [];
};

// Moments are told by the clock of the page.
beforeAll(() => vi.stubEnv('TZ', 'Europe/Berlin'));
afterAll(() => vi.unstubAllEnvs());

describe('the facts of a card', () => {
  it.each([
    [{ end: '2026-03-01T15:00:00Z' }, 'Ends in 3 hours'],
    [{ end: '2026-03-04T15:00:00Z' }, 'Ends Wednesday 16:00'],
    [{ start: '2026-03-01T12:40:00Z' }, 'Opens in 40 minutes'],
    [{ start: '2026-12-01T00:00:00+01:00' }, 'Opens 1 December 00:00'],
    [{ cron: '0 0 * * *', duration_seconds: 86_400 }, 'This round ends in 11 hours'],
    [{ cron: '0 0 * * 6', duration_seconds: 3_600 }, 'Opens Saturday 00:00'],
    [{ end: '2026-02-01T00:00:00Z' }, 'No longer open'],
  ])('given a window, then it says what comes next of it', (window, text) => {
    expect(textsOf({ window, time: { timezone: 'user' } })).toEqual([text]);
  });

  it('given a round that is done, then it says when the next one begins', () => {
    const change = {
      window: { cron: '0 0 * * *', duration_seconds: 86_400 },
      time: { timezone: 'Europe/Berlin' },
      repeat: { max: 9, policy: 'on_window' },
    } as const;
    const window = { start: '2026-02-28T23:00:00Z', end: '2026-03-01T23:00:00Z' };
    expect(textsOf(change, { duplication: 1, window })).toEqual(['Next round tomorrow 00:00']);
  });

  it('given a cooldown, then it says when events count again', () => {
    const row = { duplication: 1, cooldown_until: '2026-03-01T12:30:00Z' };
    expect(textsOf({}, row)).toEqual(['Counts again in 30 minutes']);
  });

  const streak = {
    consecutive: { every: 'day', target: 7, freezes: { initial: 2, max: 2 } },
    time: { timezone: 'user', day_start: '04:00' },
  } as const;
  const period = (value: number, target: number) => [[{ value, target, met: value >= target }]];

  it('given a streak, then it says how the day stands and what it can forgive', () => {
    const row = { streak: 1, freezes: 2, objectives: period(1, 2) };
    expect(textsOf(streak, row)).toEqual(['Today: 1 of 2, 15 hours left', '2 freezes left']);
    const done = { streak: 1, freezes: 0, objectives: period(2, 2) };
    expect(textsOf(streak, done)).toEqual([
      'Today counts, the next day begins tomorrow 04:00',
      'No freezes left',
    ]);
  });

  it('given a streak whose day is nearly over, then that presses', () => {
    const clock = clockAt('2026-03-02T01:00:00Z');
    const row = rowOf('a', { streak: 3, objectives: period(0, 1) });
    const [standing] = toStandings([questOf('a', streak)], [row], clock);
    const [first] = standing ? factsOf(standing, clock.now) : [];
    expect(first).toMatchObject({ text: 'Today is still open, 2 hours left', isUrgent: true });
  });

  it('given a claim that expires, then it says what happens then', () => {
    const row = { claimable: true, claimable_count: 1, claim_expires_at: '2026-03-01T13:30:00Z' };
    const claim = (on_expire: 'grant' | 'forfeit') => ({
      claim: { expires_after_seconds: 5_400, on_expire },
    });
    expect(textsOf(claim('forfeit'), row)).toEqual(['Claim within 90 minutes, or it is lost']);
    expect(textsOf(claim('grant'), row)).toEqual(['Paid without a claim in 90 minutes']);
  });
});

describe('limitText', () => {
  const limit = {
    scope: 'user',
    measure: 'completions',
    max: 3,
    per: 'day',
    on_exceeded: 'deny',
  } as const;

  it.each([
    [limit, 'Pays at most 3 times a day'],
    [{ ...limit, max: 1 }, 'Pays once a day'],
    [
      { ...limit, measure: 'gold', max: 1_000, on_exceeded: 'defer' },
      'Pays at most 1,000 gold a day, the rest later',
    ],
    [
      { ...limit, scope: 'quest', per: 'lifetime' },
      'Pays at most 3 times in all, to all players together',
    ],
  ] as const)('given a limit, then it says how much is paid at most', (given, text) => {
    expect(limitText(given)).toBe(text);
  });
});

describe('nextChangeOf', () => {
  it('given several instants, then the next one to come is when to look again', () => {
    const clock = clockAt();
    const quests = [
      questOf('a', { window: { end: '2026-03-01T18:00:00Z' } }),
      questOf('b', { window: { start: '2026-03-01T14:00:00Z' } }),
      questOf('c', { window: { end: '2026-03-01T11:00:00Z' } }),
    ];
    const next = nextChangeOf(toStandings(quests, [], clock), clock.now);
    expect(next).toBe(Date.parse('2026-03-01T14:00:00Z'));
    expect(nextChangeOf([], clock.now)).toBeNull();
  });
});
