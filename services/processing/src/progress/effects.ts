import { signInTypes } from '@questline/contracts/auth/events';
import type { QuestlineEvent } from '@questline/contracts/event';
import {
  processingSource,
  type RewardGrantedData,
  rewardGranted,
} from '@questline/contracts/processing/events';
import { toEvent } from '@questline/messaging/event';
import { completionLimitOf } from '@questline/quest-language/show-progress';
import type { NewCompletion, NewGrant } from '../claims/claims.sql.ts';
import { retryAtOf, type Settlement } from '../claims/settle-payments.ts';
import type { NewStoredEvent } from '../events/event.ts';
import type { NewNotification } from '../notifications/notification.ts';
import type { Completed, EventEffect, Move } from './advance.ts';
import { type EventCause, joinCauses, toCausedCompletion, toEventCause } from './event-cause.ts';
import type { Payment } from './progress.ts';

/** Everything a batch of new events causes beside its progress, ready to be written. */
export interface Effects {
  /** The events in order of arrival, each completion behind the event that caused it. */
  readonly events: readonly NewStoredEvent[];
  readonly completions: readonly NewCompletion[];
  readonly grants: readonly NewGrant[];
  readonly notifications: readonly NewNotification[];
  readonly outbox: readonly QuestlineEvent[];
  /** What each event that arrived caused, and what followed from that, where it is anything. */
  readonly causes: ReadonlyMap<NewStoredEvent, EventCause>;
}

/** Whether a completion pays at once, and so wants its limits looked at. */
export const paysAtOnce = ({ quest, lines }: Completed): boolean =>
  quest.quest.definition.auto_claim && lines.length > 0;

const paymentOf = (completed: Completed, settlement: Settlement | undefined): Payment => {
  if (completed.lines.length === 0) return 'none';
  return settlement?.kind ?? 'claimable';
};

/** When something is to be done about a payment that waits, if ever. */
const dueAt = (
  { quest }: Completed,
  settlement: Settlement | undefined,
  payment: Payment,
  now: Date,
): Date | null => {
  if (settlement?.kind === 'deferred') {
    return retryAtOf(settlement, now);
  }
  const { claim } = quest.quest.definition;
  return payment === 'claimable' && claim
    ? new Date(now.getTime() + claim.expires_after_seconds * 1_000)
    : null;
};

/** The event that asks the wallet to credit a grant. */
export const toRewardGranted = (fact: {
  id: string;
  user_id: string;
  time: Date;
  data: RewardGrantedData;
  traceparent?: string | undefined;
}): QuestlineEvent => {
  const { user_id, ...rest } = fact;
  return toEvent({ ...rest, source: processingSource, type: rewardGranted, subject: user_id });
};

const isSignIn = (type: string) => (signInTypes as readonly string[]).includes(type);

const toMoveNotification = (
  { user_id, type, traceparent }: NewStoredEvent,
  moves: readonly Move[],
): NewNotification => {
  const quests = moves.map(({ quest, value, target }) => ({
    quest_id: quest.quest.quest_id,
    quest_name: quest.quest.name,
    streak: value,
    target,
  }));
  return isSignIn(type)
    ? { user_id, kind: 'sign_in', data: { quests }, traceparent }
    : { user_id, kind: 'quest_progress', data: { event_type: type, quests }, traceparent };
};

/**
 * Everything that effects cause. `settlements` says of each completion that pays at once, in order,
 * whether its limits let it.
 */
export const toEffects = (
  advanced: readonly EventEffect[],
  settlements: readonly Settlement[],
  now: Date,
  newId: () => string,
): Effects => {
  const events: NewStoredEvent[] = [];
  const completions: NewCompletion[] = [];
  const grants: NewGrant[] = [];
  const notifications: NewNotification[] = [];
  const outbox: QuestlineEvent[] = [];
  const causes = new Map<NewStoredEvent, EventCause>();
  const settled = settlements.values();

  const grant = (key: Omit<NewGrant, 'grant_id' | 'lines' | 'claim_id'>, completed: Completed) => {
    const { quest, ordinal, step, lines, event } = completed;
    const { quest_id, name: quest_name, version } = quest.quest;
    const grant_id = newId();
    grants.push({ ...key, grant_id, lines, claim_id: null });
    const cause = { quest_id, quest_name, version, ordinal, step };
    const data = { grant_id, lines: [...lines], cause };
    const { user_id, traceparent } = event;
    outbox.push(toRewardGranted({ id: newId(), user_id, time: now, data, traceparent }));
    return grant_id;
  };

  const complete = (completed: Completed) => {
    const { quest, ordinal, step, lines, event } = completed;
    const { quest_id, name: quest_name, version } = quest.quest;
    const settlement = paysAtOnce(completed) ? settled.next().value : undefined;
    const payment = paymentOf(completed, settlement);
    const duplication_limit = completionLimitOf(quest.quest);
    const key = { user_id: event.user_id, quest_id, ordinal, step };
    completions.push({
      ...key,
      quest_version: version,
      duplication_limit,
      event_time: event.time,
      payment,
      due_at: dueAt(completed, settlement, payment, now),
    });
    notifications.push({
      user_id: event.user_id,
      kind: 'quest_completed',
      data: {
        quest_id,
        quest_name,
        ordinal,
        step,
        duplication_limit,
        claimable: payment === 'claimable',
        payment,
        rewards: [...lines],
      },
      traceparent: event.traceparent,
    });
    const grantId = payment === 'granted' ? grant(key, completed) : undefined;
    return toCausedCompletion(completed, payment, grantId);
  };

  for (const { event, root, moves, completed, unmoved } of advanced) {
    events.push(event);
    if (moves.length > 0) notifications.push(toMoveNotification(event, moves));
    // What followed from its completions is caused by the event that arrived.
    const cause = toEventCause(moves, event === root ? unmoved : [], completed.map(complete));
    if (cause !== null) causes.set(root, joinCauses(causes.get(root), cause));
  }
  return { events, completions, grants, notifications, outbox, causes };
};
