import type { QuestPublic } from '@questline/contracts/catalog/quest';
import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import type { RewardPublic } from '@questline/contracts/catalog/reward';
import { toQuestDefinition, toRewardLine } from '@questline/quest-language/short-form';
import { mapUnlock } from './unlock.ts';
import type { WantedQuest } from './wanted.ts';

/** The part of a reward that decides what it pays. */
export type Payment = Pick<RewardPublic, 'reward_name' | 'reward_item' | 'reward_qty'>;

/** A quest as it can be compared: other quests and rewards by the names that they are to have. */
export interface Content {
  readonly name: string;
  readonly description: string | null;
  readonly category: string | null;
  readonly definition: QuestDefinition;
  readonly short: {
    readonly reward: string;
    /** What it pays, as of when the quest named it. */
    readonly payment: Payment;
    readonly auto_claim: boolean;
    readonly streak: number;
    readonly duplication: number;
  } | null;
}

/** How a plan calls quests and rewards, and what the rewards are to be. */
export interface Names {
  readonly questOfId: (id: string) => string;
  readonly questOfName: (name: string) => string;
  readonly rewardOfId: (id: string) => string | undefined;
  readonly rewardOfName: (name: string) => Payment | undefined;
}

/** The content that a file wants. The reward of a short form is known: it was checked. */
export const wantedContent = (wanted: WantedQuest, names: Names): Content => {
  const { name, description, category, form } = wanted;
  const shown = { name, description, category };
  if (form.kind === 'full') {
    const definition = mapUnlock(form.definition, names.questOfName);
    return { ...shown, definition, short: null };
  }
  const payment = names.rewardOfName(form.reward);
  if (payment === undefined) throw new Error(`no reward ${form.reward}`);
  const { auto_claim, streak, duplication } = form;
  const definition = toQuestDefinition({ auto_claim, streak, duplication }, toRewardLine(payment));
  const short = { reward: payment.reward_name, payment, auto_claim, streak, duplication };
  return { ...shown, definition, short };
};

/** The content that the catalog has. */
export const foundContent = (quest: QuestPublic, names: Names): Content => {
  const { name, description, category = null, definition, reward, streak } = quest;
  const shown = { name, description, category, definition: mapUnlock(definition, names.questOfId) };
  if (reward === null || streak === null) return { ...shown, short: null };
  const { auto_claim, duplication } = quest;
  const short = {
    reward: names.rewardOfId(reward.id) ?? reward.reward_name,
    payment: reward,
    auto_claim,
    streak,
    duplication,
  };
  return { ...shown, short };
};
