import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
import { anyOf, countOf, fullQuest, gold } from '../testing/full-quests.ts';
import { play, playScenario, type Scenario } from '../testing/scenario.ts';

const hour = 3_600;
const often = { max: 100, policy: 'on_completion' } as const;

const limit = (more: object) =>
  ({ scope: 'user', measure: 'gold', max: 25, per: 'day', on_exceeded: 'deny', ...more }) as const;

const playTimes = ({ post }: Scenario, times: number, user = 'ada') =>
  post(...Array.from({ length: times }, () => play({}, undefined, user)));

/** `<payment>` of each completion, in order. */
const kindsOf = async ({ payments }: Scenario, user?: string) =>
  (await payments(user)).map((line) => /\d\/\d (\w+)/.exec(line)?.[1]);

describe('limits', () => {
  it('count completions on the day of their event, at once and when they are claimed', async () => {
    const daily = (name: string, auto_claim: boolean) =>
      fullQuest(name, {
        objectives: anyOf([countOf(1)]),
        rewards: [gold(1)],
        repeat: often,
        auto_claim,
        limits: [limit({ measure: 'completions', max: 1 })],
      });
    return playScenario(
      { quests: [daily('at once', true), daily('claimed', false)] },
      async (scenario) => {
        const paid = async () =>
          (await scenario.payments()).filter((line) => line.includes('granted')).length;
        await scenario.post(play({}, '2030-06-05T11:00:00Z'));
        await scenario.post(play({}, '2030-06-04T11:00:00Z'));
        expect(await paid()).toBe(2);
        await scenario.claim('claimed');
        expect(await paid()).toBe(4);
        await scenario.post(play({}, '2030-06-04T12:00:00Z'));
        expect(await paid()).toBe(4);
      },
    );
  });

  it('pay a user no more of a currency in a day, and again on the next', () =>
    playScenario(
      {
        quests: [fullQuest('daily gold', { repeat: often, limits: [limit({})] })],
        now: '2030-06-05T23:59:00Z',
      },
      async (scenario) => {
        await playTimes(scenario, 3);
        await playTimes(scenario, 1, 'bob');
        expect(await scenario.payments('ada')).toEqual([
          'daily gold 1/0 granted 10 gold',
          'daily gold 2/0 granted 10 gold',
          'daily gold 3/0 denied',
        ]);
        expect(await kindsOf(scenario, 'bob')).toEqual(['granted']);
        scenario.at('2030-06-06T00:00:00Z');
        await playTimes(scenario, 3);
        expect((await kindsOf(scenario, 'ada')).slice(3)).toEqual(['granted', 'granted', 'denied']);
        // What was denied stays so.
        scenario.at('2030-07-01T00:00:00Z');
        expect(await scenario.payDue()).toBe(0);
      },
    ));

  it('pay what was deferred once the period has turned, as far as the next one lets them', () =>
    playScenario(
      {
        quests: [
          fullQuest('budget', {
            repeat: often,
            limits: [limit({ scope: 'quest', max: 20, per: 'week', on_exceeded: 'defer' })],
          }),
        ],
        // A Wednesday.
        now: '2030-06-05T12:00:00Z',
      },
      async (scenario) => {
        await playTimes(scenario, 3);
        await playTimes(scenario, 2, 'bob');
        expect(await kindsOf(scenario)).toEqual([
          ...['granted', 'granted', 'deferred'],
          ...['deferred', 'deferred'],
        ]);
        scenario.at('2030-06-09T23:59:59Z');
        expect(await scenario.payDue()).toBe(0);
        scenario.at('2030-06-10T00:00:00Z');
        expect(await scenario.payDue()).toBe(3);
        expect((await kindsOf(scenario)).filter((kind) => kind === 'granted')).toHaveLength(4);
        expect(await scenario.payDue()).toBe(0);
        scenario.at('2030-06-17T00:00:00Z');
        expect(await scenario.payDue()).toBe(1);
        expect(await kindsOf(scenario)).toEqual(Array(5).fill('granted'));
        expect(await scenario.payDue()).toBe(0);
      },
    ));

  it("turn at midnight of the user's own zone", () =>
    playScenario(
      {
        quests: [
          fullQuest('own day', {
            repeat: often,
            time: { timezone: 'user' },
            limits: [limit({ measure: 'completions', max: 1, on_exceeded: 'defer' })],
          }),
        ],
        now: '2030-06-05T14:00:00Z',
      },
      async (scenario) => {
        await scenario.post({ ...play(), timezone: 'Asia/Tokyo' }, play());
        expect(await kindsOf(scenario)).toEqual(['granted', 'deferred']);
        scenario.at('2030-06-05T15:00:00Z');
        expect(await scenario.payDue()).toBe(1);
        expect(await kindsOf(scenario)).toEqual(['granted', 'granted']);
      },
    ));

  it('hold for steps as for completions, and leave alone what pays nothing of them', () =>
    playScenario(
      {
        quests: [
          fullQuest('steps', {
            objectives: anyOf([countOf(3)]),
            steps: [
              { target: 1, rewards: [gold(20)] },
              { target: 2, rewards: [{ badge: 'half' }] },
              { target: 3, rewards: [gold(20)] },
            ],
            total_reward: [gold(5)],
            limits: [limit({ per: 'lifetime' })],
          }),
        ],
      },
      async (scenario) => {
        await playTimes(scenario, 3);
        expect(await scenario.payments()).toEqual([
          'steps 1/1 granted 20 gold',
          'steps 1/2 granted 1 half',
          'steps 1/3 denied',
          'steps 1/0 granted 5 gold',
        ]);
      },
    ));

  it('let a lifetime that was raised pay what it had deferred, a day later', () => {
    const budget = (version: number, max: number) =>
      fullQuest(
        'lifetime',
        {
          repeat: often,
          limits: [limit({ scope: 'quest', max, per: 'lifetime', on_exceeded: 'defer' })],
        },
        { version },
      );
    return playScenario({ quests: [budget(1, 10)] }, async (scenario) => {
      await playTimes(scenario, 3);
      await scenario.publish(budget(2, 20));
      scenario.at('2030-06-06T12:00:00Z');
      expect(await scenario.payDue()).toBe(2);
      expect(await kindsOf(scenario)).toEqual(['granted', 'granted', 'deferred']);
      // Lowered below what was paid it pays nothing more and takes nothing back.
      await scenario.publish(budget(3, 10));
      await playTimes(scenario, 1);
      expect((await kindsOf(scenario)).at(-1)).toBe('deferred');
    });
  });
});

