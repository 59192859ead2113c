import { newUserSignIn, walletCredited } from '@questline/contracts/auth/events';
import { catalogEventTypes } from '@questline/contracts/catalog/events';
import type { QuestlineEvent } from '@questline/contracts/event';
import { rewardGranted } from '@questline/contracts/processing/events';
import { subscriptions } from '@questline/contracts/subscriptions';
import type { Subscription } from '@questline/messaging/bus';
import { insertOutboxEvents } from '@questline/messaging/outbox/outbox.sql';
import type { Transaction } from '@questline/postgres/database';
import { insertCompletions, insertGrants } from '../claims/claims.sql.ts';
import type { ProcessingDependencies } from '../dependencies.ts';
import { insertEvents, selectKnownEvents } from '../events/events.sql.ts';
import { sortEvents } from '../events/sort-events.ts';
import { completionsCounted, grantsCounted } from '../metrics.ts';
import { notificationsChannel, toHint } from '../notifications/notification.ts';
import { insertNotifications } from '../notifications/notifications.sql.ts';
import { createDefinitions } from '../quest-definitions/definitions.ts';
import { decideAdvance, type Effects, isUserId } from './advance.ts';
import { lockUsers } from './lock-users.sql.ts';
import { selectProgressOfUsers, upsertProgress } from './progress.sql.ts';

const writeEffects = async (tx: Transaction, effects: Effects, now: Date) => {
  await insertEvents(tx, effects.events);
  await upsertProgress(tx, effects.progress, now);
  await insertCompletions(tx, effects.completions, now);
  await insertGrants(tx, effects.grants, now);
  await insertNotifications(tx, effects.notifications, now);
  await insertOutboxEvents(tx, effects.outbox);
};

/**
 * Stores every event about a user once and moves the quests it counts for. One batch is one
 * transaction: the events, the progress, completions, grants, notifications and what is sent on.
 */
export const advanceProgress = (deps: Omit<ProcessingDependencies, 'keys'>): Subscription => {
  const { database, bus, logger, settings, now, newId } = deps;
  const definitions = createDefinitions({ database, source: deps.questSource, logger, now });

  const handle = async (events: readonly QuestlineEvent[]) => {
    await definitions.ensureSynced();
    const at = now();
    const { verdicts, effects } = await database.transaction(async (tx) => {
      const subjects = [...new Set(events.map(({ subject }) => subject))];
      await lockUsers(tx, subjects);
      const known = await selectKnownEvents(
        tx,
        events,
        events.filter(({ type }) => type === newUserSignIn).map(({ subject }) => subject),
      );
      const { latenessMaxSeconds } = settings;
      const sorted = sortEvents({ events, known, now: at, latenessMaxSeconds });
      const effects = decideAdvance({
        events: sorted.fresh,
        definitions: await definitions.load(tx),
        progress: await selectProgressOfUsers(tx, subjects.filter(isUserId)),
        now: at,
        newId,
      });
      await writeEffects(tx, effects, at);
      return { verdicts: sorted.verdicts, effects };
    });
    const { completions, grants, notifications } = effects;
    if (completions.length > 0) completionsCounted.add(completions.length, {});
    if (grants.length > 0) grantsCounted.add(grants.length, {});
    if (notifications.length > 0) {
      await bus.broadcast(notificationsChannel, { ...toHint(notifications) });
    }
    return verdicts;
  };

  return {
    ...subscriptions['processing.events'],
    // These have subscriptions of their own, or none: they are not facts about what a user did.
    exceptTypes: [...catalogEventTypes, rewardGranted, walletCredited],
    batchSizeMax: settings.batchSizeMax,
    partitions: settings.partitions,
    handle,
  };
};
