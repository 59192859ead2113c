import { describe, expect, it } from 'vitest';
import { anyOf, countOf, fullQuest, gold, questIdOf } from '../testing/full-quests.ts';
import { noon, play, playScenario } from '../testing/scenario.ts';

const twice = { repeat: { max: 2, policy: 'on_completion' } } as const;
const days = (day: number, time = '12:00:00') => `2030-06-${String(day).padStart(2, '0')}T${time}Z`;

describe('recurring windows, from POST /events to the payments', () => {
  const steps = [1, 3, 5].map((target, index) => ({ target, rewards: [gold(10 ** index)] }));
  const hourly = (name: string, more: object = {}) =>
    fullQuest(name, {
      objectives: anyOf([countOf(5)]),
      steps,
      window: { cron: '0 * * * *', duration_seconds: 3_600 },
      repeat: { max: 100, policy: 'on_window' },
      ...more,
    });
  const hours = ['09', '10', '11'].map((hour) => `2030-06-05T${hour}:30:00Z`);
  const plays = (times: number, time: string | undefined) =>
    Array.from({ length: times }, () => play({}, time));

  it('pays every step once in each window', () =>
    playScenario({ quests: [hourly('rounds')] }, async ({ post, payments }) => {
      const goldAfter = async (times: number, time: string | undefined) => {
        await post(...plays(times, time));
        return (await payments())
          .flatMap((line) => [...line.matchAll(/granted (\d+) gold/g)])
          .reduce((sum, [, amount]) => sum + Number(amount), 0);
      };
      expect(await goldAfter(3, hours[0])).toBe(11);
      expect(await goldAfter(3, hours[1])).toBe(22);
      expect(await goldAfter(5, hours[2])).toBe(133);
      expect(await goldAfter(3, hours[1])).toBe(233);
    }));

  it('pays the steps of each window when they are claimed', () =>
    playScenario(
      { quests: [hourly('claimed', { auto_claim: false })] },
      async ({ post, claim, payments }) => {
        await post(...plays(1, hours[0]), ...plays(1, hours[1]), ...plays(5, hours[2]));
        expect(await payments()).toHaveLength(6);
        await claim('claimed');
        const paid = (await payments()).filter((line) => line.includes('granted'));
        expect(paid).toHaveLength(5);
      },
    ));
});

