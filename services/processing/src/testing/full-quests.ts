import type { QuestVersion } from '@questline/contracts/catalog/quest';
import { questFullForm, questVersion } from '@questline/contracts/catalog/quest';
import { checkDefinition } from '@questline/quest-language/check-definition';
import { normaliseDefinition } from '@questline/quest-language/normalise-definition';
import type { z } from 'zod';

type Parts = Omit<z.input<typeof questFullForm>, 'name'>;
export type Objective = Parts['objectives']['any_of'][number]['all_of'][number];

/** An id of its own for each name that a file uses, in the order in which they are asked for. */
const questIds = new Map<string, string>();

export const questIdOf = (name: string): string => {
  const known = questIds.get(name);
  if (known !== undefined) return known;
  const id = `01990000-0000-7000-8000-${String(questIds.size + 1).padStart(12, '0')}`;
  questIds.set(name, id);
  return id;
};

export const gold = (amount: number) => ({ currency: 'gold', amount });

export const countOf = (target: number, more: Partial<Objective> = {}): Objective => ({
  event: 'play',
  aggregate: 'count',
  op: '>=',
  target,
  ...more,
});

export const anyOf = (...alternatives: Objective[][]): Parts['objectives'] => ({
  any_of: alternatives.map((all_of) => ({ all_of })),
});

/**
 * A version of a quest in the full form, as the catalog would publish it: its name makes its id. Throws
 * for one that the catalog would refuse.
 */
export const fullQuest = (
  name: string,
  parts: Partial<Parts> = {},
  rest: Partial<QuestVersion> = {},
): QuestVersion => {
  const { name: _, ...written } = questFullForm.parse({
    name,
    objectives: anyOf([countOf(1)]),
    ...(parts.steps ? {} : { rewards: [gold(10)] }),
    ...parts,
  });
  const definition = normaliseDefinition(written as Parameters<typeof normaliseDefinition>[0]);
  const [fault] = checkDefinition(definition, new Date('2030-01-01T00:00:00Z'));
  if (fault) throw new Error(`${name}: ${fault.path} ${fault.message}`);
  return questVersion.parse({
    quest_id: questIdOf(name),
    version: 1,
    name,
    description: null,
    state: 'active',
    definition,
    in_flight: 'migrate',
    published_at: '2030-01-01T00:00:00.000Z',
    ...rest,
  });
};
