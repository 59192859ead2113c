import type { QuestDefinition } from '@questline/contracts/catalog/quest';
import { millisecondsOf } from '@questline/contracts/instant';
import type { ProgressRow } from '@questline/contracts/processing/progress';
import type { Openings } from './openings.ts';

/** What quests are seen by: the instant (epoch ms), the user's zone, and when windows open, once known. */
export type Clock = {
  readonly now: number;
  readonly timezone: string;
  readonly openings: Openings | null;
};

/** When a quest counts, in epoch ms; null where that is not limited or not known. */
export type QuestTime = {
  readonly opensAt: number | null;
  /** When the round or the quest itself closes, whichever is first. */
  readonly endsAt: number | null;
  /** Whether another round follows what closes then. */
  readonly recurs: boolean;
  /** When the round after the present one opens. */
  readonly nextRoundAt: number | null;
  readonly isOver: boolean;
  readonly coolsUntil: number | null;
  /** When the day, week or month of a streak ends. */
  readonly periodEndsAt: number | null;
};

const instantOf = (time: string | null | undefined): number | null =>
  time == null ? null : millisecondsOf(time);

/** An instant that is still to come. */
const ahead = (at: number | null, now: number): number | null =>
  at !== null && at > now ? at : null;

const zoneOf = ({ time }: QuestDefinition, { timezone }: Clock): string =>
  time?.timezone === 'user' ? timezone : (time?.timezone ?? 'UTC');

/** Whether a quest goes by a calendar that takes `openings` to know. */
export const needsOpenings = ({ window, consecutive }: QuestDefinition): boolean =>
  window?.cron !== undefined || consecutive !== undefined;

const weekAndMonth = { day: '* * *', week: '* * 1', month: '1 * *' } as const;

const periodEnd = (definition: QuestDefinition, clock: Clock): number | null => {
  const { consecutive, time } = definition;
  if (!consecutive) return null;
  const [hour, minute] = (time?.day_start ?? '00:00').split(':').map(Number);
  const pattern = `${minute} ${hour} ${weekAndMonth[consecutive.every]}`;
  return clock.openings?.next(pattern, zoneOf(definition, clock), clock.now) ?? null;
};

/** The window that is open now: as the engine says, else by the pattern. */
const windowNow = (
  definition: QuestDefinition,
  row: ProgressRow | undefined,
  clock: Clock,
): { end: number } | null => {
  const { cron, duration_seconds = 0 } = definition.window ?? {};
  const told = instantOf(row?.window?.end);
  if (told !== null && told > clock.now) return { end: told };
  if (cron === undefined || !clock.openings) return null;
  const start = clock.openings.last(cron, zoneOf(definition, clock), clock.now);
  const end = start === null ? null : start + duration_seconds * 1_000;
  return end !== null && end > clock.now ? { end } : null;
};

const nextOpening = (definition: QuestDefinition, clock: Clock, from: number): number | null => {
  const { cron, end } = definition.window ?? {};
  if (cron === undefined || !clock.openings) return null;
  const next = clock.openings.next(cron, zoneOf(definition, clock), from);
  const last = instantOf(end);
  return next !== null && (last === null || next < last) ? next : null;
};

/** When a quest counts for a user, as of the clock's instant. */
export const timeOf = (
  definition: QuestDefinition,
  row: ProgressRow | undefined,
  clock: Clock,
): QuestTime => {
  const { now } = clock;
  const { window } = definition;
  const starts = ahead(instantOf(window?.start), now);
  const ends = instantOf(window?.end);
  const open = starts === null ? windowNow(definition, row, clock) : null;
  // Just before the start, so that a window that opens with it is found.
  const next = nextOpening(definition, clock, Math.max(now, (starts ?? 0) - 1));
  const isWaiting = window?.cron !== undefined && clock.openings !== null && open === null;
  const closings = [open?.end ?? null, ends].filter((at) => at !== null);
  const cooled = ahead(instantOf(row?.cooldown_until), now);
  return {
    opensAt: isWaiting ? next : starts,
    endsAt: closings.length > 0 ? ahead(Math.min(...closings), now) : null,
    recurs: open !== null && next !== null,
    nextRoundAt: next,
    isOver: (ends !== null && ends <= now) || (isWaiting && next === null),
    coolsUntil: cooled,
    periodEndsAt: periodEnd(definition, clock),
  };
};
