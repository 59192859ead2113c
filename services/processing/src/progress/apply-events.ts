import { setImmediate as nextTurn } from 'node:timers/promises';
import { insertOutboxEvents } from '@questline/messaging/outbox/outbox.sql';
import type { Transaction } from '@questline/postgres/database';
import type { CompiledQuest } from '@questline/quest-language/compile-quest';
import { insertCompletions, insertGrants } from '../claims/claims.sql.ts';
import { lockQuestLimits, selectLimitUses, upsertLimitUses } from '../claims/limit-uses.sql.ts';
import { isLimited, limitKeysOf, settlePayments } from '../claims/settle-payments.ts';
import type { ProcessingDependencies } from '../dependencies.ts';
import type { ArrivingEvent, NewStoredEvent } from '../events/event.ts';
import { insertEvents, selectKnownPayloads, selectSignedIn } from '../events/events.sql.ts';
import {
  isFirstSignIn,
  isPrepared,
  type Outcome,
  prepareEvents,
  sortEvents,
} from '../events/sort-events.ts';
import { completionsCounted, grantsCounted } from '../metrics.ts';
import { notificationsChannel, toHint } from '../notifications/notification.ts';
import { insertNotifications } from '../notifications/notifications.sql.ts';
import { insertPausedEvents, type PausedEvent } from '../pauses/paused-events.sql.ts';
import type { Definitions } from '../quest-definitions/definitions.ts';
import type { QuestDefinitions } from '../quest-definitions/quest-definition.ts';
import { type Advance, decideAdvanceInTurns, type EventEffect, progressWanted } from './advance.ts';
import { type Effects, paysAtOnce, toEffects } from './effects.ts';
import { lockUsers } from './lock-users.sql.ts';
import { selectProgress, writeProgress } from './progress.sql.ts';
import { selectTimeZones, upsertTimeZones } from './time-zones.sql.ts';
import { createTimeZones, namedTimeZone, type TimeZones } from './time-zones.ts';

/** What a batch did: an outcome for each event in order, and what was written. */
export interface Applied {
  readonly outcomes: readonly Outcome[];
  /** One for each accepted event in order, each followed by the completions that it caused. */
  readonly advanced: readonly EventEffect[];
  readonly effects: Effects;
}

type Dependencies = Pick<
  ProcessingDependencies,
  'database' | 'bus' | 'settings' | 'now' | 'newId'
> & {
  readonly definitions: Definitions;
};

/** Reads what a batch needs and decides; the users of the batch are locked. */
const advance = async (
  tx: Transaction,
  deps: Dependencies,
  { outcomes, inForce }: { outcomes: readonly Outcome[]; inForce: QuestDefinitions },
  now: Date,
): Promise<Advance & { readonly zones: TimeZones }> => {
  const events = outcomes.flatMap((outcome) => (outcome.kind === 'accepted' ? outcome.event : []));
  const { definitions } = deps;
  const isZoned = (quests: readonly CompiledQuest[]) =>
    quests.some(({ usesUserZone }) => usesUserZone);
  const isChainZoned = isZoned(inForce.chained);
  const zoned = events.filter(
    (event) =>
      isChainZoned ||
      namedTimeZone(event) !== undefined ||
      isZoned(inForce.byEventType.get(event.type) ?? []),
  );
  const [progress, storedZones] = await Promise.all([
    selectProgress(tx, progressWanted(events, inForce)),
    selectTimeZones(tx, [...new Set(zoned.map(({ user_id }) => user_id))]),
  ]);
  await definitions.loadVersions(tx, inForce, progress);
  const zones = createTimeZones(storedZones);
  const decided = await decideAdvanceInTurns(
    {
      events,
      definitions: inForce,
      versionOf: (questId, version) => definitions.versionOf(inForce, questId, version),
      progress,
      zones,
      now,
      latenessMaxSeconds: deps.settings.latenessMaxSeconds,
      newId: deps.newId,
    },
    nextTurn,
  );
  return { ...decided, zones };
};

