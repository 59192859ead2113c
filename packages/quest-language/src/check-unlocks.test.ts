import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import { describe, expect, test } from 'vitest';
import { checkUnlocks } from './check-unlocks.ts';
import { cpuMsOf } from './testing/cpu-time.ts';

type Unlock = QuestDefinition['unlock'];

const definition = (unlock: Unlock): QuestDefinition => ({
  objectives: {
    any_of: [{ all_of: [{ event: ['a'], aggregate: 'count', op: '>=', target: 1 }] }],
  },
  unlock,
  repeat: { max: 1, policy: 'once' },
  auto_claim: true,
  rewards: [{ badge: 'a' }],
});

const others = (unlocks: Readonly<Record<string, Unlock>>) =>
  new Map(Object.entries(unlocks).map(([id, unlock]) => [id, { unlock }]));

describe('unlocks', () => {
  test('given none, or quests that lead elsewhere, then nothing is wrong', () => {
    const chain = others({ b: { all: ['c'] }, c: { any: ['d'] }, d: undefined });
    expect(checkUnlocks('a', definition(undefined), chain)).toEqual([]);
    expect(checkUnlocks('a', definition({ all: ['b'], any: ['c', 'd'] }), chain)).toEqual([]);
  });

  test('given the quest itself or no quest, then each is named', () => {
    const unlock = { all: ['b', 'a'], any: ['x'], none: ['a'] };
    expect(checkUnlocks('a', definition(unlock), others({ b: undefined }))).toEqual([
      { path: 'unlock.all[1]', message: 'is the quest itself' },
      { path: 'unlock.any[0]', message: 'is no quest' },
      { path: 'unlock.none[0]', message: 'is the quest itself' },
    ]);
  });

  test('given a way back over any list, then those that lead there are named and no other', () => {
    const others_ = others({
      b: { all: ['c'] },
      c: { any: ['d'] },
      d: { none: ['a'] },
      e: { all: ['f'] },
      f: undefined,
    });
    const unlock = { all: ['e', 'b'], none: ['d'] };
    expect(checkUnlocks('a', definition(unlock), others_)).toEqual([
      { path: 'unlock.all[1]', message: 'is itself unlocked by way of this quest' },
      { path: 'unlock.none[0]', message: 'is itself unlocked by way of this quest' },
    ]);
  });

  test('given a circle of others, then it is theirs and the search ends', () => {
    const circle = others({ b: { all: ['c'] }, c: { all: ['b'] } });
    expect(checkUnlocks('a', definition({ all: ['b'] }), circle)).toEqual([]);
  });

  test('given the quest among the others, then what it was before does not count', () => {
    const before = others({ a: { all: ['b'] }, b: undefined });
    expect(checkUnlocks('a', definition({ any: ['b'] }), before)).toEqual([]);
  });

  test('given 10,000 quests in one chain or all on each other, then it is fast', () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => `q${index}`);
    const chain = new Map(ids.map((id, index) => [id, { unlock: { all: [`q${index + 1}`] } }]));
    expect(checkUnlocks('q10000', definition({ all: ['q0'] }), chain)).toHaveLength(1);
    expect(cpuMsOf(() => checkUnlocks('q10000', definition({ all: ['q0'] }), chain))).toBeLessThan(
      100,
    );
    const dense = new Map(
      ids.map((id, index) => [id, { unlock: { all: ids.slice(index + 1, index + 11) } }]),
    );
    expect(cpuMsOf(() => checkUnlocks('z', definition({ all: ['q0'] }), dense))).toBeLessThan(200);
  });
});
