import { chainLengthMax } from '@questline/quest-language/check-chains';
import { describe, expect, it } from 'vitest';
import { anyOf, countOf, fullQuest, gold, questIdOf } from '../testing/full-quests.ts';
import { play, playScenario } from '../testing/scenario.ts';

const often = { max: 100, policy: 'on_completion' } as const;
const byPlay = (name: string, more: object = {}) =>
  fullQuest(name, { objectives: anyOf([countOf(1)]), rewards: [gold(1)], repeat: often, ...more });
const behind = (name: string, target: number, more: object = {}) =>
  fullQuest(name, {
    objectives: anyOf([countOf(target, { event: 'QuestCompleted', ...more })]),
    rewards: [gold(10)],
    repeat: often,
  });

describe('a quest that counts completions', () => {
  it('is moved by the event that completes the others, once for each', () =>
    playScenario(
      { quests: [byPlay('first'), byPlay('second'), byPlay('third'), behind('all three', 3)] },
      async ({ post, payments, progress, processing }) => {
        const [result] = await post(play());
        expect(result?.caused?.completions.map(({ quest_name }) => quest_name)).toEqual([
          'first',
          'second',
          'third',
          'all three',
        ]);
        expect(await payments()).toEqual([
          'all three 1/0 granted 10 gold',
          'first 1/0 granted 1 gold',
          'second 1/0 granted 1 gold',
          'third 1/0 granted 1 gold',
        ]);
        expect((await progress())['all three']).toMatchObject({ streak: 0, duplication: 1 });
        expect(await processing.count('events')).toBe(5);
      },
    ));

  it('knows the quest, its ordinal and its steps', () =>
    playScenario(
      {
        quests: [
          byPlay('first', {
            objectives: anyOf([countOf(2)]),
            steps: [1, 2].map((target) => ({ target, rewards: [gold(1)] })),
            rewards: undefined,
          }),
          behind('twice', 1, {
            where: `event.data.quest_id == "${questIdOf('first')}" && event.data.ordinal == 2.0`,
          }),
          fullQuest('steps', {
            objectives: anyOf([countOf(4, { event: 'QuestStepReached' })]),
            rewards: [gold(100)],
          }),
        ],
      },
      async ({ post, payments }) => {
        await post(play(), play(), play());
        expect((await payments()).filter((line) => /twice|steps/.test(line))).toEqual([]);
        await post(play());
        expect((await payments()).filter((line) => /twice|steps/.test(line))).toEqual([
          'steps 1/0 granted 100 gold',
          'twice 1/0 granted 10 gold',
        ]);
      },
    ));

  it('never counts its own, and a chain ends after so many', () => {
    const names = Array.from({ length: chainLengthMax + 2 }, (_, index) => `link ${index}`);
    const links = names.map((name, index) =>
      index === 0
        ? byPlay(name)
        : behind(name, 1, { where: `event.data.quest_name == "link ${index - 1}"` }),
    );
    return playScenario({ quests: links }, async ({ post, payments }) => {
      await post(play());
      expect(await payments()).toHaveLength(chainLengthMax + 1);
    });
  });
});
