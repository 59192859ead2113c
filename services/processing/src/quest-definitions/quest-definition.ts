import type { QuestVersion } from '@questline/contracts/catalog/quest';

/** The quests in force, by the event types that can move them. */
export interface QuestDefinitions {
  readonly revision: number;
  readonly byEventType: ReadonlyMap<string, readonly QuestVersion[]>;
}

/** How many matching events complete the quest once. */
export const targetOf = ({ definition }: QuestVersion): number =>
  definition.objectives.any_of[0]?.all_of[0]?.target ?? Number.POSITIVE_INFINITY;

/** How often the quest can be completed. */
export const completionLimitOf = ({ definition }: QuestVersion): number => definition.repeat.max;

const eventTypesOf = ({ definition }: QuestVersion): ReadonlySet<string> =>
  new Set(
    definition.objectives.any_of.flatMap(({ all_of }) => all_of.flatMap(({ event }) => event)),
  );

/** Indexes the quests in force; only active ones can be moved. */
export const toQuestDefinitions = (
  revision: number,
  inForce: readonly QuestVersion[],
): QuestDefinitions => {
  const byEventType = new Map<string, QuestVersion[]>();
  for (const quest of inForce) {
    if (quest.state !== 'active') continue;
    for (const type of eventTypesOf(quest)) {
      byEventType.set(type, [...(byEventType.get(type) ?? []), quest]);
    }
  }
  return { revision, byEventType };
};
