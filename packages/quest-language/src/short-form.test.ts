import { questDefinition } from '@questline/contracts/catalog/quest-definition';
import { rewardLine } from '@questline/contracts/catalog/reward';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toQuestDefinition, toRewardLine } from './short-form.ts';

test.each([
  ['gold', { currency: 'gold', amount: 4 }],
  ['diamond', { currency: 'diamond', amount: 4 }],
  ['sword', { item: 'sword', quantity: 4 }],
  ['Gold', { item: 'Gold', quantity: 4 }],
  ['constructor', { item: 'constructor', quantity: 4 }],
])('a reward of %s is paid as %j', (reward_item, line) => {
  expect(toRewardLine({ reward_item, reward_qty: 4 })).toEqual(line);
});

test('the short form of the shipped quest in full', () => {
  const shortForm = { auto_claim: true, streak: 3, duplication: 2 };
  expect(toQuestDefinition(shortForm, { currency: 'diamond', amount: 10 })).toEqual({
    objectives: {
      any_of: [
        {
          all_of: [
            { event: ['NewUserSignIn', 'UserSignIn'], aggregate: 'count', op: '>=', target: 3 },
          ],
        },
      ],
    },
    repeat: { max: 2, policy: 'on_completion' },
    auto_claim: true,
    rewards: [{ currency: 'diamond', amount: 10 }],
  });
});

test('whatever the short form accepts expands to a definition the full form accepts', () => {
  const times = fc.integer({ min: 1, max: 1_000_000 });
  const shortForms = fc.record({ auto_claim: fc.boolean(), streak: times, duplication: times });
  const rewards = fc.record({
    reward_item: fc.oneof(
      fc.constantFrom('gold', 'diamond'),
      // As a reward's body leaves them: trimmed, and no name that the wallet keeps for badges.
      fc
        .string({ minLength: 1, maxLength: 64 })
        .filter((name) => name === name.trim() && name !== '' && !name.startsWith('badge:')),
    ),
    reward_qty: fc.integer({ min: 1, max: 1_000_000_000 }),
  });
  fc.assert(
    fc.property(shortForms, rewards, (shortForm, reward) => {
      const line = toRewardLine(reward);
      const definition = toQuestDefinition(shortForm, line);
      expect(rewardLine.parse(line)).toEqual(line);
      expect(questDefinition.parse(definition)).toEqual(definition);
    }),
  );
});
