import type { QuestContent } from '@questline/contracts/catalog/events';
import { type InFlight, questDefinitionParts } from '@questline/contracts/catalog/quest-definition';
import type { RewardPublic } from '@questline/contracts/catalog/reward';
import type { FieldError } from '@questline/http/refusal';
import {
  normaliseDefinition,
  type QuestDefinitionParts,
} from '@questline/quest-language/normalise-definition';
import { toQuestDefinition, toRewardLine } from '@questline/quest-language/short-form';
import type { QuestEdit, QuestForm } from './parse-quest.ts';

/** What a quest is to be, or why it cannot be that. */
export type ContentDecision =
  | { readonly kind: 'content'; readonly content: QuestContent }
  | { readonly kind: 'unknown-quest-reward' }
  | { readonly kind: 'unworkable'; readonly faults: readonly FieldError[] };

/** The parts of a definition among what a body names; one that is null is named to be removed. */
const partsOf = (body: object): Partial<QuestDefinitionParts> =>
  Object.fromEntries(
    Object.entries(body)
      .filter(([name]) => name in questDefinitionParts)
      .map(([name, part]) => [name, part ?? undefined]),
  );

const toShort = (
  short: { auto_claim: boolean; streak: number; duplication: number },
  reward: RewardPublic,
): Pick<QuestContent, 'definition' | 'short_form'> => ({
  definition: toQuestDefinition(short, toRewardLine(reward)),
  short_form: { reward, streak: short.streak },
});

/** The content of a new quest; `reward` is the one that the short form names, if there is one. */
export const toContent = (form: QuestForm, reward: RewardPublic | undefined): ContentDecision => {
  const { name, description, category, in_flight } = form.body;
  const shown = {
    name,
    description: description || null,
    category: category ?? null,
    in_flight: in_flight ?? 'migrate',
  };
  if (form.kind === 'full') {
    const { objectives } = form.body;
    const definition = normaliseDefinition({ ...partsOf(form.body), objectives });
    return { kind: 'content', content: { ...shown, definition, short_form: null } };
  }
  if (reward === undefined) return { kind: 'unknown-quest-reward' };
  return { kind: 'content', content: { ...shown, ...toShort(form.body, reward) } };
};

const editShort = (
  before: QuestContent,
  { body }: Extract<QuestEdit, { kind: 'short' }>,
  found: RewardPublic | undefined,
) => {
  const { short_form, definition } = before;
  const streak = body.streak ?? short_form?.streak;
  const duplication = body.duplication ?? (short_form ? definition.repeat.max : undefined);
  // The reward stays as it was when it was named, until it is named again.
  const reward = body.reward_id === undefined ? short_form?.reward : found;
  if (body.reward_id !== undefined && reward === undefined) {
    return { kind: 'unknown-quest-reward' } as const;
  }
  if (streak === undefined || duplication === undefined || reward === undefined) {
    const given = { reward_id: reward, streak, duplication };
    const missing = Object.entries(given).filter(([, value]) => value === undefined);
    const message = 'is needed by the short form';
    return { kind: 'unworkable', faults: missing.map(([path]) => ({ path, message })) } as const;
  }
  const auto_claim = body.auto_claim ?? definition.auto_claim;
  return toShort({ auto_claim, streak, duplication }, reward);
};

const editFull = (
  { definition, short_form }: QuestContent,
  { body }: Extract<QuestEdit, { kind: 'full' }>,
): Pick<QuestContent, 'definition' | 'short_form'> => {
  const { auto_claim, ...parts } = partsOf(body);
  const named = auto_claim === undefined ? {} : { auto_claim };
  // What both forms have leaves a quest in the form it is in.
  if (Object.keys(parts).length === 0) {
    return { definition: { ...definition, ...named }, short_form };
  }
  const edited = { ...definition, ...parts, ...named };
  const left = Object.entries(edited).filter(([, part]) => part !== undefined);
  const definitionAfter = normaliseDefinition(Object.fromEntries(left) as typeof edited);
  return { definition: definitionAfter, short_form: null };
};

/** The content after an edit: what is named is replaced. `reward` is the one it names, if it does. */
export const editContent = (
  before: QuestContent,
  edit: QuestEdit,
  reward: RewardPublic | undefined,
  inFlightDefault: InFlight,
): ContentDecision => {
  const { name, description, category, in_flight } = edit.body;
  const shown = {
    name: name ?? before.name,
    description: description === undefined ? before.description : description || null,
    category: category === undefined ? before.category : category,
    in_flight: in_flight ?? inFlightDefault,
  };
  const edited = edit.kind === 'short' ? editShort(before, edit, reward) : editFull(before, edit);
  if ('kind' in edited) return edited;
  return { kind: 'content', content: { ...shown, ...edited } };
};
