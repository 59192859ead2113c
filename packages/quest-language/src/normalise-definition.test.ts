import { expect, test } from 'vitest';
import { normaliseDefinition } from './normalise-definition.ts';

const objective = { event: 'a', aggregate: 'count', op: '>=', target: 1 } as const;

test('given the least, then the defaults are written out', () => {
  expect(normaliseDefinition({ objectives: { any_of: [{ all_of: [objective] }] } })).toStrictEqual({
    objectives: { any_of: [{ all_of: [{ ...objective, event: ['a'] }] }] },
    repeat: { max: 1, policy: 'once' },
    auto_claim: true,
    rewards: [],
  });
});

test('given everything, then nothing is changed', () => {
  const definition = {
    objectives: { any_of: [{ all_of: [{ ...objective, event: ['a', 'b'] }] }] },
    time: { timezone: 'user' },
    window: { cooldown_seconds: 5 },
    repeat: { max: 3, policy: 'on_completion' as const, carry_over: true },
    auto_claim: false,
    claim: { expires_after_seconds: 5, on_expire: 'grant' as const },
    rewards: [{ badge: 'first' }],
  };
  expect(normaliseDefinition(definition)).toStrictEqual(definition);
  expect(normaliseDefinition(normaliseDefinition(definition))).toStrictEqual(definition);
});