describe('objectives, from POST /events to GET /progress', () => {
  it('measures sum, distinct, min, max and last of what a condition lets through', () =>
    playScenario(
      {
        quests: [
          fullQuest('measures', {
            objectives: anyOf([
              countOf(35.5, {
                aggregate: 'sum',
                field: 'run.km',
                where: 'event.data.valid == true',
              }),
              countOf(3, { aggregate: 'distinct', field: 'map' }),
              countOf(2, { aggregate: 'min', field: 'rank', op: '<=' }),
              countOf(9, { aggregate: 'max', field: 'rank' }),
              countOf(5, { aggregate: 'last', field: 'rank', op: '=' }),
            ]),
          }),
        ],
      },
      async ({ post, progress, payments }) => {
        const run = (km: unknown, map: string, rank: number, valid: unknown, time: string) =>
          play({ run: { km }, map, rank, valid }, time);
        await post(
          run(35.1, 'a', 9, true, days(5, '10:00:00')),
          run(99, 'b', 2, false, days(5, '10:01:00')),
          run(0.2, 'a', 4, 'yes', days(5, '10:02:00')),
          run('12', 'a', 4, true, days(5, '10:03:00')),
          run(0.3, 'b', 3, true, days(5, '10:05:00')),
        );
        expect(await progress()).toMatchObject({
          measures: {
            streak: 2,
            target: 5,
            objectives: [
              [
                { value: 35.4, met: false },
                { value: 2, met: false },
                { value: 2, met: true },
                { value: 9, met: true },
                { value: 3, met: false },
              ],
            ],
          },
        });
        // An earlier event is not the last one; the sum counts it all the same.
        await post(run(0.1, 'c', 5, true, days(5, '10:04:00')));
        expect((await progress()).measures).toMatchObject({ streak: 4, duplication: 0 });
        await post(play({ rank: 5 }, days(5, '10:06:00')));
        expect(await payments()).toEqual(['measures 1/0 granted 10 gold']);
      },
    ));

  it('completes by any alternative and by all objectives of it at once', () =>
    playScenario(
      {
        quests: [
          fullQuest('either', {
            ...twice,
            objectives: anyOf(
              [countOf(2), countOf(1, { event: 'chat' })],
              [countOf(1, { event: ['buy', 'gift'] })],
            ),
          }),
        ],
      },
      async ({ post, progress, payments }) => {
        await post(play(), play(), play());
        expect((await progress()).either).toMatchObject({
          streak: 1,
          target: 2,
          objectives: [
            [
              { value: 3, met: true },
              { value: 0, met: false },
            ],
            [{ value: 0, met: false }],
          ],
        });
        const [, , caused] = await post({ type: 'chat' }, { type: 'chat' }, { type: 'gift' });
        expect(caused?.caused).toMatchObject({ completions: [{ ordinal: 2 }] });
        expect(await payments()).toEqual([
          'either 1/0 granted 10 gold',
          'either 2/0 granted 10 gold',
        ]);
      },
    ));

  it('carries a surplus over, up to the limit of completions', () =>
    playScenario(
      {
        quests: [
          fullQuest('carry', {
            objectives: anyOf([countOf(10, { aggregate: 'sum', field: 'n' })]),
            repeat: { max: 4, policy: 'on_completion', carry_over: true },
          }),
          fullQuest('drop', {
            objectives: anyOf([countOf(10, { aggregate: 'sum', field: 'n' })]),
            repeat: { max: 4, policy: 'on_completion' },
          }),
        ],
      },
      async ({ post, progress, payments }) => {
        await post(play({ n: 35 }));
        expect(await progress()).toMatchObject({
          carry: { streak: 5, duplication: 3, status: 0 },
          drop: { streak: 0, duplication: 1 },
        });
        await post(play({ n: 90 }), play({ n: 90 }));
        expect((await progress()).carry).toMatchObject({ duplication: 4, status: 2 });
        expect(await payments()).toHaveLength(4 + 3);
      },
    ));

  it('gives each step once, and the total reward with the last', () =>
    playScenario(
      {
        quests: [
          fullQuest('stairs', {
            ...twice,
            objectives: anyOf([countOf(100, { aggregate: 'sum', field: 'n' })]),
            steps: [
              { target: 10, rewards: [gold(1)] },
              { target: 50, rewards: [{ item: 'key', quantity: 2 }] },
              { target: 100, rewards: [{ badge: 'climber' }] },
            ],
            total_reward: [gold(100), { currency: 'diamond', amount: 1 }],
          }),
        ],
      },
      async ({ post, progress, payments }) => {
        await post(play({ n: 9.5 }), play({ n: 45 }));
        expect((await progress()).stairs).toMatchObject({
          streak: 54.5,
          target: 100,
          steps: { reached: 2, total: 3 },
        });
        await post(play({ n: 1 }), play({ n: 50 }), play({ n: 10 }));
        expect(await payments()).toEqual([
          'stairs 1/1 granted 1 gold',
          'stairs 1/2 granted 2 key',
          'stairs 1/3 granted 1 climber',
          'stairs 1/0 granted 100 gold 1 diamond',
          'stairs 2/1 granted 1 gold',
        ]);
      },
    ));
});

