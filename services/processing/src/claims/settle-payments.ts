import type { RewardLine } from '@questline/contracts/catalog/reward';
import type { CompiledQuest } from '@questline/quest-language/compile-quest';
import { decideLimits, type LimitUse, limitUses } from '@questline/quest-language/limit';
import type { LimitUseKey, LimitUseRow } from './limit-uses.sql.ts';

/** A payment about to be made. */
export interface PaymentWanted {
  readonly user_id: string;
  readonly quest: CompiledQuest;
  readonly lines: readonly RewardLine[];
  readonly userZone: string;
  /** When the event that completed the quest happened. */
  readonly completedAt: Date;
  /** Whether it has waited, so that it may count as a completion of now where there was no room then. */
  readonly hasWaited: boolean;
}

/** What becomes of it: paid, or past a limit, with when it may be tried again. */
export type Settlement =
  | { readonly kind: 'granted' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'deferred'; readonly retry_at: Date | null };

/** A payment that has no room in a limit for ever is looked at again after this long: limits get raised. */
const retryMs = 24 * 3_600 * 1_000;

/** When a deferred payment is tried again. */
export const retryAtOf = (
  { retry_at }: Extract<Settlement, { kind: 'deferred' }>,
  now: Date,
): Date => retry_at ?? new Date(now.getTime() + retryMs);

const granted: Settlement = { kind: 'granted' };

export const isLimited = ({ quest }: CompiledQuest): boolean =>
  (quest.definition.limits?.length ?? 0) > 0;

const textOf = ({ quest_id, user_id, limit_key, period }: LimitUseKey): string =>
  JSON.stringify([quest_id, user_id, limit_key, period]);

interface KeyedUse {
  readonly use: LimitUse;
  readonly key: LimitUseKey;
}

/** A limit keeps its count over versions of its quest for as long as this stays the same. */
const limitKeyOf = (quest: CompiledQuest, index: number): string => {
  const limit = quest.quest.definition.limits?.[index];
  return limit ? `${limit.scope}/${limit.measure}/${limit.per}` : '';
};

const keyedUsesOf = (
  { user_id, quest, lines, userZone }: PaymentWanted,
  now: Date,
  completedAt: Date,
): KeyedUse[] =>
  isLimited(quest)
    ? limitUses(quest, user_id, lines, { now, completedAt, userZone }).map((use) => ({
        use,
        key: {
          quest_id: quest.quest.quest_id,
          user_id: use.scope_key,
          limit_key: limitKeyOf(quest, use.limit_index),
          period: use.period_key,
        },
      }))
    : [];

/** What it takes of each limit: as a completion of its time, and where it has waited as one of now. */
const attemptsOf = (payment: PaymentWanted, now: Date): readonly KeyedUse[][] =>
  (payment.hasWaited ? [payment.completedAt, now] : [payment.completedAt]).map((at) =>
    keyedUsesOf(payment, now, at),
  );

/** The rows that payments need read, under their quests' locks, before they are settled. */
export const limitKeysOf = (wanted: readonly PaymentWanted[], now: Date): LimitUseKey[] =>
  wanted.flatMap((payment) => attemptsOf(payment, now).flat()).map(({ key }) => key);

/**
 * Settles payments one after the other, each on what those before it left of the limits: a settlement
 * for each, and the rows as they are afterwards.
 */
export const settlePayments = (
  wanted: readonly PaymentWanted[],
  stored: readonly LimitUseRow[],
  now: Date,
): { readonly settlements: readonly Settlement[]; readonly uses: readonly LimitUseRow[] } => {
  const rows = new Map(stored.map((row) => [textOf(row), row]));
  const changed = new Map<string, LimitUseRow>();
  const attempt = (uses: readonly KeyedUse[]): Settlement => {
    const used = new Map(uses.map(({ use, key }) => [use.key, rows.get(textOf(key))?.used ?? 0]));
    const decision = decideLimits(
      uses.map(({ use }) => use),
      used,
    );
    if (decision.kind === 'exceeded') {
      return decision.on_exceeded === 'deny'
        ? { kind: 'denied' }
        : { kind: 'deferred', retry_at: decision.retry_at };
    }
    for (const { use, key } of uses) {
      const row = { ...key, used: (used.get(use.key) ?? 0) + use.amount, max: use.max };
      rows.set(textOf(key), row);
      changed.set(textOf(key), row);
    }
    return granted;
  };
  const settlements = wanted.map((payment): Settlement => {
    const [first = [], ...others] = attemptsOf(payment, now);
    const settled = attempt(first);
    return others.reduce(
      (before, uses) => (before.kind === 'granted' ? before : attempt(uses)),
      settled,
    );
  });
  return { settlements, uses: [...changed.values()] };
};
