import type { Objective, QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import { nextPeriod, periodOf, startOf } from './naive-calendar.ts';
import { limitOf } from './naive-reference.ts';
import {
  emptied,
  type NaivePause,
  type NaiveRange,
  type NaiveRound,
  type NaiveUser,
  newRound,
  only,
} from './naive-round.ts';
import {
  type Consecutive,
  close,
  freeze,
  pausedIn,
  perPeriod,
  streakTarget,
  walkPeriods,
  zoneFor,
} from './naive-streak.ts';
import { hasValues, objectivesOf } from './naive-values.ts';
import { overAt } from './naive-windows.ts';

const signatureOf = ({ event, where, aggregate, field }: Objective): string =>
  [[event].flat().sort().join(), where, aggregate, field].join('|');

const isBegun = (definition: QuestDefinition, round: NaiveRound): boolean => {
  if (round.steps > 0) return true;
  if (!definition.consecutive) return hasValues(definition, round);
  return walkPeriods(definition, round).streak > 0 || hasBegunPeriod(definition, round, '');
};

const hasProgress = (definition: QuestDefinition, user: NaiveUser): boolean =>
  user.completions < limitOf(definition) &&
  user.windows.some(({ round }) => isBegun(definition, round));

/** Whether the newest period, if it is not before `since`, has events but not enough. */
const hasBegunPeriod = (definition: QuestDefinition, round: NaiveRound, since: string): boolean => {
  const newest = round.visits
    .map(({ key }) => key)
    .filter((key) => !(key in round.settled) && key > round.closedThrough)
    .filter((key) => key > (round.chapter?.last ?? ''))
    .sort()
    .at(-1);
  return newest !== undefined && newest >= since && ownOf(definition, round, newest) > 0;
};

const isBroken = (
  definition: QuestDefinition,
  user: NaiveUser,
  round: NaiveRound,
  at: number,
): boolean => {
  if (!definition.consecutive) return false;
  const { every, grace_seconds: grace = 0 } = definition.consecutive;
  const zone = zoneFor(definition, user.zone ?? 'UTC');
  const open = periodOf(every, zone, definition.time?.day_start ?? '00:00', at - grace * 1_000);
  const { streak } = walkPeriods(definition, round, nextPeriod(every, open, -1));
  return streak === 0 && !hasBegunPeriod(definition, round, open);
};

/** Whether all that a user is half-way in has ended by an instant. */
const isOver = (definition: QuestDefinition, user: NaiveUser, at: number): boolean => {
  const { end, cron } = definition.window ?? {};
  if (end !== undefined && at >= Date.parse(end)) return true;
  return user.windows.every(
    ({ start, round }) =>
      !isBegun(definition, round) ||
      (round.leftOver && round.steps === 0) ||
      isBroken(definition, user, round, at) ||
      (cron !== undefined && at >= overAt(definition, user, start)),
  );
};

/** Events of a period that has not counted, without those that it lent. */
const ownOf = (definition: QuestDefinition, round: NaiveRound, key: string): number => {
  const { periods } = walkPeriods(definition, round);
  if (periods[key]?.counted) return 0;
  const every = (definition.consecutive as Consecutive).every;
  const lent = periods[nextPeriod(every, key, -1)]?.lent ?? 0;
  return round.visits.filter((visit) => visit.key === key).length - lent;
};

const streakRules = (definition: QuestDefinition): string => {
  const { every, grace_seconds, freezes, on_miss } = definition.consecutive as Consecutive;
  return JSON.stringify([
    every,
    streakTarget(definition),
    perPeriod(definition),
    grace_seconds ?? 0,
    on_miss ?? 'reset',
    [freezes?.initial ?? 0, freezes?.earn_every, freezes?.max ?? 0],
    calendarOf(definition),
  ]);
};

const calendarOf = ({ time }: QuestDefinition): string =>
  [time?.timezone ?? 'UTC', time?.day_start ?? '00:00'].join(' from ');

/** The periods that were still to come to their ends, and that the new calendar ends sooner. */
const cutShort = (
  on: QuestDefinition,
  newest: QuestDefinition,
  zone: string | undefined,
  at: number,
): NaiveRange[] => {
  const { every, grace_seconds: grace = 0 } = on.consecutive as Consecutive;
  const [before, after] = [on, newest].map((definition) => ({
    zone: zoneFor(definition, zone),
    from: definition.time?.day_start ?? '00:00',
  })) as [{ zone: string; from: string }, { zone: string; from: string }];
  const open = periodOf(every, before.zone, before.from, at - grace * 1_000);
  const end = nextPeriod(every, open);
  const isSooner =
    startOf(every, after.zone, after.from, end) < startOf(every, before.zone, before.from, end);
  const current = periodOf(every, after.zone, after.from, at);
  return isSooner ? [{ from: open, to: current > open ? current : open }] : [];
};

const carryRound = (
  on: QuestDefinition,
  { definition: newest, published_at }: Edit,
  round: NaiveRound,
  zone: string | undefined,
): NaiveRound => {
  const fresh = emptied(round);
  if (on.consecutive && newest.consecutive) {
    const same =
      on.consecutive.every === newest.consecutive.every &&
      [...new Set(objectivesOf(on).map(signatureOf))].sort().join() ===
        [...new Set(objectivesOf(newest).map(signatureOf))].sort().join();
    if (!same) return fresh;
    if (streakRules(on) === streakRules(newest)) return round;
    // The streak so far was made by the rules of its time.
    const { every } = on.consecutive;
    freeze(on, round);
    const open = round.visits
      .map(({ key }) => key)
      .filter((key) => key > round.closedThrough && !(key in round.settled))
      .sort();
    const last = open.at(-1);
    if (last !== undefined) close(on, round, nextPeriod(every, last, -1));
    const settled = structuredClone(round);
    settled.visits = [];
    const walk = walkPeriods(on, settled);
    const lentBy = last === undefined ? 0 : (round.settled[nextPeriod(every, last, -1)]?.lent ?? 0);
    const visits = round.visits.filter(({ key }) => key === last);
    for (let taken = 0; taken < lentBy; taken += 1) {
      visits.splice(
        visits.findIndex(({ graced }) => graced),
        1,
      );
    }
    const completed = walk.rounds.filter(({ complete }) => complete).length;
    return {
      ...fresh,
      visits,
      excused:
        calendarOf(on) === calendarOf(newest)
          ? round.excused
          : [...round.excused, ...cutShort(on, newest, zone, Date.parse(published_at))].slice(-8),
      closedThrough: round.closedThrough,
      given: Math.max(0, round.given - completed),
      chapter:
        walk.counted > 0
          ? {
              last: walk.last,
              streak: walk.streak,
              counted: walk.counted,
              freezes: on.consecutive.freezes?.max ? walk.freezes : undefined,
            }
          : undefined,
    };
  }
  if (on.consecutive || newest.consecutive) return fresh;
  const old = objectivesOf(on).map(signatureOf);
  const sources = objectivesOf(newest).map((objective, index) =>
    old[index] === signatureOf(objective) ? index : old.indexOf(signatureOf(objective)),
  );
  return {
    ...fresh,
    leftOver: round.leftOver,
    seen: sources.map((index) => round.seen[index] ?? []),
    used: sources.map((index) => round.used[index] ?? 0n),
  };
};

interface Edit {
  readonly definition: QuestDefinition;
  readonly in_flight: string;
  readonly published_at: string;
}

/** When the event that finds a user happened, and when the quest was paused so far. */
interface NaiveMoment {
  readonly at: number;
  readonly pauses: readonly NaivePause[];
}

/**
 * `newer` is every version since the user's, the last in force. Returns the version that it counts in.
 */
export const adoptNaively = (
  user: NaiveUser,
  on: QuestDefinition,
  newer: readonly Edit[],
  moment: NaiveMoment,
): QuestDefinition => newer.reduce((current, edit) => adoptEdit(user, current, edit, moment), on);

const adoptEdit = (
  user: NaiveUser,
  on: QuestDefinition,
  edit: Edit,
  { at, pauses }: NaiveMoment,
): QuestDefinition => {
  const { definition: newest, in_flight } = edit;
  for (const { round } of user.windows) round.paused = pausedIn(on, user.zone, pauses);
  const isHalfWay = hasProgress(on, user);
  if (isHalfWay && in_flight === 'keep_old_version' && !isOver(on, user, at)) return on;
  const restarts = isHalfWay && in_flight === 'restart';
  const wasWindowed = on.window?.cron !== undefined;
  const isWindowed = newest.window?.cron !== undefined;
  const sameKeys =
    wasWindowed &&
    isWindowed &&
    (on.time?.timezone === 'user') === (newest.time?.timezone === 'user');
  // Outside of windows the round goes on where that of the newest window stands.
  const reached = isWindowed && wasWindowed ? 0 : (user.windows.at(-1)?.round.steps ?? 0);
  const steps = Array.from({ length: reached }, (_, index) => index + 1);
  const given = wasWindowed ? [...user.outside, ...steps] : steps;
  const windows = restarts
    ? user.windows
        .filter(({ round }) => round.done || round.steps > 0)
        .map(({ start, round }) => ({ start, round: emptied(round) }))
    : user.windows.map(({ start, round }) => ({
        start,
        round: carryRound(on, edit, round, user.zone),
      }));
  const last = windows.at(-1);
  user.outside = isWindowed ? given : [];
  user.settled = sameKeys ? user.settled : undefined;
  if (isWindowed) {
    user.windows = sameKeys ? windows : [];
  } else {
    const round = restarts || !last ? newRound() : last.round;
    const carried = { ...round, done: false, number: undefined, steps: Math.max(0, ...given) };
    user.windows = [{ start: only, round: carried }];
  }
  return newest;
};