describe('time', () => {
  const streak = (name: string, more: object = {}) =>
    fullQuest(name, {
      ...twice,
      time: { timezone: 'user', day_start: '04:00' },
      consecutive: { every: 'day', target: 3, freezes: { initial: 1, max: 1 }, ...more },
    });

  it("keeps a streak of days in the user's zone, with a freeze for the day missed", () =>
    playScenario({ quests: [streak('daily')], now: days(1) }, async (scenario) => {
      const { at, post, progress, payments } = scenario;
      const playAt = async (time: string, timezone = 'Asia/Tokyo') => {
        at(time);
        return (await post({ ...play({}, time), timezone }))[0]?.caused;
      };
      // 03:59 on 2 June in Tokyo is still its 1 June.
      await playAt('2030-06-01T18:59:00Z');
      await playAt('2030-06-01T19:00:00Z');
      expect((await progress()).daily).toMatchObject({ streak: 2, target: 3, freezes: 1 });
      // Nothing on 3 June: the freeze is seen to be used before anything is written.
      at('2030-06-04T03:00:00Z');
      expect((await progress()).daily).toMatchObject({ streak: 2, freezes: 0 });
      await playAt('2030-06-04T03:00:00Z');
      expect(await payments()).toEqual(['daily 1/0 granted 10 gold']);
      expect((await progress()).daily).toMatchObject({ streak: 0, duplication: 1 });
      // In Honolulu it is 3 June again: that day is over, and 4 June counts once.
      expect(await playAt('2030-06-04T04:00:00Z', 'Pacific/Honolulu')).toMatchObject({
        unmoved: [{ reason: 'closed' }],
      });
      await playAt('2030-06-04T20:00:00Z', 'Pacific/Honolulu');
      expect((await progress()).daily).toMatchObject({ streak: 0 });
    }));

  it('forgets a streak without freezes, or takes one off, and counts late events in their place', () =>
    playScenario(
      {
        quests: [
          fullQuest('reset', { consecutive: { every: 'day', target: 9 } }),
          fullQuest('decay', { consecutive: { every: 'day', target: 9, on_miss: 'decay' } }),
        ],
        now: days(4),
      },
      async ({ at, post, progress }) => {
        await post(play({}, days(2)), play({}, days(4)));
        expect(await progress()).toMatchObject({ reset: { streak: 1 }, decay: { streak: 1 } });
        await post(play({}, days(3)));
        expect(await progress()).toMatchObject({ reset: { streak: 3 }, decay: { streak: 3 } });
        at(days(6));
        expect(await progress()).toMatchObject({ reset: { streak: 0 }, decay: { streak: 2 } });
        const [late] = await post(play({}, days(2, '13:00:00')));
        expect(late).toMatchObject({ status: 'accepted', caused: { progress: [] } });
      },
    ));

  it('counts over the days on which clocks change', () =>
    playScenario(
      {
        quests: [
          fullQuest('berlin', {
            time: { timezone: 'Europe/Berlin' },
            consecutive: { every: 'day', target: 4 },
          }),
        ],
        now: '2030-03-30T12:00:00Z',
      },
      async ({ at, post, payments }) => {
        // 31 March 2030 has 23 hours there; the last moment of each day, then the first of the next.
        for (const time of [
          '2030-03-30T22:59:59Z',
          '2030-03-31T21:59:59Z',
          '2030-03-31T22:00:00Z',
          '2030-04-02T21:59:59Z',
        ]) {
          at(time);
          await post(play({}, time));
        }
        expect(await payments()).toEqual(['berlin 1/0 granted 10 gold']);
      },
    ));

  it('counts in recurring windows, once in each', () =>
    playScenario(
      {
        quests: [
          fullQuest('weekend', {
            objectives: anyOf([countOf(2)]),
            time: { timezone: 'Europe/Berlin' },
            window: { cron: '0 0 * * 6', duration_seconds: 2 * 86_400, start: days(2) },
            repeat: { max: 9, policy: 'on_window' },
          }),
        ],
        // A Friday.
        now: days(7),
      },
      async ({ at, post, progress, payments }) => {
        const reasonAt = async (time: string) => {
          at(time);
          const [result] = await post(play({}, time));
          return result?.caused?.unmoved[0]?.reason ?? result?.caused?.progress[0]?.streak;
        };
        expect(await reasonAt('2030-06-07T21:59:59Z')).toBe('outside-window');
        expect(await reasonAt('2030-06-07T22:00:00Z')).toBe(1);
        expect((await progress()).weekend?.window).toEqual({
          start: '2030-06-07T22:00:00.000Z',
          end: '2030-06-09T22:00:00.000Z',
        });
        expect(await reasonAt('2030-06-09T21:59:59Z')).toBe(2);
        expect(await reasonAt('2030-06-09T21:59:59Z')).toBe('window-done');
        expect(await reasonAt('2030-06-09T22:00:00Z')).toBe('outside-window');
        expect(await reasonAt('2030-06-15T12:00:00Z')).toBe(1);
        expect(await reasonAt('2030-06-15T13:00:00Z')).toBe(2);
        expect(await payments()).toHaveLength(2);
      },
    ));

  it('rests after a completion, and keeps to its beginning and end', () =>
    playScenario(
      {
        quests: [
          fullQuest('rest', {
            repeat: { max: 9, policy: 'on_completion' },
            window: { cooldown_seconds: 3_600, start: days(5), end: days(6) },
          }),
        ],
        now: days(6),
      },
      async ({ post, progress, payments, at }) => {
        const results = await post(
          play({}, days(5, '11:59:59')),
          play({}, days(5, '12:00:00')),
          play({}, days(5, '12:59:59')),
          play({}, days(5, '13:00:00')),
          play({}, days(6, '12:00:00')),
        );
        expect(results.map(({ caused }) => caused?.unmoved[0]?.reason)).toEqual([
          'not-started',
          undefined,
          'cooling-down',
          undefined,
          'ended',
        ]);
        at(days(5, '13:30:00'));
        expect((await progress()).rest).toMatchObject({
          cooldown_until: '2030-06-05T14:00:00.000Z',
        });
        expect(await payments()).toHaveLength(2);
      },
    ));

  it('keeps whole what comes too late or from the future out of every quest', () =>
    playScenario({ quests: [fullQuest('one')], now: noon }, async ({ post, payments }) => {
      const [late, early] = await post(
        play({}, days(2, '11:59:59')),
        play({}, days(5, '12:05:01')),
      );
      const nothing = { progress: [], completions: [], grants: [] };
      expect(late?.caused).toMatchObject({ ...nothing, unmoved: [{ reason: 'late' }] });
      expect(early?.caused).toMatchObject({ ...nothing, unmoved: [{ reason: 'future' }] });
      expect(await payments()).toEqual([]);
      await post(play({}, days(2, '12:00:00')));
      expect(await payments()).toEqual(['one 1/0 granted 10 gold']);
    }));
});

