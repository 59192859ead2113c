import { questPaused, questResumed } from '@questline/contracts/catalog/events';
import type { QuestVersion } from '@questline/contracts/catalog/quest';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../testing/events.ts';
import { anyOf, countOf, fullQuest, gold } from '../testing/full-quests.ts';
import { play, playScenario, type Scenario } from '../testing/scenario.ts';
import { createDefinitions } from './definitions.ts';

const repeat = { max: 100, policy: 'on_completion' } as const;

/** A version that takes so many `play` of a kind and pays as much gold as its number. */
const versionOf = (
  version: number,
  target: number,
  in_flight: QuestVersion['in_flight'] = 'migrate',
  event = 'play',
) =>
  fullQuest(
    'changing',
    { repeat, objectives: anyOf([countOf(target, { event })]), rewards: [gold(version)] },
    { version, in_flight, revision: version },
  );

const playTimes = ({ post }: Scenario, times: number, type = 'play') =>
  post(...Array.from({ length: times }, () => ({ ...play(), type })));

/** A place to wait at: `reached` once something came there, which goes on after `open`. */
const createGate = () => {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  const pass = async () => {
    reached.resolve();
    await opened.promise;
  };
  return { reached: reached.promise, open: opened.resolve, pass };
};

const rowOf = async ({ progress }: Scenario) => {
  const { changing } = await progress();
  return [changing?.quest_version, changing?.streak, changing?.target, changing?.duplication];
};

describe('a version that comes in the middle of a round', () => {
  it.each([
    [
      'keep_old_version',
      [1, 4, 5, 1],
      ['changing 1/0 granted 1 gold', 'changing 2/0 granted 1 gold'],
    ],
    ['migrate', [2, 0, 4, 2], ['changing 1/0 granted 1 gold', 'changing 2/0 granted 2 gold']],
    ['restart', [2, 1, 4, 1], ['changing 1/0 granted 1 gold', 'changing 2/0 granted 2 gold']],
  ] as const)('with %s', (inFlight, after, paid) =>
    playScenario({ quests: [versionOf(1, 5)] }, async (scenario) => {
      await playTimes(scenario, 8);
      expect(await rowOf(scenario)).toEqual([1, 3, 5, 1]);
      await scenario.publish(versionOf(2, 4, inFlight));
      await scenario.publish(versionOf(2, 4, inFlight), versionOf(1, 5));
      await playTimes(scenario, 1);
      expect(await rowOf(scenario)).toEqual(after);
      await playTimes(scenario, 4);
      expect((await scenario.payments()).slice(0, 2)).toEqual(paid);
      expect((await rowOf(scenario))[0]).toBe(2);
    }),
  );

  it('leaves the old version in place until the window is over, and no longer', () => {
    const hourly = (version: number, in_flight: QuestVersion['in_flight'] = 'migrate') =>
      fullQuest(
        'changing',
        {
          objectives: anyOf([countOf(3)]),
          window: { cron: '0 * * * *' },
          repeat: { max: 100, policy: 'on_window' },
          rewards: [gold(version)],
        },
        { version, in_flight, revision: version },
      );
    return playScenario({ quests: [hourly(1)] }, async (scenario) => {
      const playAt = (hour: number, times: number) =>
        scenario.post(
          ...Array.from({ length: times }, () => play({}, `2030-06-05T0${hour}:30:00Z`)),
        );
      await playAt(1, 2);
      await scenario.publish(hourly(2, 'keep_old_version'));
      await playAt(1, 1);
      expect(await scenario.payments()).toEqual(['changing 1/0 granted 1 gold']);
      await playAt(2, 2);
      expect((await rowOf(scenario))[0]).toBe(2);
      await scenario.publish(hourly(3, 'keep_old_version'));
      for (const hour of [3, 4, 5, 6, 7, 8]) await playAt(hour, 2);
      expect((await rowOf(scenario))[0]).toBe(3);
    });
  });

  it('gives no step twice when the round begins again', () => {
    const stairs = (version: number, targets: number[], in_flight: QuestVersion['in_flight']) =>
      fullQuest(
        'stairs',
        {
          repeat,
          objectives: anyOf([countOf(9)]),
          steps: targets.map((target) => ({ target, rewards: [gold(target)] })),
        },
        { version, in_flight, revision: version },
      );
    return playScenario({ quests: [stairs(1, [1, 2, 5], 'migrate')] }, async (scenario) => {
      await playTimes(scenario, 2);
      await scenario.publish(stairs(2, [1, 2, 3, 4], 'restart'));
      await playTimes(scenario, 2);
      expect((await scenario.progress()).stairs).toMatchObject({
        streak: 2,
        steps: { reached: 2 },
      });
      await playTimes(scenario, 2);
      expect(await scenario.payments()).toEqual([
        'stairs 1/1 granted 1 gold',
        'stairs 1/2 granted 2 gold',
        'stairs 1/3 granted 3 gold',
        'stairs 1/4 granted 4 gold',
        'stairs 1/0 none',
      ]);
    });
  });

  it('finishes a round by a type of event that only the old version counts', () =>
    playScenario({ quests: [versionOf(1, 3, 'migrate', 'old')] }, async (scenario) => {
      await playTimes(scenario, 2, 'old');
      // Out of order, the middle one last and in a message of its own.
      await scenario.publish(versionOf(3, 2, 'keep_old_version', 'new'));
      await playTimes(scenario, 1, 'new');
      expect(await rowOf(scenario)).toEqual([1, 2, 3, 0]);
      await scenario.publish(versionOf(2, 2, 'keep_old_version', 'middle'));
      await playTimes(scenario, 1, 'old');
      expect(await scenario.payments()).toEqual(['changing 1/0 granted 1 gold']);
      await playTimes(scenario, 2, 'new');
      expect(await scenario.payments()).toHaveLength(2);
    }));

  it('takes users on a version in between along, however late that is told', () =>
    playScenario({ quests: [versionOf(1, 9, 'migrate', 'a')] }, async (scenario) => {
      await playTimes(scenario, 1, 'a');
      await scenario.publish(versionOf(2, 9, 'migrate', 'b'));
      await playTimes(scenario, 2, 'b');
      expect(await rowOf(scenario)).toEqual([2, 2, 9, 0]);
      await scenario.publish(versionOf(4, 9, 'keep_old_version', 'd'));
      await playTimes(scenario, 1, 'b');
      expect(await rowOf(scenario)).toEqual([2, 3, 9, 0]);
      await scenario.publish(versionOf(3, 9, 'keep_old_version', 'c'));
      await playTimes(scenario, 6, 'b');
      expect(await scenario.payments()).toEqual(['changing 1/0 granted 2 gold']);
    }));

  it('keeps users half-way on their version, within the limits of the one in force', () => {
    const budget = (version: number, max: number) =>
      fullQuest(
        'budget',
        {
          repeat,
          objectives: anyOf([countOf(2)]),
          limits: [{ scope: 'quest', measure: 'gold', max, per: 'lifetime', on_exceeded: 'deny' }],
        },
        { version, revision: version, in_flight: 'keep_old_version' },
      );
    return playScenario({ quests: [budget(1, 1_000)] }, async (scenario) => {
      await playTimes(scenario, 3);
      await scenario.publish(budget(2, 10));
      await playTimes(scenario, 1);
      expect((await scenario.progress()).budget).toMatchObject({ quest_version: 1 });
      expect(await scenario.payments()).toEqual([
        'budget 1/0 granted 10 gold',
        'budget 2/0 denied',
      ]);
    });
  });

  it('counts nothing while the quest is paused, and goes on where it was', () =>
    playScenario({ quests: [versionOf(1, 3)] }, async (scenario) => {
      const { deps } = scenario.processing;
      const say = (type: string, state: string, revision: number) => {
        const { quest_id } = versionOf(1, 3);
        const change = { position: revision, author: { kind: 'system', id: null }, reason: null };
        const data = { quest_id, version: 1, state, revision, change };
        return deps.bus.publish([eventOf({ type, subject: quest_id, data })]);
      };
      await playTimes(scenario, 2);
      await say(questPaused, 'paused', 2);
      const [result] = await playTimes(scenario, 5);
      expect(result?.caused).toMatchObject({ progress: [], unmoved: [{ reason: 'paused' }] });
      expect(await rowOf(scenario)).toEqual([1, 2, 3, 0]);
      await say(questResumed, 'active', 3);
      // Late and twice: older than what is known.
      await say(questPaused, 'paused', 2);
      await playTimes(scenario, 1);
      expect(await scenario.payments()).toEqual(['changing 1/0 granted 1 gold']);
    }));
});