describe('claims', () => {
  const claimable = (name: string, on_expire: 'forfeit' | 'grant', more: object = {}) =>
    fullQuest(name, {
      repeat: often,
      auto_claim: false,
      claim: { expires_after_seconds: hour, on_expire },
      ...more,
    });

  it('end in time: forfeited, or paid by themselves', () =>
    playScenario(
      {
        quests: [claimable('lose', 'forfeit'), claimable('keep', 'grant')],
        now: '2030-06-05T12:00:00Z',
      },
      async (scenario) => {
        const { at, claim, payDue, progress, payments } = scenario;
        await playTimes(scenario, 1);
        at('2030-06-05T12:30:00Z');
        await playTimes(scenario, 1);
        expect((await progress()).lose).toMatchObject({
          claimable_count: 2,
          claim_expires_at: '2030-06-05T13:00:00.000Z',
        });
        at('2030-06-05T13:00:00Z');
        // Too late for the first, whether anything has looked at it or not.
        expect(await claim('lose')).toEqual([200, '2/0']);
        expect(await payDue()).toBe(1);
        expect(await payments()).toEqual([
          ...['keep 1/0 granted 10 gold', 'keep 2/0 claimable'],
          ...['lose 1/0 forfeited', 'lose 2/0 granted 10 gold'],
        ]);
        expect(await progress()).toMatchObject({
          lose: { claimable: false, claimable_count: 0, claim_expires_at: null, status: 0 },
          keep: { claimable_count: 1, claim_expires_at: '2030-06-05T13:30:00.000Z' },
        });
        at('2030-06-05T14:00:00Z');
        expect(await payDue()).toBe(1);
        expect(await claim('keep')).toEqual([409]);
        expect(await claim('lose')).toEqual([200, '2/0']);
      },
    ));

  it('of steps are paid in their order, once, by fifty clicks at a time', () =>
    playScenario(
      {
        quests: [
          fullQuest('clicks', {
            auto_claim: false,
            objectives: anyOf([countOf(2)]),
            steps: [
              { target: 1, rewards: [gold(1)] },
              { target: 2, rewards: [gold(2)] },
            ],
            total_reward: [gold(3)],
          }),
        ],
      },
      async (scenario) => {
        await playTimes(scenario, 2);
        const answers = await Promise.all(
          Array.from({ length: 50 }, () => scenario.claim('clicks')),
        );
        expect(answers).toEqual(Array(50).fill([200, '1/1', '1/2', '1/0']));
        expect((await scenario.progress()).clicks).toMatchObject({ status: 2, claimable_count: 0 });
        expect(await scenario.processing.count('grants')).toBe(3);
      },
    ));

  it('past a limit wait for room, and expire all the same', () =>
    playScenario(
      {
        quests: [
          claimable('narrow', 'forfeit', {
            limits: [limit({ measure: 'completions', max: 1 })],
            claim: { expires_after_seconds: 30 * hour, on_expire: 'forfeit' },
          }),
        ],
        now: '2030-06-05T12:00:00Z',
      },
      async (scenario) => {
        const { at, claim, payDue } = scenario;
        await playTimes(scenario, 3);
        expect(await claim('narrow')).toEqual([200, '1/0']);
        expect(await claim('narrow')).toEqual([409]);
        expect(await kindsOf(scenario)).toEqual(['granted', 'claimable', 'claimable']);
        at('2030-06-06T00:00:00Z');
        expect(await claim('narrow')).toEqual([200, '2/0']);
        at('2030-06-06T18:00:00Z');
        expect(await payDue()).toBe(1);
        expect(await kindsOf(scenario)).toEqual(['granted', 'granted', 'forfeited']);
      },
    ));

  it('of nobody else, of nothing and of no quest are refused', () =>
    playScenario({ quests: [claimable('mine', 'grant')] }, async (scenario) => {
      await playTimes(scenario, 1);
      expect(await scenario.claim('mine', newId())).toEqual([409]);
      expect(await scenario.claim('nothing')).toEqual([404]);
      expect(await scenario.claim('mine')).toEqual([200, '1/0']);
    }));
});
