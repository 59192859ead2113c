import { questPublic, questState, questVersion } from '@questline/contracts/catalog/quest';
import { expect, test } from 'vitest';
import type { Reward } from '../rewards/reward.ts';
import {
  decidePublication,
  isVisible,
  type QuestRow,
  toQuestPublic,
  toQuestVersion,
  visibleStates,
} from './quest.ts';

const now = new Date('2030-05-06T07:08:09.010Z');
const questId = '01890000-0000-7000-8000-000000000001';
const reward: Reward = {
  id: '01890000-0000-7000-8000-000000000002',
  reward_name: 'ten-diamonds',
  reward_item: 'diamond',
  reward_qty: 10,
  created_at: new Date('2030-01-01T00:00:00Z'),
  updated_at: new Date('2030-01-02T00:00:00Z'),
};
const shortForm = {
  name: 'sign-in-three-times',
  reward_id: reward.id,
  auto_claim: true,
  streak: 3,
  duplication: 2,
};

const published = (overrides: Partial<QuestRow> = {}): QuestRow => {
  const decision = decidePublication(shortForm, { reward, nameTaken: false }, questId, now);
  if (decision.kind !== 'published') throw new Error(decision.kind);
  return { ...decision.quest, ...overrides };
};

test('given a reward and a free name, when published, then version 1 is active with its reward', () => {
  expect(toQuestVersion(published())).toEqual({
    quest_id: questId,
    version: 1,
    name: 'sign-in-three-times',
    description: null,
    state: 'active',
    definition: expect.objectContaining({ rewards: [{ currency: 'diamond', amount: 10 }] }),
    published_at: '2030-05-06T07:08:09.010Z',
  });
});

test('given no such reward, when published, then it is refused, whatever the name', () => {
  for (const nameTaken of [true, false]) {
    const found = { reward: undefined, nameTaken };
    expect(decidePublication(shortForm, found, questId, now).kind).toBe('unknown-quest-reward');
  }
});

test('given a quest of this name, when published, then it is refused', () => {
  const found = { reward, nameTaken: true };
  expect(decidePublication(shortForm, found, questId, now).kind).toBe('quest-name-taken');
});

test('given an empty description, when published, then it has none', () => {
  const found = { reward, nameTaken: false };
  const decision = decidePublication({ ...shortForm, description: '' }, found, questId, now);
  expect(decision).toMatchObject({ quest: { description: null } });
});

test('given any quest, then both its forms are what the contracts say', () => {
  const quest = published({ description: 'Sign in.' });
  expect(questVersion.parse(toQuestVersion(quest))).toEqual(toQuestVersion(quest));
  expect(questPublic.parse(toQuestPublic(quest))).toEqual(toQuestPublic(quest));
});

test('players see active quests only, superusers every one', () => {
  const [player, superuser] = [{ is_superuser: false }, { is_superuser: true }];
  expect(visibleStates(player)).toEqual(['active']);
  expect(visibleStates(player, 'paused')).toEqual([]);
  expect(visibleStates(superuser)).toEqual(questState.options);
  expect(visibleStates(superuser, 'paused')).toEqual(['paused']);
  for (const state of questState.options) {
    expect(isVisible(published({ state }), player)).toBe(state === 'active');
    expect(isVisible(published({ state }), superuser)).toBe(true);
  }
  expect(isVisible(undefined, superuser)).toBe(false);
});
