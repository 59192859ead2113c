import type { QuestVersion } from '@questline/contracts/catalog/quest';
import { describe, expect, it } from 'vitest';
import { createDefinitions } from '../quest-definitions/definitions.ts';
import { anyOf, countOf, fullQuest } from '../testing/full-quests.ts';
import { play, playScenario, type Scenario } from '../testing/scenario.ts';
import { countPaused } from './count-paused.ts';

const day = (number: number, time = '12:00:00') => `2030-06-0${number}T${time}.000Z`;
const counting = fullQuest('counting', { objectives: anyOf([countOf(1_000)]) });
const daily = fullQuest('daily', { consecutive: { every: 'day', target: 9 } });

const playOn = (scene: (scenario: Scenario) => Promise<void>, quest = counting) =>
  playScenario({ quests: [quest], now: day(1) }, scene);

const countOfUser = async ({ progress }: Scenario, userId?: string) =>
  (await progress(userId)).counting?.streak;

const plays = (count: number, time: string, userId = 'ada') =>
  Array.from({ length: count }, () => play({}, time, userId));

describe('events that come while a quest is paused', () => {
  it('count once when it is resumed, whoever counts them and how often', () =>
    playOn(async (scenario) => {
      const { at, post, turn, countPaused: countAll, processing } = scenario;
      await post(...plays(1, day(1)));
      await turn('counting', 'paused', 2);
      for (const user of ['ada', 'bob']) await post(...plays(400, day(1), user));
      expect(await countOfUser(scenario)).toBe(1);
      await countAll();
      expect(await processing.count('paused_events')).toBe(800);
      at(day(2));
      await turn('counting', 'active', 3);
      await post(...plays(1, day(2)));
      await countAll(4);
      await countAll();
      expect(await countOfUser(scenario)).toBe(402);
      expect(await countOfUser(scenario, 'bob')).toBe(400);
      expect(await processing.count('paused_events')).toBe(0);
      // Stored once too, as the audit would find.
      expect(await processing.count('events')).toBe(802);
    }));

  it('wait for the next process when one ends in the middle', () =>
    playOn(async (scenario) => {
      const { post, turn, processing } = scenario;
      await turn('counting', 'paused', 2);
      await post(...plays(3, day(1)));
      await turn('counting', 'active', 3);
      const { deps } = processing;
      const definitions = createDefinitions({ ...deps, source: deps.questSource });
      const ending = {
        ...deps.database,
        transaction: <Result>(work: Parameters<typeof deps.database.transaction<Result>>[0]) =>
          deps.database.transaction(async (tx) => {
            await work(tx);
            throw new Error('the process ends');
          }),
      };
      await expect(
        countPaused({ ...deps, definitions, database: ending as typeof deps.database }),
      ).rejects.toThrow('the process ends');
      expect(await countOfUser(scenario)).toBeUndefined();
      await scenario.countPaused();
      expect(await countOfUser(scenario)).toBe(3);
    }));

  it('count if they were not too late at the resumption', () =>
    playOn(async (scenario) => {
      const { at, post, turn, countPaused: countAll, processing } = scenario;
      await turn('counting', 'paused', 2);
      await post(...plays(2, day(1)));
      at(day(2));
      await post(...plays(3, day(2)));
      at(day(5));
      await turn('counting', 'active', 3);
      at(day(8));
      await countAll();
      expect(await countOfUser(scenario)).toBe(3);
      expect(await processing.count('paused_events')).toBe(0);
    }));

  it('do not wait longer than they could count', () =>
    playOn(async ({ at, post, turn, countPaused: countAll, processing }) => {
      await turn('counting', 'paused', 2);
      await post(...plays(2, day(1)));
      at(day(4, '13:00:00'));
      await post(...plays(1, day(4)));
      await countAll();
      expect(await processing.count('paused_events')).toBe(1);
    }));

  it('count for nothing when it is archived', () =>
    playOn(async (scenario) => {
      const { post, turn, countPaused: countAll, processing } = scenario;
      await turn('counting', 'paused', 2);
      await post(...plays(2, day(1)));
      await turn('counting', 'archived', 3);
      await countAll();
      expect(await countOfUser(scenario)).toBeUndefined();
      expect(await processing.count('paused_events')).toBe(0);
    }));
});

describe('a streak', () => {
  it('is not broken by a day on which its quest was paused', () =>
    playOn(async ({ at, post, turn, progress }) => {
      await post(play({}, day(1)));
      at(day(2, '00:00:00'));
      await turn('daily', 'paused', 2);
      at(day(3, '20:00:00'));
      expect((await progress()).daily).toMatchObject({ streak: 1 });
      await turn('daily', 'active', 3);
      at(day(4));
      await post(play({}, day(4)));
      expect((await progress()).daily).toMatchObject({ streak: 2 });
      at(day(6));
      expect((await progress()).daily).toMatchObject({ streak: 0 });
    }, daily));

  it('counts the days on which its events waited', () =>
    playOn(async ({ at, post, turn, progress, countPaused: countAll }) => {
      await post(play({}, day(1)));
      await turn('daily', 'paused', 2);
      at(day(2));
      await post(play({}, day(2)));
      at(day(3));
      await turn('daily', 'active', 3);
      await post(play({}, day(3)));
      await countAll();
      expect((await progress()).daily).toMatchObject({ streak: 3 });
    }, daily));

  it('knows of a pause that the catalog has told only the release before of', () => {
    let catalog: QuestVersion = daily;
    return playScenario({ questSource: async () => [catalog], now: day(1) }, async (scenario) => {
      const { at, post, turn, progress } = scenario;
      await post(play({}, day(1)));
      at(day(3, '20:00:00'));
      catalog = {
        ...daily,
        revision: 3,
        state_changes: [
          { revision: 2, state: 'paused', at: day(2, '00:00:00') },
          { revision: 3, state: 'active', at: day(3, '20:00:00') },
        ],
      };
      await turn('daily', 'active', 3);
      at(day(4));
      await post(play({}, day(4)));
      expect((await progress()).daily).toMatchObject({ streak: 2 });
    });
  });
});
