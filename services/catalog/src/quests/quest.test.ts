import { questPublic, questState, questVersion } from '@questline/contracts/catalog/quest';
import { expect, test } from 'vitest';
import type { Reward } from '../rewards/reward.ts';
import { parseQuest } from './parse-quest.ts';
import {
  decideCreation,
  type Found,
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

const others: Found['others'] = new Map();
const decide = (found: Partial<Found>, body = {}) =>
  decideCreation(
    { kind: 'short', body: { ...shortForm, ...body } },
    { reward, nameTaken: false, others, ...found },
    questId,
    now,
  );

const published = (body = {}): QuestRow => {
  const decision = decide({}, body);
  if (decision.kind !== 'created') throw new Error(decision.kind);
  return decision.quest;
};

test('given a reward and a free name, when published, then version 1 is active with its reward', () => {
  expect(toQuestVersion(published())).toEqual({
    quest_id: questId,
    version: 1,
    name: 'sign-in-three-times',
    description: null,
    state: 'active',
    definition: expect.objectContaining({ rewards: [{ currency: 'diamond', amount: 10 }] }),
    in_flight: 'migrate',
    published_at: '2030-05-06T07:08:09.010Z',
  });
});

test('given no such reward, when published, then it is refused, whatever the name', () => {
  for (const nameTaken of [true, false]) {
    expect(decide({ reward: undefined, nameTaken }).kind).toBe('unknown-quest-reward');
  }
});

test('given a quest of this name, when published, then it is refused', () => {
  expect(decide({ nameTaken: true }).kind).toBe('quest-name-taken');
});

test('given an empty description, when published, then it has none', () => {
  expect(published({ description: '' }).description).toBeNull();
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
    expect(isVisible({ ...published(), state }, player)).toBe(state === 'active');
    expect(isVisible({ ...published(), state }, superuser)).toBe(true);
  }
  expect(isVisible(undefined, superuser)).toBe(false);
});

const fullForm = {
  name: 'Shopper',
  objectives: {
    any_of: [
      { all_of: [{ event: 'Purchase', aggregate: 'sum', field: 'total', op: '>=', target: 30 }] },
    ],
  },
  rewards: [{ badge: 'shopper' }],
};
const full = (body = {}, state?: string) => {
  const parsed = parseQuest({ ...fullForm, ...body, ...(state && { state }) });
  if (parsed.kind === 'faults') throw new Error(JSON.stringify(parsed.faults));
  return decideCreation(parsed.form, { reward: undefined, nameTaken: false, others }, questId, now);
};

test('given the full form, then it has no reward of its own and completes once', () => {
  const decision = full();
  if (decision.kind !== 'created') throw new Error(decision.kind);
  const shown = toQuestPublic(decision.quest);
  expect(questPublic.parse(shown)).toEqual(shown);
  expect(shown).toMatchObject({ reward_id: null, reward: null, streak: null, duplication: 1 });
  const repeated = full({ repeat: { max: 7, policy: 'on_completion' } });
  expect(repeated).toMatchObject({ quest: { duplication: 7 } });
});

test('given a definition that cannot work, then it is refused by its path, but as a draft', () => {
  const where = { event: 'Purchase', where: 'event.', aggregate: 'count', op: '>=', target: 1 };
  const broken = { objectives: { any_of: [{ all_of: [where] }] } };
  expect(full(broken)).toEqual({
    kind: 'unworkable',
    faults: [{ path: 'objectives.any_of.0.all_of.0.where', message: expect.any(String) }],
  });
  expect(full(broken, 'draft')).toMatchObject({ kind: 'created', quest: { state: 'draft' } });
});

test('given an unlock by an unknown quest or by itself, then it is refused by its path', () => {
  const unlock = { all: [reward.id], none: [questId] };
  expect(full({ unlock })).toMatchObject({
    kind: 'unworkable',
    faults: [{ path: 'unlock.all.0' }, { path: 'unlock.none.0' }],
  });
});
