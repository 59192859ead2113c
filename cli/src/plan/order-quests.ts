import { foldName } from '../files/fold-name.ts';
import { unlockEntries } from './unlock.ts';
import type { WantedQuest } from './wanted.ts';

const neededBy = ({ form, state }: WantedQuest): readonly string[] =>
  form.kind === 'short' || state === 'archived'
    ? []
    : unlockEntries(form.definition.unlock).map(({ quest }) => foldName(quest));

/** Quests after those that unlock them, else in the order they came in. There are no cycles. */
export const orderQuests = (quests: readonly WantedQuest[]): readonly WantedQuest[] => {
  const byKey = new Map(quests.map((quest) => [quest.key, quest]));
  const ordered = new Set<WantedQuest>();
  for (const quest of quests) {
    // A stack of its own: chains of unlocks may be longer than calls can nest.
    const open = [quest];
    for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
      const missing = neededBy(last)
        .map((key) => byKey.get(key))
        .filter((needed) => needed !== undefined && !ordered.has(needed));
      if (missing.length === 0) ordered.add(last);
      if (missing.length === 0) open.pop();
      else open.push(...missing.filter((needed) => needed !== undefined));
    }
  }
  return [...ordered];
};
