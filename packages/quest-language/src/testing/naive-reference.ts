import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import type { QuestEvent } from '../decide-quest.ts';
import { nextPeriod, openingsAround, periodOf, wallClock } from './naive-calendar.ts';
import {
  type Gains,
  type NaiveContext,
  type NaiveRound,
  type NaiveUser,
  newRound,
  only,
} from './naive-round.ts';
import {
  freeze,
  pausedIn,
  streakTarget,
  takeStreak,
  walkPeriods,
  zoneFor,
} from './naive-streak.ts';
import {
  meets,
  mismatchOfAll,
  objectivesOf,
  shownOf,
  takeValues,
  valueAt,
} from './naive-values.ts';

type NaiveOutcome =
  | { readonly kind: 'unmoved'; readonly reason: string }
  | { readonly kind: 'moved'; readonly completed: { ordinal: number; step: number }[] };

export const limitOf = ({ repeat }: QuestDefinition): number =>
  repeat.policy === 'once' ? 1 : repeat.max;

const windowOf = (definition: QuestDefinition, zone: string | undefined, at: number) => {
  const { cron, duration_seconds: seconds = 0 } = definition.window ?? {};
  if (cron === undefined) return undefined;
  const own = zoneFor(definition, zone);
  const start = openingsAround(cron, own, at).findLast((opening) => opening <= at);
  if (start === undefined) return undefined;
  // By the user's zone a window goes by what the clock shows when it opens.
  const key =
    definition.time?.timezone === 'user' ? wallClock(own, start) : String(start).padStart(20, '0');
  return { key, start, end: start + seconds * 1_000 };
};

const goesByUserZone = ({ time, consecutive, window }: QuestDefinition): boolean =>
  time?.timezone === 'user' && (consecutive !== undefined || window?.cron !== undefined);

/** Names of one zone, as these tests use them. */
const aliases = new Map([
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['asia/kolkata', 'Asia/Kolkata'],
]);

const enterZone = (definition: QuestDefinition, user: NaiveUser, named: string | undefined) => {
  if (!goesByUserZone(definition)) return;
  const zone = named && (aliases.get(named) ?? named);
  if (user.zone !== undefined && zone !== undefined && user.zone !== zone) {
    if (definition.window?.cron !== undefined) {
      user.windows = user.windows.slice(-1);
      user.floor = user.windows[0]?.key ?? user.floor;
    }
    for (const { round } of user.windows) {
      if (definition.consecutive) freeze(definition, round);
    }
  }
  user.zone = zone;
};

const roundFor = (user: NaiveUser, key: string): NaiveRound => {
  const known = user.windows.find((window) => window.key === key);
  if (known) return known.round;
  const round = newRound();
  user.windows = [...user.windows, { key, round }]
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .slice(-3);
  return round;
};

