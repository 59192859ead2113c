import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';

type Defaulted = 'repeat' | 'auto_claim' | 'rewards';

/** The parts of a definition as clients write them. */
export type QuestDefinitionParts = Omit<QuestDefinition, Defaulted> & {
  readonly [part in Defaulted]?: QuestDefinition[part] | undefined;
};

/**
 * A definition as it is stored, from what a client wrote: once, claimed by itself and paying nothing
 * where nothing else is said, the types of events as a list. Nothing else is added.
 */
export const normaliseDefinition = (parts: QuestDefinitionParts): QuestDefinition => {
  const { objectives, repeat, auto_claim, rewards, ...rest } = parts;
  return {
    objectives: {
      any_of: objectives.any_of.map(({ all_of }) => ({
        all_of: all_of.map((objective) => ({
          ...objective,
          event: typeof objective.event === 'string' ? [objective.event] : objective.event,
        })),
      })),
    },
    ...rest,
    repeat: repeat ?? { max: 1, policy: 'once' },
    auto_claim: auto_claim ?? true,
    rewards: rewards ?? [],
  };
};
