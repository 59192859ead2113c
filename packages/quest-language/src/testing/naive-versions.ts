import type { Objective, QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import { nextPeriod, periodOf, startOf } from './naive-calendar.ts';
import { limitOf } from './naive-reference.ts';
import {
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
import { isUntouched, objectivesOf, valueAt } from './naive-values.ts';

const signatureOf = ({ event, where, aggregate, field }: Objective): string =>
  [[event].flat().sort().join(), where, aggregate, field].join('|');

const hasProgress = (definition: QuestDefinition, user: NaiveUser): boolean => {
  if (user.completions >= limitOf(definition)) return false;
  if (user.steps.length > 0) return true;
  return user.windows.some(({ round }) => {
    if (round.steps > 0) return true;
    if (!definition.consecutive) {
      return objectivesOf(definition).some((objective, index) => {
        const value = valueAt(definition, round, index);
        const grows = ['count', 'sum', 'distinct'].includes(objective.aggregate);
        return grows ? !isUntouched(value) : value !== null;
      });
    }
    const walk = walkPeriods(definition, round);
    const newest = round.visits
      .map(({ key }) => key)
      .filter((key) => !(key in round.settled) && key > round.closedThrough)
      .filter((key) => key > (round.chapter?.last ?? ''))
      .sort()
      .at(-1);
    return walk.streak > 0 || (newest !== undefined && ownOf(definition, round, newest) > 0);
  });
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
  const fresh = { ...newRound(), steps: round.steps, done: round.done };
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
    seen: sources.map((index) => round.seen[index] ?? []),
    used: sources.map((index) => round.used[index] ?? 0n),
  };
};

interface Edit {
  readonly definition: QuestDefinition;
  readonly in_flight: string;
  readonly published_at: string;
}

/** `newer` is every version since the user's, the last in force. Tells the user's version after it. */
export const adoptNaively = (
  user: NaiveUser,
  on: QuestDefinition,
  newer: readonly Edit[],
  pauses: readonly NaivePause[],
): QuestDefinition => newer.reduce((current, edit) => adoptEdit(user, current, edit, pauses), on);

const adoptEdit = (
  user: NaiveUser,
  on: QuestDefinition,
  edit: Edit,
  pauses: readonly NaivePause[],
): QuestDefinition => {
  const { definition: newest, in_flight } = edit;
  for (const { round } of user.windows) round.paused = pausedIn(on, user.zone, pauses);
  const isHalfWay = hasProgress(on, user);
  if (isHalfWay && in_flight === 'keep_old_version') return on;
  const restarts = isHalfWay && in_flight === 'restart';
  const wasWindowed = on.window?.cron !== undefined;
  const isWindowed = newest.window?.cron !== undefined;
  const sameKeys =
    wasWindowed &&
    isWindowed &&
    (on.time?.timezone === 'user') === (newest.time?.timezone === 'user');
  const given = wasWindowed
    ? user.steps
    : Array.from({ length: user.windows[0]?.round.steps ?? 0 }, (_, index) => index + 1);
  const windows = restarts
    ? user.windows
        .filter(({ round }) => round.done)
        .map(({ key }) => ({ key, round: { ...newRound(), done: true } }))
    : user.windows.map(({ key, round }) => ({
        key,
        round: carryRound(on, edit, round, user.zone),
      }));
  const last = windows.at(-1);
  user.steps = isWindowed ? given : [];
  user.floor = sameKeys && !restarts ? user.floor : '';
  if (isWindowed) {
    user.windows = sameKeys ? windows : [];
  } else {
    const round = restarts || !last ? newRound() : last.round;
    user.windows = [{ key: only, round: { ...round, done: false, steps: Math.max(0, ...given) } }];
  }
  return newest;
};
