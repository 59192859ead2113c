import { describe, expect, it } from 'vitest';
import type { ArrivingEvent } from '../events/event.ts';
import { anyOf, countOf, fullQuest, gold } from '../testing/full-quests.ts';
import { applierOf, busPlay, chunksOf, payerOf, shuffled, times } from '../testing/processes.ts';
import { noon, play, playScenario, type Scenario } from '../testing/scenario.ts';

const often = { max: 1_000_000, policy: 'on_completion' } as const;
const carry = { ...often, carry_over: true };
const processes = 8;

const kindsOf = async ({ payments }: Scenario) =>
  Object.groupBy(await payments(), (line) => /\d\/\d (\w+)/.exec(line)?.[1] ?? '');
const countsOf = async (scenario: Scenario) =>
  Object.fromEntries(
    Object.entries(await kindsOf(scenario)).map(([kind, lines]) => [kind, lines?.length]),
  );

const acceptedOf = (results: readonly { kind: string }[]) =>
  results.filter(({ kind }) => kind === 'accepted').length;

/** Each of several processes is given all of the batches, in an order of its own, at the same time. */
const applyEverywhere = async (
  { processing }: Scenario,
  batches: readonly (readonly ArrivingEvent[])[],
  count = processes,
) => {
  const outcomes = await Promise.all(
    times(count, async (process) => {
      const apply = applierOf(processing.deps);
      const all = [];
      for (const batch of shuffled(batches, process)) {
        all.push(...(await apply(shuffled(batch, process))).outcomes);
      }
      return all;
    }),
  );
  return outcomes.flat();
};

describe('many processes at the same user', () => {
  it('come to the same totals as one would', () =>
    playScenario(
      {
        quests: [
          fullQuest('sum', {
            repeat: carry,
            objectives: anyOf([countOf(7.5, { aggregate: 'sum', field: 'n' })]),
            limits: [
              {
                scope: 'user',
                measure: 'completions',
                max: 31,
                per: 'lifetime',
                on_exceeded: 'deny',
              },
            ],
          }),
          fullQuest('steps', {
            repeat: often,
            objectives: anyOf([countOf(6, { where: 'event.data.n >= 0.5' })]),
            steps: times(3, (index) => ({ target: 2 * (index + 1), rewards: [gold(1)] })),
            total_reward: [gold(5)],
          }),
          fullQuest('distinct', {
            objectives: anyOf([countOf(150, { aggregate: 'distinct', field: 'n' })]),
          }),
        ],
      },
      async (scenario) => {
        const events = times(240, (index) =>
          busPlay('ada', `e${index}`, noon, { n: (index % 160) / 10 }),
        );
        const sum = events.reduce((all, { data }) => all + Number(data.n) * 10, 0) / 10;
        const counted = events.filter(({ data }) => Number(data.n) >= 0.5).length;
        const outcomes = await applyEverywhere(scenario, chunksOf(events, 12));
        expect(acceptedOf(outcomes)).toBe(events.length);
        expect(await scenario.progress()).toMatchObject({
          sum: { duplication: Math.floor(sum / 7.5), streak: sum % 7.5 },
          steps: { duplication: Math.floor(counted / 6) },
          distinct: { duplication: 1 },
        });
        const paid = await kindsOf(scenario);
        expect(paid.granted?.filter((line) => line.startsWith('sum'))).toHaveLength(31);
        expect(paid.denied).toHaveLength(Math.floor(sum / 7.5) - 31);
        expect(paid.granted?.filter((line) => line.startsWith('steps'))).toHaveLength(
          Math.floor(counted / 6) * 4 + Math.floor((counted % 6) / 2),
        );
      },
    ));

  it('and posts and the bus with the same events count each once', () =>
    playScenario(
      { quests: [fullQuest('pairs', { repeat: often, objectives: anyOf([countOf(2)]) })] },
      async (scenario) => {
        const ids = times(120, (index) => `e${index}`);
        const posting = chunksOf(ids, 10).map(async (batch) => {
          const results = await scenario.post(...batch.map((id) => ({ ...play({}, noon), id })));
          return results.filter(({ status }) => status === 'accepted').length;
        });
        const events = ids.map((id) => busPlay('ada', id, noon));
        const applied = applyEverywhere(scenario, chunksOf(events, 7), 3);
        const bus = chunksOf(shuffled(events, 5), 9).map((batch) =>
          scenario.processing.bus.publish(batch),
        );
        const posted = (await Promise.all(posting)).reduce((all, each) => all + each, 0);
        await Promise.all(bus);
        expect(posted + acceptedOf(await applied)).toBeLessThanOrEqual(ids.length);
        expect(await scenario.progress()).toMatchObject({ pairs: { duplication: 60, streak: 0 } });
        expect(await scenario.processing.count("events where source = 'app'")).toBe(120);
        expect(await scenario.processing.count('dead_letters')).toBe(0);
      },
    ));

  it('let one only of several payloads have an identity, whoever it is about', () =>
    playScenario({ quests: [fullQuest('any', { repeat: often })] }, async (scenario) => {
      const users = times(6, (index) => `user ${index}`);
      const ids = times(40, (index) => `e${index}`);
      const batches = users.map((user, index) =>
        shuffled(ids, index).map((id) => busPlay(user, id, noon)),
      );
      const results = await Promise.all(
        batches.map((batch) => applierOf(scenario.processing.deps)(batch)),
      );
      const outcomes = results.flatMap((each) => each.outcomes);
      expect(acceptedOf(outcomes)).toBe(ids.length);
      expect(outcomes.filter(({ kind }) => kind === 'conflicting')).toHaveLength(5 * ids.length);
      expect(await countsOf(scenario)).toEqual({ granted: ids.length });
    }));

  it('store the same users in opposite orders without waiting for each other', () =>
    playScenario({ quests: [fullQuest('any', { repeat: often })] }, async (scenario) => {
      const events = times(200, (index) => busPlay(`user ${index % 50}`, `e${index}`, noon));
      const outcomes = await applyEverywhere(scenario, [events, [...events].reverse()], 4);
      expect(acceptedOf(outcomes)).toBe(events.length);
      expect(await countsOf(scenario)).toEqual({ granted: events.length });
    }));
});