describe('quests that unlock each other', () => {
  it('opens after all, one of any, and not after none', () => {
    const ids = (...names: string[]) => names.map(questIdOf);
    const opened = (name: string, unlock: Record<string, string[]>) => fullQuest(name, { unlock });
    const by = (event: string) =>
      fullQuest(event, { objectives: anyOf([countOf(1, { event })]), rewards: [gold(1)] });
    return playScenario(
      {
        quests: [
          ...['a', 'b', 'c'].map(by),
          opened('both', { all: ids('a', 'b') }),
          opened('one', { any: ids('b', 'c') }),
          opened('never', { none: ids('a') }),
          opened('after both', { all: ids('both') }),
        ],
      },
      async ({ post, payments }) => {
        const playAs = async (user: string, ...types: string[]) => {
          await post(...types.map((type) => ({ type, user_id: user })));
          return (await payments(user)).map((line) => line.split(' granted')[0]);
        };
        // The event that unlocks a quest does not count for it, in one request or in several.
        expect(await playAs('ada', 'a', 'play')).toEqual(['a 1/0']);
        expect(await playAs('ada', 'b', 'play')).toEqual([
          ...['a 1/0', 'b 1/0', 'both 1/0', 'one 1/0'],
        ]);
        expect(await playAs('ada', 'play')).toContain('after both 1/0');
        expect(await playAs('bob', 'play', 'c', 'play')).toEqual(['c 1/0', 'never 1/0', 'one 1/0']);
      },
    );
  });
});
