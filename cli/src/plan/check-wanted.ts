import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import { millisecondsOf } from '@questline/contracts/instant';
import { checkDefinition, checkUnlocks } from '@questline/quest-language/check-definition';
import type { FileFault } from '../files/fault.ts';
import { foldName } from '../files/fold-name.ts';
import { type Path, readPath, showPath } from '../files/path.ts';
import { mapUnlock, unlockEntries } from './unlock.ts';
import type { Wanted, WantedQuest, WantedReward } from './wanted.ts';

/** What a definition has against it when it is not asked whether its time is over. */
const timeOfCheck = ({ window }: QuestDefinition, now: Date): Date => {
  const end = millisecondsOf(window?.end ?? '');
  return end <= now.getTime() ? new Date(end - 1) : now;
};

const faultAt = ({ at }: Pick<WantedQuest, 'at'>, path: Path, message: string): FileFault => ({
  ...at(path),
  path: showPath(path),
  message,
});

const checkNames = (kind: string, wanted: readonly (WantedQuest | WantedReward)[]) => {
  const first = new Map<string, WantedQuest | WantedReward>();
  return wanted.flatMap((each) => {
    const other = first.get(each.key);
    first.set(each.key, other ?? each);
    if (other === undefined) return [];
    const { file, line } = other.at(['name']);
    return [faultAt(each, ['name'], `is the name of the ${kind} at ${file}:${line} already`)];
  });
};

/** The definition of a quest in the full form that is to be in force. */
const definitionInForce = ({ form, state }: WantedQuest): QuestDefinition | undefined =>
  form.kind === 'short' || state === 'draft' || state === 'archived' ? undefined : form.definition;

const checkMeaning = (quest: WantedQuest, now: Date): readonly FileFault[] => {
  const definition = definitionInForce(quest);
  if (definition === undefined) return [];
  return checkDefinition(definition, timeOfCheck(definition, now)).map(({ path, message }) =>
    faultAt(quest, readPath(path), message),
  );
};

const unlockOf = ({ form, state }: WantedQuest) => ({
  ...(form.kind === 'full' && mapUnlock({ unlock: form.definition.unlock }, foldName)),
  is_draft: state === 'draft',
});

/** What unlocks quests, by their names as they are compared. */
export type Unlocks = ReadonlyMap<
  string,
  Pick<QuestDefinition, 'unlock'> & { readonly is_draft?: boolean }
>;

const checkUnlock = (quest: WantedQuest, all: Unlocks) => {
  const unlock = unlockOf(quest);
  const others = new Map([...all].filter(([key]) => key !== quest.key));
  const cycles = checkUnlocks(quest.key, unlock, others);
  const unpublished = quest.state === 'draft' ? [] : unlockEntries(unlock.unlock);
  return [
    ...cycles.map(({ path, message }) => faultAt(quest, readPath(path), message)),
    ...unpublished
      .filter(({ quest: other }) => all.get(other)?.is_draft)
      .map(({ path }) => faultAt(quest, path, 'is a draft, which nobody can complete')),
  ];
};

/** Names that quests mention and that must be in the catalog, as the files make nothing of that name. */
export const namesElsewhere = ({ quests, rewards }: Wanted) => {
  const kept = quests.filter(({ state }) => state !== 'archived');
  const questKeys = new Set(kept.map(({ key }) => key));
  const rewardKeys = new Set(rewards.map(({ key }) => key));
  return {
    quests: kept.flatMap((quest) =>
      quest.form.kind === 'short'
        ? []
        : unlockEntries(quest.form.definition.unlock)
            .filter(({ quest: name }) => !questKeys.has(foldName(name)))
            .map(({ path, quest: name }) => ({ by: quest, path, name })),
    ),
    rewards: kept.flatMap((quest) =>
      quest.form.kind === 'short' && !rewardKeys.has(foldName(quest.form.reward))
        ? [{ by: quest, path: ['reward'], name: quest.form.reward }]
        : [],
    ),
  };
};

/**
 * Every fault of what files want, as far as they show it by themselves. `others` are the quests of the
 * catalog that the files do not name; without them, a name that no file has is taken for one of those.
 */
export const checkWanted = (
  wanted: Wanted,
  now: Date,
  others: Unlocks = new Map(namesElsewhere(wanted).quests.map(({ name }) => [foldName(name), {}])),
): readonly FileFault[] => {
  const all = new Map([
    ...others,
    ...wanted.quests.map((each) => [each.key, unlockOf(each)] as const),
  ]);
  return [
    ...checkNames('quest', wanted.quests),
    ...checkNames('reward', wanted.rewards),
    ...wanted.quests.flatMap((quest) => checkMeaning(quest, now)),
    ...wanted.quests
      .filter(({ state }) => state !== 'archived')
      .flatMap((quest) => checkUnlock(quest, all)),
  ];
};
