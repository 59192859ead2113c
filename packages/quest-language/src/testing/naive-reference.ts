import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import type { QuestEvent } from '../decide-quest.ts';
import { nextPeriod, periodOf } from './naive-calendar.ts';
import {
  emptied,
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
import { renameWindows, settleWindows, windowOf } from './naive-windows.ts';

type NaiveOutcome =
  | { readonly kind: 'unmoved'; readonly reason: string }
  | { readonly kind: 'moved'; readonly completed: { ordinal: number; step: number }[] };

export const limitOf = ({ repeat }: QuestDefinition): number =>
  repeat.policy === 'once' ? 1 : repeat.max;

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
  if (user.zone === undefined && zone !== undefined) renameWindows(definition, user, zone);
  if (user.zone !== undefined && zone !== undefined && user.zone !== zone) {
    if (definition.window?.cron !== undefined) settleWindows(definition, user);
    for (const { round } of user.windows) {
      if (definition.consecutive) freeze(definition, round);
    }
  }
  user.zone = zone;
};

const roundFor = (user: NaiveUser, start: number): NaiveRound => {
  const known = user.windows.find((window) => window.start === start);
  if (known) return known.round;
  const round = newRound();
  user.windows = [...user.windows, { start, round }].sort((a, b) => a.start - b.start).slice(-3);
  return round;
};

/** A number that no round of the user has had, of the minute at the least. */
const numbering = (user: NaiveUser, now: number) => () => {
  user.lastNumber = Math.max(user.lastNumber + 1, Math.floor(now / 60_000));
  return user.lastNumber;
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
  const window = windowOf(definition, after, context.zone, at);
  if (cron !== undefined && (!window || at >= window.end)) return refuse('outside-window');
  const opened = window ? window.start : only;
  if (opened === undefined) return refuse('closed');
  if (after.windows.length === 3 && opened < (after.windows[0]?.start ?? 0))
    return refuse('closed');
  const round = roundFor(after, opened);
  round.paused = pausedIn(definition, context.zone, context.pauses);
  if (round.done) return refuse('window-done');
  const isOnce = definition.repeat.policy === 'on_window' && window !== undefined;
  const gains: Gains = {
    completed: [],
    completions: user.completions,
    takeNumber: window && numbering(after, context.now),
    room: Math.min(limitOf(definition) - user.completions, isOnce ? 1 : 100),
  };
  const refusal = definition.consecutive
    ? takeStreak(definition, round, event, context, window !== undefined, gains)
    : takeValues(definition, round, event, gains)
      ? undefined
      : mismatchOfAll(definition, event);
  if (refusal !== undefined) return refuse(refusal);
  if (gains.completions > user.completions) {
    if (isOnce) Object.assign(round, newRound(), { done: true });
    if (cooldown !== undefined) after.cooledUntil = at + cooldown * 1_000;
    after.outside = [];
    if (gains.completions >= limitOf(definition) && !definition.consecutive) {
      for (const one of after.windows) one.round = emptied(one.round);
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
  const present = structuredClone(user);
  enterZone(definition, present, zone);
  const window = windowOf(definition, present, zone, now);
  const opened = definition.window?.cron === undefined ? only : window?.start;
  const known = present.windows.find(({ start }) => start === opened)?.round;
  const isShown = window?.start !== undefined && (now < window.end || known !== undefined);
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