/** Decides one event; `user` is changed only when it moves. */
export const decideNaively = (
  definition: QuestDefinition,
  user: NaiveUser,
  event: QuestEvent,
  context: NaiveContext,
): NaiveOutcome => {
  const refuse = (reason: string): NaiveOutcome => ({ kind: 'unmoved', reason });
  const at = event.time.getTime();
  if (!objectivesOf(definition).some(({ event: types }) => [types].flat().includes(event.type))) {
    return refuse('no-match');
  }
  if (user.completions >= limitOf(definition)) return refuse('limit-reached');
  const { start, end, cron, cooldown_seconds: cooldown } = definition.window ?? {};
  if (start !== undefined && at < Date.parse(start)) return refuse('not-started');
  if (end !== undefined && at >= Date.parse(end)) return refuse('ended');
  if (at < user.cooledUntil) return refuse('cooling-down');
  const after = structuredClone(user);
  for (const { round } of after.windows) {
    round.paused = pausedIn(definition, user.zone, context.pauses);
  }
  enterZone(definition, after, context.zone);
  const window = windowOf(definition, context.zone, at);
  if (cron !== undefined && (!window || at >= window.end)) return refuse('outside-window');
  const key = window?.key ?? only;
  if (key < after.floor && window) return refuse('closed');
  if (after.windows.length === 3 && key < (after.windows[0]?.key ?? '')) return refuse('closed');
  const round = roundFor(after, key);
  round.paused = pausedIn(definition, context.zone, context.pauses);
  if (round.done) return refuse('window-done');
  const isOnce = definition.repeat.policy === 'on_window' && window !== undefined;
  const gains: Gains = {
    completed: [],
    completions: user.completions,
    given: window ? after.steps : undefined,
    room: Math.min(limitOf(definition) - user.completions, isOnce ? 1 : 100),
  };
  const refusal = definition.consecutive
    ? takeStreak(definition, round, event, context, window !== undefined, gains)
    : takeValues(definition, round, event, gains)
      ? undefined
      : mismatchOfAll(definition, event);
  if (refusal !== undefined) return refuse(refusal);
  if (gains.given) after.steps = gains.given;
  if (gains.completions > user.completions) {
    if (isOnce) Object.assign(round, newRound(), { done: true });
    if (cooldown !== undefined) after.cooledUntil = at + cooldown * 1_000;
    if (gains.completions >= limitOf(definition) && !definition.consecutive) {
      for (const one of after.windows) one.round = { ...newRound(), done: one.round.done };
      after.steps = [];
    }
  }
  after.completions = gains.completions;
  Object.assign(user, after);
  return { kind: 'moved', completed: gains.completed };
};

/** What a reader sees. */
export const showNaively = (
  definition: QuestDefinition,
  user: NaiveUser,
  context: NaiveContext,
) => {
  const { now, zone } = context;
  const window = windowOf(definition, zone, now);
  const key = definition.window?.cron === undefined ? only : window?.key;
  const known = user.windows.find((one) => one.key === key)?.round;
  const isShown = window !== undefined && (now < window.end || known !== undefined);
  const round = structuredClone(known ?? newRound());
  round.paused = pausedIn(definition, zone, context.pauses);
  const targets = (definition.steps ?? []).map(({ target }) => target);
  const shared = {
    steps: definition.steps
      ? { reached: Math.min(round.steps, targets.length), total: targets.length }
      : null,
    window: isShown
      ? { start: new Date(window.start).toISOString(), end: new Date(window.end).toISOString() }
      : null,
    cooldown_until: user.cooledUntil > now ? new Date(user.cooledUntil).toISOString() : null,
  };
  const step = targets[Math.min(round.steps, targets.length - 1)];
  if (definition.consecutive) {
    const { every, grace_seconds: grace = 0, freezes } = definition.consecutive;
    const own = zoneFor(definition, zone);
    const dayStart = definition.time?.day_start ?? '00:00';
    const open = periodOf(every, own, dayStart, now - grace * 1_000);
    const walk = walkPeriods(definition, round, nextPeriod(every, open, -1));
    const shown = { streak: walk.streak, target: step ?? streakTarget(definition) };
    return { ...shared, ...shown, freezes: freezes ? walk.freezes : null };
  }
  const objectives = definition.objectives.any_of.map(({ all_of }, alternative) => {
    const from = definition.objectives.any_of
      .slice(0, alternative)
      .flatMap((one) => one.all_of).length;
    return all_of.map((objective, index) => {
      const value = valueAt(definition, round, from + index);
      const target = step ?? objective.target;
      return { value: shownOf(value), target, met: meets(objective, value, target) };
    });
  });
  const [first] = objectives.flat();
  const alternatives = objectives.map(
    (one) => [one.filter(({ met }) => met).length, one.length] as const,
  );
  const most = alternatives.reduce((best, one) => (one[0] > best[0] ? one : best));
  const shown =
    objectives.flat().length === 1
      ? { streak: first?.value ?? 0, target: first?.target ?? 0 }
      : { streak: most[0], target: most[1] };
  return { ...shared, ...shown, freezes: null, objectives };
};
