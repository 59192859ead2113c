import { changeReason } from '@questline/contracts/catalog/change';
import { questFullForm, questShortForm, questState } from '@questline/contracts/catalog/quest';
import { inFlight } from '@questline/contracts/catalog/quest-definition';
import { rewardCreate } from '@questline/contracts/catalog/reward';
import { z } from 'zod';

const { reward_id: _id, name: questName, ...shortParts } = questShortForm.shape;
const { name: _name, unlock: _unlock, ...fullParts } = questFullForm.shape;
const { reward_name: rewardName, ...rewardParts } = rewardCreate.shape;

const name = <Name extends z.ZodType>(schema: Name, of: string) =>
  schema.meta({ description: `What the ${of} is known by: unique, whatever its case.` });

const reason = changeReason.meta({ description: 'Why it is changed, for the history.' });

const quest = {
  kind: z.literal('quest'),
  name: name(questName, 'quest'),
  state: questState.optional().meta({
    description: 'Where the quest is to stand. Default: active. An archived quest stays archived.',
  }),
  in_flight: inFlight.optional().meta({
    description:
      'What an edit does to users who are half-way: migrate (default) keeps their progress and holds it against the new target, restart begins anew, keep_old_version lets them finish as it was.',
  }),
  reason,
};

const questNames = z.array(questName).min(1).max(50);

const unlock = z
  .strictObject({
    all: questNames.optional(),
    any: questNames.optional(),
    none: questNames.optional(),
  })
  .meta({ description: 'Names of other quests: all, one, none of which a user has completed.' });

/** A quest on sign-ins, with the name of its reward. */
export const shortQuestFile = z
  .strictObject({
    ...quest,
    ...shortParts,
    reward: rewardName.meta({ description: 'The name of the reward that a completion pays.' }),
  })
  .meta({ title: 'Quest, short form' });

/** A quest in the full form, with the names of the quests that unlock it. */
export const fullQuestFile = z
  .strictObject({ ...quest, ...fullParts, unlock: unlock.optional() })
  .meta({ title: 'Quest, full form' });

export const rewardFile = z
  .strictObject({
    kind: z.literal('reward'),
    name: name(rewardName, 'reward'),
    ...rewardParts,
    reason,
  })
  .meta({ title: 'Reward' });

/** One document of a file. */
export const resourceFile = z.union([shortQuestFile, fullQuestFile, rewardFile]);

export type ShortQuestFile = z.infer<typeof shortQuestFile>;
export type FullQuestFile = z.infer<typeof fullQuestFile>;
export type RewardFile = z.infer<typeof rewardFile>;

const shortKeys = ['reward', 'reward_id', 'streak', 'duplication'] as const;

/** Which form is meant is told by the keys, so that faults are those of that form alone. */
export const isShort = (written: object): written is ShortQuestFile =>
  shortKeys.some((key) => key in written);
