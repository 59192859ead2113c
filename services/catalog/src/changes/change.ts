import type { ChangeAuthor } from '@questline/contracts/catalog/change';
import { type CatalogEvent, catalogSource } from '@questline/contracts/catalog/events';
import type { QuestlineEvent } from '@questline/contracts/event';
import { toEvent } from '@questline/messaging/event';

/** What was decided, before it has a place in the history. */
export type Fact = CatalogEvent extends infer Event
  ? Event extends { type: infer Type; data: infer Data }
    ? { readonly type: Type; readonly data: Omit<Data, 'revision' | 'change'> }
    : never
  : never;

/** A change of a quest or a reward, as the history keeps it. */
export interface Change {
  readonly position: number;
  readonly id: string;
  readonly aggregate: 'quest' | 'reward';
  readonly aggregate_id: string;
  readonly revision: number;
  readonly type: Fact['type'];
  readonly data: Fact['data'];
  readonly author: ChangeAuthor;
  readonly reason: string | null;
  readonly occurred_at: Date;
}

/** What an event reports of a change besides, for the audit log; the history does not need it. */
export interface Circumstances {
  /** The author's address. */
  readonly address?: string | undefined;
  /** The quest or the reward before the change. */
  readonly before?: object | undefined;
}

/** The event that reports a change to the views and to other services. */
export const toQuestlineEvent = (
  change: Change,
  { address, before }: Circumstances = {},
): QuestlineEvent => {
  const { position, author, reason, revision } = change;
  return toEvent({
    id: change.id,
    source: catalogSource,
    type: change.type,
    subject: change.aggregate_id,
    time: change.occurred_at,
    data: {
      ...change.data,
      revision,
      change: {
        position,
        author,
        reason,
        ...(address !== undefined && { address }),
        ...(before !== undefined && { before }),
      },
    },
  });
};

/** The same as the folds read it. The history holds nothing but what was decided here. */
export const toCatalogEvent = (change: Change): CatalogEvent =>
  toQuestlineEvent(change) as unknown as CatalogEvent;

/** The quest or the reward that an event is about. */
export const aggregateOf = ({
  data,
}: CatalogEvent): { readonly aggregate: Change['aggregate']; readonly id: string } => {
  if ('quest_id' in data) return { aggregate: 'quest', id: data.quest_id };
  return { aggregate: 'reward', id: 'reward' in data ? data.reward.id : data.reward_id };
};
