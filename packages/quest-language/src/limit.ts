import type { QuestLimit } from '@questline/contracts/catalog/quest-definition';
import type { RewardLine } from '@questline/contracts/catalog/reward';
import { type CompiledQuest, zoneFor } from './compile-quest.ts';
import { type Calendar, type Period, periodAt, periodKey, startOfPeriod } from './period.ts';

/** What one payment takes of one limit. */
export interface LimitUse {
  /** The limit's index, the period and the scope: what the use is counted under. */
  readonly key: string;
  readonly limit_index: number;
  /** The user's id; empty for a limit of the quest altogether. */
  readonly scope_key: string;
  /** `2026-11-22`, `2026-W47`, `2026-11`; empty for a lifetime. */
  readonly period_key: string;
  readonly amount: number;
  readonly max: number;
  readonly on_exceeded: QuestLimit['on_exceeded'];
  /** When the next period begins; null for a lifetime. */
  readonly retry_at: Date | null;
}

export type LimitDecision =
  | { readonly kind: 'within' }
  | {
      readonly kind: 'exceeded';
      readonly limit_index: number;
      readonly on_exceeded: QuestLimit['on_exceeded'];
      /** When there may be room again; null for never. */
      readonly retry_at: Date | null;
    };

interface LimitContext {
  /** When the payment is made: the period of amounts. */
  readonly now: Date;
  /** When the event that completed the quest happened: the period of completions. */
  readonly completedAt: Date;
  readonly userZone: string;
}

const amountOf = ({ measure }: QuestLimit, lines: readonly RewardLine[]): number => {
  if (measure === 'completions') return 1;
  let amount = 0;
  for (const line of lines) {
    if ('currency' in line && line.currency === measure) amount += line.amount;
  }
  return amount;
};

/** A limit of all users together goes by one zone, which no single user's can be. */
const calendarOf = (quest: CompiledQuest, limit: QuestLimit, userZone: string): Calendar => ({
  zone: zoneFor(quest, limit.scope === 'user' ? userZone : 'UTC'),
  dayStart: quest.dayStart,
});

const periodOf = (period: Period, calendar: Calendar, now: Date) => {
  const number = periodAt(period, calendar, now.getTime());
  return {
    period_key: periodKey(period, number),
    retry_at: new Date(startOfPeriod(period, calendar, number + 1)),
  };
};

const lifetime = { period_key: '', retry_at: null };

/**
 * What a payment of `lines` takes of each of the quest's limits, those that it takes nothing of left
 * out. Completions are counted in the period of `completedAt`, amounts in that of `now`, both in the
 * quest's zone, with its beginning of the day.
 */
export const limitUses = (
  quest: CompiledQuest,
  userId: string,
  lines: readonly RewardLine[],
  { now, completedAt, userZone }: LimitContext,
): readonly LimitUse[] =>
  (quest.quest.definition.limits ?? []).flatMap((limit, limit_index) => {
    const amount = amountOf(limit, lines);
    if (amount === 0) return [];
    const scope_key = limit.scope === 'user' ? userId : '';
    const period =
      limit.per === 'lifetime'
        ? lifetime
        : periodOf(
            limit.per,
            calendarOf(quest, limit, userZone),
            limit.measure === 'completions' ? completedAt : now,
          );
    const key = `${limit_index}:${period.period_key}:${scope_key}`;
    const { max, on_exceeded } = limit;
    return [{ key, limit_index, scope_key, amount, max, on_exceeded, ...period }];
  });

/** A denial outweighs a wait, and a longer wait a shorter one. */
const weightOf = ({ amount, max, on_exceeded, retry_at }: LimitUse): number =>
  on_exceeded === 'deny' || amount > max ? Infinity : (retry_at?.getTime() ?? Number.MAX_VALUE);

/**
 * Whether a payment is within all limits, given what has been `used` of each by key. Past several, the
 * gravest answers. A payment that is larger than a limit by itself is denied: waiting cannot help it.
 */
export const decideLimits = (
  uses: readonly LimitUse[],
  used: ReadonlyMap<string, number>,
): LimitDecision => {
  let gravest: LimitUse | undefined;
  for (const use of uses) {
    if ((used.get(use.key) ?? 0) + use.amount <= use.max) continue;
    if (!gravest || weightOf(use) > weightOf(gravest)) gravest = use;
  }
  if (!gravest) return { kind: 'within' };
  const { limit_index, amount, max, on_exceeded, retry_at } = gravest;
  const answer = amount > max ? 'deny' : on_exceeded;
  return { kind: 'exceeded', limit_index, on_exceeded: answer, retry_at };
};
