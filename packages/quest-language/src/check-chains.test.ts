import { describe, expect, it } from 'vitest';
import { type ChainedQuest, chainLengthMax, checkChains } from './check-chains.ts';
import { single } from './testing/quests.ts';

const counting = (name: string, where?: string, more: object = {}): ChainedQuest => ({
  name,
  definition: {
    objectives: single({ event: 'QuestCompleted', ...(where && { where }), ...more }),
  },
});

const of = (id: string) => `event.data.quest_id == "${id}"`;
const faultsOf = (quest: ChainedQuest, others: Record<string, ChainedQuest> = {}) =>
  checkChains('own', quest, new Map(Object.entries(others))).map(
    ({ path, message }) => `${path} ${message}`,
  );
const place = 'objectives.any_of[0].all_of[0]';

describe('a quest that counts completions', () => {
  it('of any quest is let through, and counts none of its own', () => {
    expect(faultsOf(counting('Three'))).toEqual([]);
  });

  it('by way of which completions come back is refused, with the way', () => {
    expect(faultsOf(counting('Three'), { five: counting('Five') })).toEqual([
      `${place}.event could feed itself by completions: 'Three' → 'Five' → 'Three'; name quests by event.data.quest_id in where`,
    ]);
    const others = { a: counting('A', of('b')), b: counting('B', of('own')) };
    expect(faultsOf(counting('Own', of('a')), others)).toEqual([
      expect.stringContaining("'Own' → 'B' → 'A' → 'Own'"),
    ]);
  });

  it.each([
    of('x'),
    '"x" == event.data.quest_id',
    'event.data.quest_id in ["x", "y"]',
    `${of('x')} || ${of('y')}`,
    `event.data.ordinal > 1.0 && (${of('x')} || ${of('y')})`,
    `event.data.quest_id in ["x", "own"] && ${of('x')}`,
  ])('is let through where it names others: %s', (where) => {
    expect(faultsOf(counting('Own', where), { any: counting('Any') })).toEqual([]);
  });

  it.each([
    'event.data.ordinal == 1.0',
    `${of('x')} || event.data.ordinal == 1.0`,
    '!(event.data.quest_id == "x")',
    'event.data.quest_id != "x"',
  ])('counts any where it does not: %s', (where) => {
    expect(faultsOf(counting('Own', where), { any: counting('Any') })).toHaveLength(1);
  });

  it('that names itself is refused', () => {
    expect(faultsOf(counting('Own', of('own')))).toEqual([
      `${place}.where counts completions of the quest itself, which never count for it`,
    ]);
  });

  it('of steps is no link behind a quest without steps', () => {
    const event = 'QuestStepReached';
    const own = counting('Own', undefined, { event });
    expect(faultsOf(own, { any: counting('Any') })).toEqual([]);
    const steps = [{ target: 1, rewards: [{ badge: 'a' }] }];
    const any = counting('Any');
    const stepped = { ...any, definition: { ...any.definition, steps } };
    expect(faultsOf(own, { any: stepped })).toHaveLength(1);
  });

  it('is refused in a chain that is too long', () => {
    const chain = (links: number) =>
      Object.fromEntries(
        Array.from({ length: links }, (_, index) => [
          `q${index}`,
          counting(`Q${index}`, index === 0 ? of('x') : of(`q${index - 1}`)),
        ]),
      );
    const last = (links: number) => faultsOf(counting('Own', of(`q${links - 1}`)), chain(links));
    expect(last(chainLengthMax - 1)).toEqual([]);
    expect(last(chainLengthMax)).toEqual([expect.stringContaining('in a chain of 9 quests')]);
  });

  it('ends where quests of an earlier release lead back', () => {
    const others = { a: counting('A', of('b')), b: counting('B', of('a')) };
    expect(faultsOf(counting('Own', of('x')), others)).toEqual([]);
    expect(faultsOf(counting('Own', of('a')), others)).toEqual([]);
  });

  it('is checked fast among a thousand', () => {
    const others = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [`q${index}`, counting('Q', of('own'))]),
    );
    expect(faultsOf(counting('Own', of('x')), others)).toEqual([]);
  });
});
