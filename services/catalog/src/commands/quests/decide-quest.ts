import { isDeepStrictEqual } from 'node:util';
import {
  type QuestContent,
  questArchived,
  questDiscarded,
  questDrafted,
  questEdited,
  questPaused,
  questPublished,
  questResumed,
} from '@questline/contracts/catalog/events';
import type { QuestState } from '@questline/contracts/catalog/quest';
import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import type { RewardPublic } from '@questline/contracts/catalog/reward';
import type { FieldError } from '@questline/http/refusal';
import {
  type ChainedQuest,
  checkChains,
  completionTypes,
} from '@questline/quest-language/check-chains';
import { checkDefinition } from '@questline/quest-language/check-definition';
import { checkUnlocks } from '@questline/quest-language/check-unlocks';
import type { Fact } from '../../changes/change.ts';
import type { Quest } from '../../quests/quest.ts';
import type { QuestEdit, QuestForm } from './parse-quest.ts';
import { type ContentDecision, editContent, toContent } from './quest-content.ts';

export type QuestCommand =
  | { readonly kind: 'create'; readonly id: string; readonly form: QuestForm }
  | { readonly kind: 'edit'; readonly edit: QuestEdit }
  | { readonly kind: 'publish' | 'pause' | 'resume' | 'archive' | 'delete' };

/** What a decision has to know of the rest of the catalog, and when it is made. */
export interface Found {
  /** The reward that `rewardNamedBy` says. */
  readonly reward: RewardPublic | undefined;
  /** What every other quest that was published demands. */
  readonly others: ReadonlyMap<string, Pick<QuestDefinition, 'unlock'>>;
  /** Every other quest that counts completions of quests and may still be completed. */
  readonly chained: ReadonlyMap<string, ChainedQuest>;
  readonly now: Date;
}

export type QuestDecision =
  | { readonly kind: 'decided'; readonly facts: readonly Fact[] }
  | { readonly kind: 'unknown-quest' | 'unknown-quest-reward' }
  | { readonly kind: 'quest-archived' }
  | { readonly kind: 'wrong-state'; readonly command: string; readonly state: QuestState }
  | { readonly kind: 'unworkable'; readonly faults: readonly FieldError[] };

/** The reward to be looked up for a command. */
export const rewardNamedBy = (quest: Quest | undefined, command: QuestCommand) => {
  if (command.kind === 'create' && command.form.kind === 'short') {
    return command.form.body.reward_id;
  }
  if (command.kind === 'edit' && command.edit.kind === 'short') return command.edit.body.reward_id;
  // A version pays what its reward is when it is published.
  return command.kind === 'publish' ? quest?.content.short_form?.reward.id : undefined;
};

/** Whether the command may put a definition in force that other quests unlock. */
export const mayUnlock = (quest: Quest | undefined, command: QuestCommand): boolean => {
  if (quest?.content.definition.unlock !== undefined) return true;
  if (command.kind === 'create') return 'unlock' in command.form.body;
  return command.kind === 'edit' && 'unlock' in command.edit.body;
};

/** Whether the command may put a definition in force that counts completions of quests. */
export const mayChain = (quest: Quest | undefined, command: QuestCommand): boolean => {
  const written =
    command.kind === 'create'
      ? command.form.body
      : command.kind === 'edit'
        ? command.edit.body
        : undefined;
  const text = JSON.stringify([written, quest?.content.definition.objectives]);
  return completionTypes.some((type) => text.includes(type));
};

/** `any_of[0].all_of[1]` as other faults are told: `any_of.0.all_of.1`. */
const toFieldError = ({ path, message }: FieldError): FieldError => ({
  path: path.replace(/\[(\d+)\]/g, '.$1'),
  message,
});

const decided = (...facts: Fact[]): QuestDecision => ({ kind: 'decided', facts });

const findFaults = (id: string, { name, definition }: QuestContent, found: Found) => {
  const own = checkDefinition(definition, found.now);
  return [
    ...own,
    ...checkUnlocks(id, definition, found.others),
    // A condition that does not compile leads nowhere.
    ...(own.length > 0 ? [] : checkChains(id, { name, definition }, found.chained)),
  ].map(toFieldError);
};

