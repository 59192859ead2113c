import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import type { QuestEvent } from '../decide-quest.ts';
import { nextPeriod, periodOf, startOf } from './naive-calendar.ts';
import {
  type Gains,
  gainCompletion,
  gainSteps,
  type NaiveContext,
  type NaivePause,
  type NaiveRange,
  type NaiveRound,
  type Settled,
} from './naive-round.ts';
import { matches, mismatchOfAll, objectivesOf } from './naive-values.ts';

export type Consecutive = NonNullable<QuestDefinition['consecutive']>;

export const perPeriod = (definition: QuestDefinition): number =>
  Math.max(
    definition.consecutive?.min_per_period ?? 1,
    ...objectivesOf(definition).map(({ target }) => target),
  );

export const streakTarget = (definition: QuestDefinition): number =>
  definition.steps?.at(-1)?.target ?? definition.consecutive?.target ?? 0;

interface Walk {
  streak: number;
  counted: number;
  freezes: number;
  last: string;
  rounds: { peak: number; complete: boolean; at: string }[];
  periods: Record<string, Settled>;
}

/** A freeze is for a streak that there is, and that would be harmed. */
const missOne = (consecutive: Consecutive, walk: Walk): void => {
  if (walk.streak === 0 || consecutive.on_miss === 'hold') return;
  if (walk.freezes > 0) walk.freezes -= 1;
  else if ((consecutive.on_miss ?? 'reset') === 'reset') walk.streak = 0;
  else if (consecutive.on_miss === 'decay') walk.streak = Math.max(0, walk.streak - 1);
};

const isExcused = (round: NaiveRound, key: string): boolean =>
  [...round.excused, ...round.paused].some(({ from, to }) => key >= from && key <= to);

/** Goes through every period there ever was, one by one; to `through` at least where that is given. */
export const walkPeriods = (
  definition: QuestDefinition,
  round: NaiveRound,
  through?: string,
): Walk => {
  const consecutive = definition.consecutive as Consecutive;
  const { every, freezes } = consecutive;
  const need = perPeriod(definition);
  const target = streakTarget(definition);
  const { chapter } = round;
  const initial = Math.min(freezes?.initial ?? 0, freezes?.max ?? 0);
  const walk: Walk = {
    streak: chapter?.streak ?? 0,
    counted: chapter?.counted ?? 0,
    freezes: Math.min(chapter?.freezes ?? initial, freezes?.max ?? 0),
    last: chapter?.last ?? '',
    rounds: [{ peak: chapter?.streak ?? 0, complete: false, at: '' }],
    periods: {},
  };
  const keys = [
    ...round.visits.map(({ key }) => key),
    ...Object.keys(round.settled),
    ...(chapter ? [chapter.last] : []),
  ].sort();
  const [first] = keys;
  const newest = keys.at(-1);
  const missed: string[] = [];
  if (first !== undefined && newest !== undefined) {
    let lent = 0;
    const end = through !== undefined && through > newest ? through : newest;
    for (let key = nextPeriod(every, first, -1); key <= end; key = nextPeriod(every, key)) {
      if (chapter && key <= chapter.last) continue;
      const next = nextPeriod(every, key);
      const own = round.visits.filter((visit) => visit.key === key).length - lent;
      const nextGraced = round.visits.filter((visit) => visit.key === next && visit.graced).length;
      const lacks = need - own;
      const canBorrow =
        lacks > 0 && lacks <= nextGraced && (walk.counted > 0 || own > 0) && nextGraced > 0;
      const isSettled = key <= round.closedThrough || key in round.settled;
      const state: Settled = isSettled
        ? (round.settled[key] ?? { counted: false, lent: 0 })
        : { counted: own >= need || canBorrow, lent: own < need && canBorrow ? lacks : 0 };
      lent = state.lent;
      walk.periods[key] = state;
      if (!state.counted) {
        if (!isExcused(round, key)) missed.push(key);
        continue;
      }
      for (const _ of missed.splice(0)) missOne(consecutive, walk);
      walk.streak += 1;
      walk.counted += 1;
      walk.last = key;
      if (freezes?.earn_every && walk.counted % freezes.earn_every === 0) {
        walk.freezes = Math.min(freezes.max, walk.freezes + 1);
      }
      const current = walk.rounds.at(-1);
      if (current) current.peak = Math.max(current.peak, walk.streak);
      if (walk.streak >= target) finishRound(walk);
    }
  }
  if (walk.streak >= target) finishRound(walk);
  if (through !== undefined) {
    for (const key of missed) if (key <= through) missOne(consecutive, walk);
  }
  return walk;
};