describe('a budget of all users', () => {
  const budget = (name: string, max: number, more: object = {}) =>
    fullQuest(name, {
      repeat: often,
      limits: [
        {
          scope: 'quest',
          measure: 'gold',
          max: max * 10,
          per: 'day',
          on_exceeded: 'defer',
          ...more,
        },
      ],
    });

  it('is paid to its last unit and never beyond, by batches at the same time', () =>
    playScenario(
      { quests: [budget('deny', 5, { on_exceeded: 'deny' }), budget('defer', 7)] },
      async (scenario) => {
        await scenario.post(...times(4, () => play({}, noon, 'first')));
        // Twenty users, each in a batch with another one of them.
        const users = times(20, (index) => `user ${index}`);
        const appliers = users.map((user, index) => {
          const other = users[(index + 7) % users.length] ?? '';
          return applierOf(scenario.processing.deps)([
            busPlay(user, `${user} a`, noon),
            busPlay(other, `${other} b`, noon),
          ]);
        });
        await Promise.all(appliers);
        const paid = await kindsOf(scenario);
        const paidOf = (quest: string) => paid.granted?.filter((line) => line.startsWith(quest));
        expect(paidOf('deny')).toHaveLength(5);
        expect(paidOf('defer')).toHaveLength(7);
        expect(paid.denied).toHaveLength(44 - 5);
        expect(paid.deferred).toHaveLength(44 - 7);

        // The next day, while others go on earning, several processes pay what was deferred.
        scenario.at('2030-06-06T12:00:00Z');
        const payers = times(4, () => payerOf(scenario.processing.deps)());
        const more = users.map((user) =>
          applierOf(scenario.processing.deps)([busPlay(user, `${user} c`, '2030-06-06T12:00:00Z')]),
        );
        await Promise.all([...payers, ...more]);
        await scenario.payDue();
        const after = await kindsOf(scenario);
        expect(after.granted?.filter((line) => line.startsWith('defer'))).toHaveLength(14);
        expect(after.deferred).toHaveLength(64 - 14);
        expect(after.granted?.filter((line) => line.startsWith('deny'))).toHaveLength(10);
      },
    ));
});