/** Settles what is paid at once against its quests' limits, under the locks of these. */
const settle = async (tx: Transaction, effects: readonly EventEffect[], now: Date) => {
  const wanted = effects
    .flatMap(({ completed }) => completed)
    .filter(paysAtOnce)
    .map(({ event: { user_id, time: completedAt }, limiting: quest, lines, userZone }) => ({
      user_id,
      completedAt,
      hasWaited: false,
      quest,
      lines,
      userZone,
    }));
  const limited = wanted.filter(({ quest }) => isLimited(quest));
  if (limited.length === 0) return settlePayments(wanted, [], now);
  await lockQuestLimits(
    tx,
    limited.map(({ quest }) => quest.quest.quest_id),
  );
  return settlePayments(wanted, await selectLimitUses(tx, limitKeysOf(limited, now)), now);
};

/**
 * Settles what was decided and writes what it comes to, but for events that are `stored` already, by
 * their identities.
 */
export const writeAdvance = async (
  tx: Transaction,
  options: {
    readonly decided: Advance;
    readonly stored?: ReadonlySet<string>;
    readonly at: Date;
    readonly newId: () => string;
  },
): Promise<Effects> => {
  const { decided, stored, at, newId } = options;
  const { settlements, uses } = await settle(tx, decided.effects, at);
  const effects = toEffects(decided.effects, settlements, at, newId);
  await Promise.all([
    insertEvents(
      tx,
      stored ? effects.events.filter(({ identity }) => !stored.has(identity)) : effects.events,
      effects.causes,
    ),
    writeProgress(tx, decided.progress, at),
    insertCompletions(tx, effects.completions, at),
    upsertLimitUses(tx, uses),
    insertGrants(tx, effects.grants, at),
    insertNotifications(tx, effects.notifications, at),
    insertOutboxEvents(tx, effects.outbox),
  ]);
  return effects;
};

/** Counts what was written in the metrics, and hints whoever shows it to its users. */
export const announce = async (
  bus: ProcessingDependencies['bus'],
  { completions, grants, notifications }: Effects,
): Promise<void> => {
  if (completions.length > 0) completionsCounted.add(completions.length, {});
  if (grants.length > 0) grantsCounted.add(grants.length, {});
  if (notifications.length > 0) {
    await bus.broadcast(notificationsChannel, { ...toHint(notifications) });
  }
};

/** An event with each paused quest that it is to be counted for when that is resumed. */
export const waitingFor = (
  event: NewStoredEvent,
  inForce: QuestDefinitions,
): readonly PausedEvent[] =>
  event.flag === null
    ? (inForce.pausedByEventType.get(event.type) ?? []).map(({ quest }) => ({
        quest_id: quest.quest_id,
        event,
      }))
    : [];

/**
 * Stores every event about a user once and moves the quests it counts for. One batch is one
 * transaction of one statement a table, whatever its size: the events, the progress, completions,
 * grants, notifications and what is sent on. Statements that do not need each other's answers travel
 * together. A throw means that nothing was done.
 */
export const createEventApplier = (deps: Dependencies) => {
  const { database, bus, settings, definitions, now, newId } = deps;

  const applyIn = async (tx: Transaction, prepared: ReturnType<typeof prepareEvents>, at: Date) => {
    const storable = prepared.filter(isPrepared);
    const usersOf = (of: readonly NewStoredEvent[]) => of.map(({ user_id }) => user_id);
    const [, payloads, signedIn, inForce] = await Promise.all([
      lockUsers(tx, usersOf(storable)),
      selectKnownPayloads(
        tx,
        storable.map(({ identity }) => identity),
      ),
      selectSignedIn(tx, usersOf(storable.filter(isFirstSignIn))),
      definitions.load(tx),
    ]);
    const outcomes = sortEvents(prepared, { payloads, signedIn });
    const decided = await advance(tx, deps, { outcomes, inForce }, at);
    const waiting = decided.effects.flatMap(({ event }) => waitingFor(event, inForce));
    const [effects] = await Promise.all([
      writeAdvance(tx, { decided, at, newId }),
      upsertTimeZones(tx, decided.zones.changes()),
      insertPausedEvents(tx, waiting),
    ]);
    return { outcomes, advanced: decided.effects, effects };
  };

  return async (events: readonly ArrivingEvent[]): Promise<Applied> => {
    await definitions.ensureSynced();
    const at = now();
    const { latenessMaxSeconds } = settings;
    const prepared = prepareEvents(events, { now: at, latenessMaxSeconds });
    const applied = await database.transaction((tx) => applyIn(tx, prepared, at));
    await announce(bus, applied.effects);
    return applied;
  };
};

export type EventApplier = ReturnType<typeof createEventApplier>;
