import type { QuestPublic } from '@questline/contracts/catalog/quest';
import type { RewardPublic } from '@questline/contracts/catalog/reward';

/** Something of the catalog, with what tells this state of it from every other. */
export interface Found<Shown> {
  readonly shown: Shown;
  readonly revision: string;
}

/** The catalog as it was read. */
export interface Catalog {
  readonly quests: readonly Found<QuestPublic>[];
  readonly rewards: readonly Found<RewardPublic>[];
}
