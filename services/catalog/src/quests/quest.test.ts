import { questPublic, questState, questVersion } from '@questline/contracts/catalog/quest';
import { toQuestDefinition } from '@questline/quest-language/short-form';
import { expect, test } from 'vitest';
import { isVisible, type Quest, toQuestPublic, toQuestVersion, visibleStates } from './quest.ts';

const time = '2030-05-06T07:08:09.010Z';
const quest: Quest = {
  id: '01890000-0000-7000-8000-000000000001',
  revision: 4,
  state: 'active',
  version: 2,
  content: {
    name: 'sign-in-three-times',
    description: 'Sign in.',
    category: null,
    definition: toQuestDefinition(
      { auto_claim: true, streak: 3, duplication: 2 },
      { currency: 'diamond', amount: 10 },
    ),
    in_flight: 'restart',
    short_form: {
      streak: 3,
      reward: {
        id: '01890000-0000-7000-8000-000000000002',
        reward_name: 'ten-diamonds',
        reward_item: 'diamond',
        reward_qty: 10,
        created_at: time,
        updated_at: time,
      },
    },
  },
  published_at: time,
  created_at: time,
  updated_at: time,
};

test('given any quest, then both its forms are what the contracts say', () => {
  expect(questVersion.parse(toQuestVersion(quest))).toEqual(toQuestVersion(quest));
  expect(questPublic.parse(toQuestPublic(quest))).toEqual(toQuestPublic(quest));
  expect(toQuestVersion(quest)).toMatchObject({ version: 2, revision: 4, in_flight: 'restart' });
});

test('given the full form, then it has no reward of its own, and once is a limit of 1', () => {
  const { definition } = quest.content;
  const repeat = { max: 9, policy: 'once' } as const;
  const content = {
    ...quest.content,
    short_form: null,
    definition: { ...definition, repeat },
  };
  const shown = toQuestPublic({ ...quest, content });
  expect(questPublic.parse(shown)).toEqual(shown);
  expect(shown).toMatchObject({ reward_id: null, reward: null, streak: null, duplication: 1 });
});

test('players see active quests only, others every one', () => {
  const [player, superuser] = [{ seesAll: false }, { seesAll: true }];
  expect(visibleStates(player)).toEqual(['active']);
  expect(visibleStates(player, 'paused')).toEqual([]);
  expect(visibleStates(superuser)).toEqual(questState.options);
  expect(visibleStates(superuser, 'paused')).toEqual(['paused']);
  for (const state of questState.options) {
    expect(isVisible({ ...quest, state }, player)).toBe(state === 'active');
    expect(isVisible({ ...quest, state }, superuser)).toBe(true);
  }
  expect(isVisible(undefined, superuser)).toBe(false);
});
