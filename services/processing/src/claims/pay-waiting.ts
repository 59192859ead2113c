import { insertOutboxEvents } from '@questline/messaging/outbox/outbox.sql';
import type { Transaction } from '@questline/postgres/database';
import { activeTraceparent } from '@questline/telemetry/spans';
import type { ProcessingDependencies } from '../dependencies.ts';
import type { NewNotification } from '../notifications/notification.ts';
import { insertNotifications } from '../notifications/notifications.sql.ts';
import { toRewardGranted } from '../progress/effects.ts';
import { rewardsOf } from '../progress/progress.ts';
import { selectTimeZones } from '../progress/time-zones.sql.ts';
import { defaultTimeZone } from '../progress/time-zones.ts';
import type { Definitions } from '../quest-definitions/definitions.ts';
import { decidePayments, nextStepOf, type PaymentsDecided, type WaitingPayment } from './claim.ts';
import { insertGrants, updatePayments, updateWaiting, type WaitingRow } from './claims.sql.ts';
import { lockQuestLimits, selectLimitUses, upsertLimitUses } from './limit-uses.sql.ts';
import { isLimited, limitKeysOf, settlePayments } from './settle-payments.ts';

type Dependencies = Pick<ProcessingDependencies, 'newId'> & { readonly definitions: Definitions };

/** Each payment with the version completed, and with the quest in force, whose limits apply. */
const load = async (tx: Transaction, definitions: Definitions, rows: readonly WaitingRow[]) => {
  const inForce = await definitions.load(tx);
  await definitions.loadVersions(tx, inForce, rows);
  return rows.flatMap((row) => {
    const quest = definitions.versionOf(inForce, row.quest_id, row.quest_version)?.on;
    if (quest === undefined) return [];
    const limiting = inForce.byId.get(row.quest_id) ?? quest;
    return { row, quest, limiting, lines: rewardsOf(quest.quest, row.step) };
  });
};

const settle = async (
  tx: Transaction,
  payments: readonly (WaitingPayment & { limiting: WaitingPayment['quest'] })[],
  now: Date,
) => {
  const limited = payments.filter(({ limiting }) => isLimited(limiting));
  const zones = new Map(
    (await selectTimeZones(tx, [...new Set(limited.map(({ row }) => row.user_id))])).map(
      ({ user_id, timezone }) => [user_id, timezone],
    ),
  );
  const wanted = payments.map(({ row, limiting, lines }) => ({
    user_id: row.user_id,
    quest: limiting,
    lines,
    userZone: zones.get(row.user_id) ?? defaultTimeZone,
    completedAt: row.event_time,
    hasWaited: true,
  }));
  if (limited.length === 0) return settlePayments(wanted, [], now);
  await lockQuestLimits(
    tx,
    limited.map(({ row }) => row.quest_id),
  );
  return settlePayments(wanted, await selectLimitUses(tx, limitKeysOf(wanted, now)), now);
};

const toNotifications = (told: PaymentsDecided['told']): NewNotification[] => {
  const traceparent = activeTraceparent();
  return told.map(({ user_id, grant: { granted_at: _, ...data } }) => ({
    user_id,
    kind: 'reward_granted',
    data,
    traceparent,
  }));
};

/**
 * Pays, forfeits or leaves waiting payments as their quests and limits say; the rows' users are
 * locked. `claim_id` is the claim of a user that asks for them; null where time alone does.
 */
export const payWaiting = async (
  tx: Transaction,
  deps: Dependencies,
  options: { rows: readonly WaitingRow[]; claim_id: string | null; now: Date },
): Promise<PaymentsDecided & { readonly notifications: readonly NewNotification[] }> => {
  const { rows, claim_id, now } = options;
  const isClaimed = claim_id !== null;
  const waiting = await load(tx, deps.definitions, rows);
  const paid = waiting.filter((payment) => nextStepOf(payment, now, isClaimed) === 'pay');
  const { settlements, uses } = await settle(tx, paid, now);
  const { newId } = deps;
  const decided = decidePayments({ waiting, settlements, isClaimed, claim_id, now, newId });
  const notifications = toNotifications(decided.told);
  await updatePayments(tx, decided.changes);
  await updateWaiting(tx, decided.taken, { claim_id: paid.length > 0 ? claim_id : null, now });
  await upsertLimitUses(tx, uses);
  await insertGrants(tx, decided.grants, now);
  await insertNotifications(tx, notifications, now);
  await insertOutboxEvents(
    tx,
    decided.told.map(({ user_id, version, grant }) => {
      const { grant_id, quest_id, quest_name, ordinal, step, lines } = grant;
      const cause = { quest_id, quest_name, version, ordinal, step };
      return toRewardGranted({ id: newId(), user_id, time: now, data: { grant_id, lines, cause } });
    }),
  );
  return { ...decided, notifications };
};
