import type { QuestPublic } from '@questline/contracts/catalog/quest';
import type { RewardPublic } from '@questline/contracts/catalog/reward';
import type { Catalog, Found } from '../catalog/catalog.ts';
import { foldName } from '../files/fold-name.ts';
import type { Unlocks } from './check-wanted.ts';
import type { Names } from './quest-content.ts';
import { mapUnlock } from './unlock.ts';
import type { Wanted } from './wanted.ts';

/** The catalog by the names of what is in it, and the names that files give it. */
export interface Index {
  readonly quests: ReadonlyMap<string, Found<QuestPublic>>;
  readonly rewards: ReadonlyMap<string, Found<RewardPublic>>;
  /** The quest that a name means; a draft may name what is gone, by its id. */
  readonly questOf: (name: string) => Found<QuestPublic> | string | undefined;
  readonly names: Names;
  /** Of the quests that no file has. */
  readonly unlocks: Unlocks;
  readonly ids: {
    readonly quests: Record<string, string>;
    readonly rewards: Record<string, string>;
  };
}

const isId = (name: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name);

const nameTheQuests = (catalog: Catalog, wanted: Wanted) => {
  const wantedNames = new Map(wanted.quests.map(({ key, name }) => [key, name]));
  const foundNames = new Map(catalog.quests.map(({ shown }) => [foldName(shown.name), shown.name]));
  const byId = new Map(catalog.quests.map(({ shown }) => [shown.id, shown.name]));
  const questOfName = (name: string): string => {
    const key = foldName(name);
    return wantedNames.get(key) ?? foundNames.get(key) ?? name;
  };
  return { questOfName, questOfId: (id: string) => questOfName(byId.get(id) ?? id) };
};

const nameTheRewards = (catalog: Catalog, wanted: Wanted) => {
  const wantedRewards = new Map(
    wanted.rewards.map(({ key, name, ...parts }) => [key, { ...parts, reward_name: name }]),
  );
  const found = new Map(catalog.rewards.map(({ shown }) => [foldName(shown.reward_name), shown]));
  const byId = new Map(catalog.rewards.map(({ shown }) => [shown.id, shown.reward_name]));
  const rewardOfName = (name: string) =>
    wantedRewards.get(foldName(name)) ?? found.get(foldName(name));
  return {
    rewardOfName,
    rewardOfId: (id: string) => {
      const name = byId.get(id);
      return name === undefined ? undefined : (rewardOfName(name)?.reward_name ?? name);
    },
  };
};

/** Brings names and ids of a catalog and of files together. */
export const indexCatalog = (catalog: Catalog, wanted: Wanted): Index => {
  const quests = new Map(catalog.quests.map((quest) => [foldName(quest.shown.name), quest]));
  const rewards = new Map(catalog.rewards.map((each) => [foldName(each.shown.reward_name), each]));
  const names = { ...nameTheQuests(catalog, wanted), ...nameTheRewards(catalog, wanted) };
  const managed = new Set(wanted.quests.map(({ key }) => key));
  const keyOfId = (id: string) => foldName(names.questOfId(id));
  return {
    quests,
    rewards,
    questOf: (name) => quests.get(foldName(name)) ?? (isId(name) ? name : undefined),
    names,
    unlocks: new Map(
      [...quests]
        .filter(([key]) => !managed.has(key))
        .map(([key, { shown }]) => {
          const { unlock } = mapUnlock({ unlock: shown.definition.unlock }, keyOfId);
          return [key, { unlock, is_draft: shown.state === 'draft' }];
        }),
    ),
    ids: {
      quests: Object.fromEntries([...quests].map(([key, { shown }]) => [key, shown.id])),
      rewards: Object.fromEntries([...rewards].map(([key, { shown }]) => [key, shown.id])),
    },
  };
};
