import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';

type Unlock = QuestDefinition['unlock'];

const lists = ['all', 'any', 'none'] as const;

/** Every quest that the lists name, with its place. */
export const unlockEntries = (unlock: Unlock) =>
  lists.flatMap((list) =>
    (unlock?.[list] ?? []).map((quest, index) => ({ path: ['unlock', list, index], quest })),
  );

/** The same lists of other words for the quests: names for ids, ids for names. */
export const mapUnlock = <Unlocking extends { readonly unlock?: Unlock | null }>(
  definition: Unlocking,
  rename: (quest: string) => string,
): Unlocking => {
  const { unlock } = definition;
  if (!unlock) return definition;
  const renamed = Object.fromEntries(
    Object.entries(unlock).map(([list, quests]) => [list, quests?.map(rename)]),
  );
  return { ...definition, unlock: renamed };
};
