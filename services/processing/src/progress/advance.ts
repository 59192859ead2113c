import { signInTypes } from '@questline/contracts/auth/events';
import type { QuestVersion } from '@questline/contracts/catalog/quest';
import type { QuestlineEvent } from '@questline/contracts/event';
import {
  processingSource,
  questCompleted,
  type RewardGrantedData,
  rewardGranted,
} from '@questline/contracts/processing/events';
import { toEvent } from '@questline/messaging/event';
import type { NewCompletion, NewGrant } from '../claims/claims.sql.ts';
import type { NewStoredEvent } from '../events/event.ts';
import type { NewNotification } from '../notifications/notification.ts';
import {
  completionLimitOf,
  type QuestDefinitions,
  targetOf,
} from '../quest-definitions/quest-definition.ts';
import type { ProgressChange } from './progress.sql.ts';
import { decideProgress, type Progress, startProgress, statusOf } from './progress.ts';

/** Everything a batch of new events causes, ready to be written. */
export interface Effects {
  /** The events in order of arrival, each `QuestCompleted` right behind the event that caused it. */
  readonly events: readonly NewStoredEvent[];
  readonly progress: readonly ProgressChange[];
  readonly completions: readonly NewCompletion[];
  readonly grants: readonly NewGrant[];
  readonly notifications: readonly NewNotification[];
  readonly outbox: readonly QuestlineEvent[];
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Quests count for users, whose ids are UUIDs; an event about anything else is only stored. */
export const isUserId = (subject: string): boolean => uuid.test(subject);

const isSignIn = (type: string) => (signInTypes as readonly string[]).includes(type);

/** Collects what events cause, one after the other, from the rows as they were. */
const createEffects = (rows: readonly Progress[], now: Date, newId: () => string) => {
  const keyOf = (userId: string, questId: string) => `${userId}/${questId}`;
  const current = new Map(rows.map((row) => [keyOf(row.user_id, row.quest_id), row]));
  const changed = new Map<string, ProgressChange>();
  const events: NewStoredEvent[] = [];
  const completions: NewCompletion[] = [];
  const grants: NewGrant[] = [];
  const notifications: NewNotification[] = [];
  const outbox: QuestlineEvent[] = [];

  const complete = (event: NewStoredEvent, quest: QuestVersion, ordinal: number) => {
    const { user_id: userId, traceparent } = event;
    const { quest_id, version, name: quest_name, definition } = quest;
    const completion = { quest_id, quest_name, version, ordinal };
    const duplication_limit = completionLimitOf(quest);
    events.push({
      source: processingSource,
      id: newId(),
      type: questCompleted,
      user_id: userId,
      time: now,
      data: completion,
      flag: null,
    });
    completions.push({
      user_id: userId,
      quest_id,
      ordinal,
      quest_version: version,
      duplication_limit,
    });
    notifications.push({
      user_id: userId,
      kind: 'quest_completed',
      data: {
        quest_id,
        quest_name,
        ordinal,
        duplication_limit,
        claimable: !definition.auto_claim,
        rewards: definition.rewards,
      },
      traceparent,
    });
    if (!definition.auto_claim) return;
    const grant_id = newId();
    grants.push({
      grant_id,
      user_id: userId,
      quest_id,
      ordinal,
      lines: definition.rewards,
      claim_id: null,
    });
    outbox.push(
      toRewardGranted({
        id: newId(),
        user_id: userId,
        time: now,
        data: { grant_id, lines: definition.rewards, cause: completion },
        traceparent,
      }),
    );
  };

  /** Moves one quest by one event; the progress to tell of, if it moved. */
  const advance = (event: NewStoredEvent, quest: QuestVersion) => {
    const { user_id } = event;
    const { quest_id, name: quest_name } = quest;
    const key = keyOf(user_id, quest_id);
    const progress = current.get(key) ?? startProgress(user_id, quest, newId());
    const decision = decideProgress(progress, quest);
    if (decision.kind === 'limit-reached') return undefined;
    const status = statusOf(decision.progress, completionLimitOf(quest));
    current.set(key, decision.progress);
    changed.set(key, { progress: decision.progress, status });
    const told = { quest_id, quest_name, streak: decision.reached, target: targetOf(quest) };
    return { told, completed: decision.kind === 'completed' ? decision.ordinal : undefined };
  };

  const add = (event: NewStoredEvent, quests: readonly QuestVersion[]) => {
    events.push(event);
    const moves = quests.flatMap((quest) => {
      const move = advance(event, quest);
      return move ? [{ quest, ...move }] : [];
    });
    if (moves.length === 0) return;
    const { user_id, traceparent } = event;
    const told = moves.map((move) => move.told);
    notifications.push(
      isSignIn(event.type)
        ? { user_id, kind: 'sign_in', data: { quests: told }, traceparent }
        : {
            user_id,
            kind: 'quest_progress',
            data: { event_type: event.type, quests: told },
            traceparent,
          },
    );
    for (const { quest, completed } of moves) {
      if (completed !== undefined) complete(event, quest, completed);
    }
  };

  const effects = (): Effects => ({
    events,
    progress: [...changed.values()],
    completions,
    grants,
    notifications,
    outbox,
  });
  return { add, effects };
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

/**
 * Decides what new events cause, in order of arrival, given every row of their users. Each event
 * moves every active quest that counts its type, unless it is flagged as late or from the future.
 */
export const decideAdvance = (options: {
  events: readonly NewStoredEvent[];
  definitions: QuestDefinitions;
  progress: readonly Progress[];
  now: Date;
  newId: () => string;
}): Effects => {
  const { add, effects } = createEffects(options.progress, options.now, options.newId);
  for (const event of options.events) {
    const counts = event.flag === null && isUserId(event.user_id);
    add(event, counts ? (options.definitions.byEventType.get(event.type) ?? []) : []);
  }
  return effects();
};
