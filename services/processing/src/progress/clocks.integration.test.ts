import { describe, expect, it } from 'vitest';
import { anyOf, countOf, fullQuest, gold } from '../testing/full-quests.ts';
import { busPlay, shuffled, times } from '../testing/processes.ts';
import { playScenario } from '../testing/scenario.ts';

const hourMs = 3_600_000;
const often = { max: 1_000, policy: 'on_completion' } as const;

/** Around the end of 9 June 2030, a Sunday: of a day and of a week. */
const start = Date.parse('2030-06-09T20:00:00Z');
const isoAt = (hours: number) => new Date(start + hours * hourMs).toISOString();

const quests = [
  fullQuest('days', {
    repeat: often,
    consecutive: { every: 'day', target: 2, grace_seconds: 600 },
  }),
  fullQuest('weeks', { consecutive: { every: 'week', target: 2 } }),
  fullQuest('each day', {
    repeat: { max: 1_000, policy: 'on_window' },
    objectives: anyOf([countOf(3)]),
    window: { cron: '0 0 * * *', duration_seconds: 86_400 },
  }),
  fullQuest('sum', {
    repeat: { ...often, carry_over: true },
    objectives: anyOf([countOf(1, { aggregate: 'sum', field: 'n' })]),
  }),
  fullQuest('budget', {
    repeat: often,
    limits: [{ scope: 'user', measure: 'gold', max: 20, per: 'day', on_exceeded: 'defer' }],
  }),
  fullQuest('claim', {
    repeat: often,
    auto_claim: false,
    rewards: [gold(1)],
    claim: { expires_after_seconds: 3_600, on_expire: 'forfeit' },
  }),
];

/** How many hours after the start the clock says it is, event after event. */
const histories = {
  'goes on': [0, 1, 2, 3, 4.1, 5, 6, 7],
  'steps back an hour over the end of a day and on again': [2, 3, 3.9, 4.1, 3.1, 3.9, 4.1, 5],
  'jumps a day ahead and back': [0, 1, 25, 26, 2, 3, 27, 28],
  swings: [0, 9, 1, 8, 2, 7, 3, 6],
};

describe('a clock that', () => {
  it.each(Object.entries(histories))('%s counts nothing twice and loses nothing', (_, history) =>
    playScenario({ quests, now: isoAt(0) }, async (scenario) => {
      const { at, claim, processing, progress } = scenario;
      // By senders whose clocks go right, a part of them again each time.
      const events = times(16, (index) =>
        busPlay('ada', `e${index}`, isoAt(index / 2), { n: 0.25 }),
      );
      for (const [index, hours] of history.entries()) {
        at(isoAt(hours));
        const due = events.slice(0, 2 * (index + 1));
        await processing.bus.publish(shuffled(due, index));
        await claim('claim');
        await scenario.payDue();
      }
      expect(await processing.count("events where source = 'app'")).toBe(events.length);
      expect(await processing.count('dead_letters')).toBe(0);
      const { rows } = await processing.database.query<{ flagged: number }>({
        text: 'select count(*) filter (where flag is not null) as flagged from events',
      });
      // Ahead of the clock by more than five minutes is from the future: stored, and counts for nothing.
      const counted = events.length - (rows[0]?.flagged ?? 0);
      const shown = await progress();
      expect(shown.sum).toMatchObject({
        duplication: Math.floor(counted / 4),
        streak: (counted % 4) / 4,
      });
      expect(shown.budget).toMatchObject({ duplication: counted });
      expect(shown.claim).toMatchObject({ duplication: counted });
      expect(shown.days?.duplication).toBeLessThanOrEqual(1);
      expect(shown['each day']?.duplication).toBeLessThanOrEqual(2);

      // Every day has its own 20 gold, whichever way the clock went through it.
      for (const hours of [72, 96, 120, 144, 168, 192, 216, 240]) {
        at(isoAt(hours));
        await scenario.payDue();
      }
      const lines = await scenario.payments();
      const of = (text: string) => lines.filter((line) => line.startsWith(text)).length;
      expect(lines.filter((line) => /budget .* granted/.test(line))).toHaveLength(counted);
      expect(of('claim')).toBe(counted);
      expect(lines.some((line) => line.includes('claimable'))).toBe(false);
      const used = await processing.database.query<{ most: number; all: number }>({
        text: 'select max(used) as most, sum(used) as all from limit_uses',
      });
      expect(used.rows).toEqual([{ most: 20, all: 10 * counted }]);
    }),
  );
});
