import type { QuestPublic } from '@questline/contracts/catalog/quest';
import {
  type QuestDefinition,
  questDefinition,
} from '@questline/contracts/catalog/quest-definition';
import type { RewardPublic } from '@questline/contracts/catalog/reward';
import { stringify } from 'yaml';
import type { FullQuestFile, RewardFile, ShortQuestFile } from './file-schema.ts';

/** One document as it is written. */
export type Written = FullQuestFile | ShortQuestFile | RewardFile;

/** What defaults say need not be written; the order of what is left is the schema's. */
const withoutDefaults = (definition: QuestDefinition) => {
  const { objectives, repeat, auto_claim, rewards, ...rest } = questDefinition.parse(definition);
  return {
    objectives: {
      any_of: objectives.any_of.map(({ all_of }) => ({
        all_of: all_of.map((objective) => ({
          ...objective,
          event:
            Array.isArray(objective.event) && objective.event.length === 1
              ? (objective.event[0] ?? '')
              : objective.event,
        })),
      })),
    },
    ...rest,
    ...(repeat.policy === 'once' && repeat.max === 1 && repeat.carry_over === undefined
      ? {}
      : { repeat }),
    ...(!auto_claim && { auto_claim }),
    ...(rewards.length > 0 && { rewards }),
  };
};

const headOf = ({ name, description, category, state }: QuestPublic) => ({
  kind: 'quest' as const,
  name,
  ...(description && { description }),
  ...(category && { category }),
  ...(state !== 'active' && { state }),
});

/**
 * A quest as a file has it: in the short form where its reward still pays what the quest does.
 *
 * @param nameOf The name of another quest by its id.
 */
export const toQuestFile = (
  quest: QuestPublic,
  rewards: ReadonlyMap<string, RewardPublic>,
  nameOf: (id: string) => string,
): FullQuestFile | ShortQuestFile => {
  const { reward, streak, auto_claim, duplication } = quest;
  const named = reward === null ? undefined : rewards.get(reward.id);
  const isShort =
    streak !== null &&
    named?.reward_item === reward?.reward_item &&
    named?.reward_qty === reward?.reward_qty;
  if (isShort && named !== undefined) {
    return { ...headOf(quest), reward: named.reward_name, auto_claim, streak, duplication };
  }
  const { unlock, ...parts } = withoutDefaults(quest.definition);
  const lists = Object.entries(unlock ?? {}).map(([list, ids]) => [list, ids?.map(nameOf)]);
  return { ...headOf(quest), ...(unlock && { unlock: Object.fromEntries(lists) }), ...parts };
};

export const toRewardFile = ({
  reward_name,
  reward_item,
  reward_qty,
}: RewardPublic): RewardFile => ({
  kind: 'reward',
  name: reward_name,
  reward_item,
  reward_qty,
});

/** A document as text; the same for the same document. `schema` is where editors find the schema. */
export const writeDocument = (document: Written, schema?: string): string => {
  const header = schema === undefined ? '' : `# yaml-language-server: $schema=${schema}\n`;
  return `${header}${stringify(document, { lineWidth: 100, compat: 'yaml-1.1', aliasDuplicateObjects: false })}`;
};