describe('claims', () => {
  it('race clicks, expiry and events, and pay or forfeit each once', () =>
    playScenario(
      {
        quests: [
          fullQuest('race', {
            repeat: often,
            auto_claim: false,
            claim: { expires_after_seconds: 3_600, on_expire: 'forfeit' },
          }),
          fullQuest('gift', {
            repeat: often,
            auto_claim: false,
            claim: { expires_after_seconds: 3_600, on_expire: 'grant' },
            limits: [
              { scope: 'quest', measure: 'gold', max: 100, per: 'day', on_exceeded: 'deny' },
            ],
          }),
        ],
      },
      async (scenario) => {
        const { post, claim, at, processing } = scenario;
        const users = times(4, (index) => `user ${index}`);
        await post(...users.flatMap((user) => times(5, () => play({}, noon, user))));
        at('2030-06-05T13:00:00Z');
        const racing = users.flatMap((user, index) => [
          ...times(6, () => claim(index % 2 ? 'race' : 'gift', user)),
          post(...times(3, () => play({}, '2030-06-05T13:00:00Z', user))),
          payerOf(processing.deps)(),
        ]);
        await Promise.all(racing);
        await scenario.payDue();
        const paid = await kindsOf(scenario);
        const of = (quest: string, kind: string) =>
          paid[kind]?.filter((line) => line.startsWith(quest)).length ?? 0;
        expect(of('race', 'forfeited')).toBe(20);
        expect(of('race', 'granted') + of('race', 'claimable')).toBe(12);
        expect(of('gift', 'granted')).toBe(10);
        expect(of('gift', 'denied') + of('gift', 'claimable')).toBe(22);
        expect(await processing.count('grants')).toBe(10 + of('race', 'granted'));
        // What is left is paid, or cannot be, when it ends.
        at('2030-06-05T14:00:00Z');
        await Promise.all(times(4, () => payerOf(processing.deps)()));
        await scenario.payDue();
        expect(Object.keys(await kindsOf(scenario)).sort()).toEqual([
          ...['denied', 'forfeited', 'granted'],
        ]);
      },
    ));

  it('of fifty clicks at a time and several payers are paid once each', () =>
    playScenario(
      {
        quests: [
          fullQuest('clicks', {
            repeat: often,
            auto_claim: false,
            claim: { expires_after_seconds: 3_600, on_expire: 'grant' },
          }),
        ],
      },
      async ({ post, claim, at, processing, payments }) => {
        await post(...times(10, () => play()));
        at('2030-06-05T13:00:00Z');
        const [answers] = await Promise.all([
          Promise.all(times(50, () => claim('clicks'))),
          ...times(8, () => payerOf(processing.deps)()),
        ]);
        expect(answers.every(([status]) => status === 200 || status === 409)).toBe(true);
        expect(await payments()).toEqual(
          times(10, (index) => `clicks ${index + 1}/0 granted 10 gold`),
        );
        expect(await processing.count('grants')).toBe(10);
      },
    ));
});

describe('versions that come while events run', () => {
  it('leave every total exact', () =>
    playScenario(
      { quests: [fullQuest('moving', { repeat: carry, objectives: anyOf([countOf(3)]) })] },
      async (scenario) => {
        const { processing, publish } = scenario;
        const users = times(5, (index) => `user ${index}`);
        const events = users.flatMap((user) =>
          times(40, (index) => busPlay(user, `${user} ${index}`, noon)),
        );
        const applying = applyEverywhere(scenario, chunksOf(shuffled(events, 1), 10), 4);
        const versions = times(12, (index) =>
          fullQuest(
            'moving',
            { repeat: carry, objectives: anyOf([countOf(3 + (index % 3))]) },
            { version: index + 2, revision: index + 2, in_flight: 'migrate' },
          ),
        );
        for (const version of shuffled(versions, 3)) await publish(version);
        expect(acceptedOf(await applying)).toBe(events.length);
        expect(await processing.count('quest_versions')).toBe(13);
        // Each completion took what its version asked for; the rest is what carried over.
        const { rows } = await processing.database.query<{ user_id: string; taken: number }>({
          text: `
            select user_id,
              sum((v.definition #>> '{objectives,any_of,0,all_of,0,target}')::integer) as taken
            from completions c join quest_versions v using (quest_id)
            where v.version = c.quest_version group by user_id`,
        });
        expect(rows).toHaveLength(users.length);
        for (const { user_id, taken } of rows) {
          const { moving } = await scenario.progress(user_id);
          const left = 40 - taken;
          expect(moving?.streak).toBe(left);
        }
      },
    ));
});