/** Puts content in force as the next version, if it can work; what is in force already does. */
const publish = (
  quest: Pick<Quest, 'id' | 'version' | 'state'>,
  content: QuestContent,
  found: Found,
  inForce?: QuestDefinition,
): QuestDecision => {
  // So that a quest that is over can be renamed.
  const isNew = !isDeepStrictEqual(content.definition, inForce);
  const faults = isNew ? findFaults(quest.id, content, found) : [];
  if (faults.length > 0) return { kind: 'unworkable', faults };
  const state = quest.state === 'paused' ? 'paused' : 'active';
  const published_at = found.now.toISOString();
  const version = quest.version + 1;
  return decided({
    type: questPublished,
    data: { quest_id: quest.id, version, state, published_at, ...content },
  });
};

const create = (
  { id, form }: Extract<QuestCommand, { kind: 'create' }>,
  found: Found,
): QuestDecision => {
  const written = toContent(form, found.reward);
  if (written.kind !== 'content') return written;
  const { content } = written;
  if (form.body.state === 'draft') {
    return decided({ type: questDrafted, data: { quest_id: id, ...content } });
  }
  return publish({ id, version: 0, state: 'draft' }, content, found);
};

/** What counts as a change: how users half-way are treated is none by itself once it was published. */
const isSame = (quest: Quest, content: QuestContent): boolean => {
  const in_flight = quest.state === 'draft' ? content.in_flight : quest.content.in_flight;
  return isDeepStrictEqual(quest.content, { ...content, in_flight });
};

const edit = (quest: Quest, { edit: wanted }: { edit: QuestEdit }, found: Found): QuestDecision => {
  const isDraft = quest.state === 'draft';
  const inFlightDefault = isDraft ? quest.content.in_flight : 'migrate';
  const written = editContent(quest.content, wanted, found.reward, inFlightDefault);
  if (written.kind !== 'content') return written;
  const { content } = written;
  if (isSame(quest, content)) return decided();
  if (!isDraft) return publish(quest, content, found, quest.content.definition);
  return decided({ type: questEdited, data: { quest_id: quest.id, ...content } });
};

/** A draft in the short form names its reward again, to pay what that is now. */
const publishDraft = (quest: Quest, found: Found): QuestDecision => {
  const { short_form } = quest.content;
  if (short_form === null) return publish(quest, quest.content, found);
  const body = { reward_id: short_form.reward.id };
  const written: ContentDecision = editContent(
    quest.content,
    { kind: 'short', body },
    found.reward,
    quest.content.in_flight,
  );
  return written.kind === 'content' ? publish(quest, written.content, found) : written;
};

const changes = { pause: questPaused, resume: questResumed, archive: questArchived } as const;
const statesAfter = { pause: 'paused', resume: 'active', archive: 'archived' } as const;

const changeState = (quest: Quest, command: keyof typeof changes): QuestDecision =>
  decided({
    type: changes[command],
    data: { quest_id: quest.id, version: quest.version, state: statesAfter[command] },
  });

/** The states from which a command leads on; every other is refused. */
const allowed: Readonly<Record<string, readonly QuestState[]>> = {
  publish: ['draft'],
  pause: ['active'],
  resume: ['paused'],
  archive: ['active', 'paused'],
};

/**
 * What a command does to a quest, as facts for its history: none where it changes nothing. Pure; the
 * name of another quest is no matter of this one and is refused where it is stored.
 */
export const decideQuest = (
  quest: Quest | undefined,
  command: QuestCommand,
  found: Found,
): QuestDecision => {
  if (command.kind === 'create') return create(command, found);
  if (quest === undefined) return { kind: 'unknown-quest' };
  if (quest.state === 'archived') return { kind: 'quest-archived' };
  const states = allowed[command.kind];
  if (states !== undefined && !states.includes(quest.state)) {
    return { kind: 'wrong-state', command: command.kind, state: quest.state };
  }
  switch (command.kind) {
    case 'edit':
      return edit(quest, command, found);
    case 'publish':
      return publishDraft(quest, found);
    case 'delete':
      return quest.state === 'draft'
        ? decided({ type: questDiscarded, data: { quest_id: quest.id } })
        : changeState(quest, 'archive');
    default:
      return changeState(quest, command.kind);
  }
};