describe('a version that cannot be compiled', () => {
  const broken = (name: string): QuestVersion => {
    const quest = fullQuest(name);
    const [alternative] = quest.definition.objectives.any_of;
    const all_of = alternative?.all_of.map((each) => ({ ...each, where: 'event.' })) ?? [];
    return { ...quest, definition: { ...quest.definition, objectives: { any_of: [{ all_of }] } } };
  };

  it('stops no other quest, from the bus or from the catalog', () =>
    playScenario({ quests: [broken('read'), fullQuest('good')] }, async (scenario) => {
      const { processing, publish, payments } = scenario;
      await playTimes(scenario, 1);
      await publish(fullQuest('better'), broken('told'));
      await playTimes(scenario, 1);
      expect(await payments()).toEqual(['better 1/0 granted 10 gold', 'good 1/0 granted 10 gold']);
      const { rows } = await processing.database.query<{ reason: string }>({
        text: 'select reason from dead_letters',
      });
      expect(rows).toEqual([{ reason: expect.stringMatching(/^cannot be counted by: /) }]);
    }));
});

describe('reading what is in force', () => {
  it('forgets no version when readers overtake each other', () =>
    playScenario({ quests: [versionOf(1, 3)] }, async ({ post, publish, processing }) => {
      const { database, deps } = processing;
      await post(play());
      const definitions = createDefinitions({ ...deps, source: deps.questSource });
      await definitions.load(database);
      const loadThrough = ({ pass }: ReturnType<typeof createGate>) =>
        definitions.load({
          query: async (statement) => {
            const answer = await database.query(statement);
            if (statement.name === 'select-quests-changed') await pass();
            // biome-ignore lint/suspicious/noExplicitAny: whatever the statement asks for
            return answer as any;
          },
        });
      const [slow, slower] = [createGate(), createGate()];
      await publish(versionOf(2, 3));
      const first = loadThrough(slow);
      await slow.reached;
      await publish(versionOf(3, 3));
      await definitions.load(database);
      await publish(fullQuest('another'));
      const second = loadThrough(slower);
      await slower.reached;
      slow.open();
      await first;
      slower.open();
      await second;
      const { byId } = await definitions.load(database);
      expect([...byId.values()].map(({ quest }) => [quest.name, quest.version])).toEqual([
        ['changing', 3],
        ['another', 1],
      ]);
    }));
});