const finishRound = (walk: Walk): void => {
  const current = walk.rounds.at(-1);
  if (current) Object.assign(current, { complete: true, at: walk.last });
  walk.rounds.push({ peak: 0, complete: false, at: '' });
  walk.streak = 0;
};

export const close = (definition: QuestDefinition, round: NaiveRound, through: string): void => {
  if (through <= round.closedThrough) return;
  const { periods } = walkPeriods(definition, round, through);
  for (const [key, state] of Object.entries(periods)) {
    if (key <= through) round.settled[key] ??= state;
  }
  round.closedThrough = through;
};

/** Settles all up to the newest period that counted; only that may still see events. */
export const freeze = (definition: QuestDefinition, round: NaiveRound): void => {
  const { periods, last } = walkPeriods(definition, round);
  if (last === '' || last <= round.closedThrough) return;
  for (const [key, state] of Object.entries(periods)) {
    if (key <= last) round.settled[key] ??= state;
  }
  const before = nextPeriod((definition.consecutive as Consecutive).every, last, -1);
  if (before > round.closedThrough) round.closedThrough = before;
};

export const zoneFor = (definition: QuestDefinition, zone: string | undefined): string =>
  (definition.time?.timezone === 'user' ? zone : definition.time?.timezone) ?? 'UTC';

/** The periods in which the quest was paused, on the calendar of some zone. */
export const pausedIn = (
  { consecutive, ...definition }: QuestDefinition,
  zone: string | undefined,
  pauses: readonly NaivePause[],
): NaiveRange[] =>
  consecutive
    ? pauses.map(({ from, until }) => {
        const keyOf = (at: number) =>
          periodOf(
            consecutive.every,
            zoneFor(definition, zone),
            definition.time?.day_start ?? '00:00',
            at,
          );
        return { from: keyOf(from), to: until === Infinity ? '9999' : keyOf(until - 1) };
      })
    : [];

export const takeStreak = (
  definition: QuestDefinition,
  round: NaiveRound,
  event: QuestEvent,
  { now, zone, latenessSeconds }: NaiveContext,
  isInWindow: boolean,
  gains: Gains,
): string | undefined => {
  const { every, grace_seconds: grace = 0 } = definition.consecutive as Consecutive;
  if (!objectivesOf(definition).some((objective) => matches(objective, event)))
    return mismatchOfAll(definition, event);
  const dayStart = definition.time?.day_start ?? '00:00';
  const own = zoneFor(definition, zone);
  const at = event.time.getTime();
  const key = periodOf(every, own, dayStart, at);
  const late = nextPeriod(
    every,
    periodOf(every, own, dayStart, now - latenessSeconds * 1_000),
    grace > 0 ? -2 : -1,
  );
  const newest = [...round.visits.map((visit) => visit.key), round.chapter?.last ?? '', key]
    .sort()
    .at(-1) as string;
  const far = nextPeriod(every, newest, -40);
  const through = [late, far, round.closedThrough].sort().at(-1) as string;
  if (key <= through) return 'closed';
  const graced = grace > 0 && at < startOf(every, own, dayStart, key) + grace * 1_000;
  const completedAt = walkPeriods(definition, round).rounds.filter(({ complete }) => complete);
  const wasUsedUp = round.chapter?.last === key && round.chapter.streak === 0;
  if (definition.repeat.policy === 'on_window' && !isInWindow && !graced) {
    if (wasUsedUp || completedAt.some((done) => done.at === key)) return 'window-done';
  }
  round.visits.push({ key, graced });
  const walk = walkPeriods(definition, round);
  while (round.given < walk.rounds.length && gains.room > 0) {
    const { peak, complete } = walk.rounds[round.given] as Walk['rounds'][number];
    const targets = (definition.steps ?? []).map((step) => step.target);
    gainSteps(
      gains,
      round,
      complete ? targets.length : targets.filter((goal) => peak >= goal).length,
    );
    if (!complete) break;
    gainCompletion(gains, round);
    round.given += 1;
  }
  const { chapter } = round;
  if (chapter && chapter.streak >= streakTarget(definition) && walk.last === chapter.last) {
    chapter.streak = 0;
    round.given = Math.max(0, round.given - 1);
  }
  close(definition, round, through);
  return undefined;
};
