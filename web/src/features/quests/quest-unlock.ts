import type { QuestPublic } from '@questline/contracts/catalog/quest';
import type { ProgressRow } from '@questline/contracts/processing/progress';
import { humanise } from '../../ui/humanise.ts';

/** A quest that others wait for; a title is missing where the quest is not offered to the user. */
export type Condition = { readonly title: string | null; readonly isMet: boolean };

/** What comes before a quest: all of the first, one of the second. */
export type Unlock = {
  readonly all: readonly Condition[];
  readonly any: readonly Condition[];
  readonly isOpen: boolean;
  /** Whether the user completed a quest that excludes this one. */
  readonly isExcluded: boolean;
};

export type KnownQuests = {
  readonly quests: ReadonlyMap<string, QuestPublic>;
  readonly rows: ReadonlyMap<string, ProgressRow>;
};

const open: Unlock = { all: [], any: [], isOpen: true, isExcluded: false };

/** Whether a quest counts for a user yet, by the quests that they have completed. */
export const unlockOf = (quest: QuestPublic | undefined, known: KnownQuests): Unlock => {
  const unlock = quest?.definition.unlock;
  if (!unlock) return open;
  const isCompleted = (id: string) => (known.rows.get(id)?.duplication ?? 0) > 0;
  const conditionOf = (id: string): Condition => {
    const name = known.quests.get(id)?.name ?? known.rows.get(id)?.quest_name;
    return { title: name === undefined ? null : humanise(name), isMet: isCompleted(id) };
  };
  const all = (unlock.all ?? []).map(conditionOf);
  const any = (unlock.any ?? []).map(conditionOf);
  return {
    all,
    any,
    isOpen: all.every(({ isMet }) => isMet) && (any.length === 0 || any.some(({ isMet }) => isMet)),
    isExcluded: (unlock.none ?? []).some(isCompleted),
  };
};
