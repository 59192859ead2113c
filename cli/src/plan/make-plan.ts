import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import { millisecondsOf } from '@questline/contracts/instant';
import { checkDefinition } from '@questline/quest-language/check-definition';
import type { Catalog } from '../catalog/catalog.ts';
import type { FileFault } from '../files/fault.ts';
import { foldName } from '../files/fold-name.ts';
import { type Path, readPath, showPath } from '../files/path.ts';
import { checkWanted, namesElsewhere } from './check-wanted.ts';
import { type Applied, findConflict } from './find-conflict.ts';
import { type Index, indexCatalog } from './index-catalog.ts';
import { orderQuests } from './order-quests.ts';
import type { Change, Plan, Resource } from './plan.ts';
import { planQuest, pruneQuest } from './plan-quest.ts';
import { planReward, retireReward } from './plan-reward.ts';
import type { Wanted, WantedQuest } from './wanted.ts';

export interface PlanInput {
  readonly wanted: Wanted;
  readonly catalog: Catalog;
  /** What was last applied from these files to this catalog. */
  readonly applied: Applied;
  /** Whether what no file has is to go. */
  readonly prune: boolean;
  /** Whether what was edited elsewhere meanwhile is to be replaced. */
  readonly overwrite: boolean;
  readonly id: string;
  readonly url: string;
  readonly lockFile: string;
  readonly now: Date;
}

export type Planned =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'faults'; readonly faults: readonly FileFault[] };

const faultOf = ({ at }: Pick<WantedQuest, 'at'>, path: Path, message: string): FileFault => ({
  ...at(path),
  path: showPath(path),
  message,
});

const checkNames = (wanted: Wanted, index: Index): readonly FileFault[] => {
  const { quests, rewards } = namesElsewhere(wanted);
  return [
    ...quests
      .filter(({ name }) => index.questOf(name) === undefined)
      .map(({ by, path, name }) => faultOf(by, path, `no file and no quest is called '${name}'`)),
    ...rewards
      .filter(({ name }) => index.rewards.get(foldName(name)) === undefined)
      .map(({ by, path, name }) => faultOf(by, path, `no file and no reward is called '${name}'`)),
  ];
};

/** A quest whose time is over stays as it is; it cannot be put in force anew. */
const checkTime = (quest: WantedQuest, { commands }: Change, now: Date): readonly FileFault[] => {
  const isForced = commands.some(({ deed }) => ['create', 'edit', 'publish'].includes(deed));
  if (quest.state === 'draft' || quest.form.kind === 'short' || !isForced) return [];
  const definition: QuestDefinition = quest.form.definition;
  if (!(millisecondsOf(definition.window?.end ?? '') <= now.getTime())) return [];
  return checkDefinition(definition, now).map(({ path, message }) =>
    faultOf(quest, readPath(path), message),
  );
};

const toResource = ({ kind, name, id, revision }: Change): readonly Resource[] =>
  id === null || revision === null ? [] : [{ kind, name, id, revision }];

/** What no file has, and what takes it out of play where it is not named by a file. */
const planRest = (wanted: Wanted, { catalog }: PlanInput) => {
  const questKeys = new Set(wanted.quests.map(({ key }) => key));
  const rewardKeys = new Set(wanted.rewards.map(({ key }) => key));
  const named = namesElsewhere(wanted);
  const namedQuests = new Set(named.quests.map(({ name }) => foldName(name)));
  const namedRewards = new Set(named.rewards.map(({ name }) => foldName(name)));
  const quests = catalog.quests.filter(
    ({ shown }) => shown.state !== 'archived' && !questKeys.has(foldName(shown.name)),
  );
  const rewards = catalog.rewards.filter(
    ({ shown }) => !rewardKeys.has(foldName(shown.reward_name)),
  );
  return {
    all: [...quests.map(pruneQuest), ...rewards.map(retireReward)],
    unnamed: [
      ...quests.filter(({ shown }) => !namedQuests.has(foldName(shown.name))).map(pruneQuest),
      ...rewards
        .filter(({ shown }) => !namedRewards.has(foldName(shown.reward_name)))
        .map(retireReward),
    ],
  };
};

const planWanted = (wanted: Wanted, index: Index, now: Date) => {
  const faults: FileFault[] = [];
  const changes: Change[] = wanted.rewards.map((reward) =>
    planReward(reward, index.rewards.get(reward.key)),
  );
  for (const quest of orderQuests(wanted.quests)) {
    const planned = planQuest(quest, index.quests.get(quest.key), index.names);
    if (planned.kind === 'impossible') faults.push(faultOf(quest, ['state'], planned.why));
    else {
      faults.push(...checkTime(quest, planned.change, now));
      changes.push(planned.change);
    }
  }
  return { changes, faults };
};

/** What has to be done for the catalog to be as files want it, or what is wrong with the files. Pure. */
export const makePlan = (input: PlanInput): Planned => {
  const { wanted, catalog, applied, now } = input;
  const index = indexCatalog(catalog, wanted);
  const known = [...checkNames(wanted, index)];
  const wrong = [...known, ...checkWanted(wanted, now, known.length ? undefined : index.unlocks)];
  if (wrong.length > 0) return { kind: 'faults', faults: wrong };

  const { changes, faults } = planWanted(wanted, index, now);
  if (faults.length > 0) return { kind: 'faults', faults };
  const rest = planRest(wanted, input);
  const pruned = input.prune ? rest.unnamed : [];
  const prunedIds = new Set(pruned.map(({ id }) => id));
  const plan: Plan = {
    format: 'questline-plan/1',
    id: input.id,
    url: input.url,
    lock_file: input.lockFile,
    changes: [...changes.filter(({ commands }) => commands.length > 0), ...pruned].map(
      (change) => ({
        ...change,
        conflict: input.overwrite ? null : findConflict(change, applied, catalog),
      }),
    ),
    unchanged: changes.filter(({ commands }) => commands.length === 0).flatMap(toResource),
    not_managed: rest.all.filter(({ id }) => !prunedIds.has(id)).flatMap(toResource),
    ids: index.ids,
  };
  return { kind: 'plan', plan };
};
