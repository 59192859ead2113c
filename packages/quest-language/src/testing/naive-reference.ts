import type { Objective, QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import type { QuestEvent } from '../decide-quest.ts';
import { nextPeriod, openingsAround, periodOf, startOf, wallClock } from './naive-calendar.ts';

/**
 * The quest language the obvious way: every event is kept, and everything is counted again from all of
 * them each time. Slow, and written apart from the code that it is held against.
 */

/** Conditions that tests use, in JavaScript. */
export const conditions: Readonly<Record<string, (event: QuestEvent) => boolean>> = {
  'event.data.n > 3.0': ({ data }) => typeof data.n === 'number' && data.n > 3,
  'event.type == "win" || event.data.k == "a"': ({ type, data }) =>
    type === 'win' || data.k === 'a',
};

interface Seen {
  readonly key: string;
  readonly graced: boolean;
}

interface Settled {
  readonly counted: boolean;
  readonly lent: number;
}

/** Where a streak stood when its rules changed. */
interface Chapter {
  last: string;
  streak: number;
  counted: number;
  freezes: number | undefined;
}

export interface NaiveRound {
  /** Matching events of each objective, in order of arrival. */
  seen: QuestEvent[][];
  /** Millionths that completions have used up of each sum, with carry-over. */
  used: bigint[];
  steps: number;
  done: boolean;
  visits: Seen[];
  chapter: Chapter | undefined;
  settled: Record<string, Settled>;
  closedThrough: string;
  given: number;
}

export interface NaiveUser {
  completions: number;
  cooledUntil: number;
  zone: string | undefined;
  windows: { key: string; round: NaiveRound }[];
  floor: string;
  steps: number[];
}

export interface NaiveContext {
  readonly now: number;
  readonly zone: string;
  readonly latenessSeconds: number;
}

export type NaiveOutcome =
  | { readonly kind: 'unmoved'; readonly reason: string }
  | { readonly kind: 'moved'; readonly completed: { ordinal: number; step: number }[] };

const only = 'only';

export const newRound = (): NaiveRound => ({
  seen: [],
  used: [],
  steps: 0,
  done: false,
  visits: [],
  chapter: undefined,
  settled: {},
  closedThrough: '',
  given: 0,
});

export const newUser = (): NaiveUser => ({
  completions: 0,
  cooledUntil: -Infinity,
  zone: undefined,
  windows: [],
  floor: '',
  steps: [],
});

// ---- objectives

export const objectivesOf = (definition: QuestDefinition): Objective[] =>
  definition.objectives.any_of.flatMap(({ all_of }) => all_of);

const read = (data: unknown, field: string): unknown =>
  field.split('.').reduce<unknown>((value, name) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.entries(value).find(([key]) => key === name)?.[1];
  }, data);

const matches = (objective: Objective, event: QuestEvent): boolean => {
  if (![objective.event].flat().includes(event.type)) return false;
  if (objective.where !== undefined && !conditions[objective.where]?.(event)) return false;
  if (objective.aggregate === 'count') return true;
  const value = read(event.data, objective.field ?? '');
  if (objective.aggregate === 'distinct')
    return ['string', 'number', 'boolean'].includes(typeof value);
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  return objective.aggregate !== 'sum' || (value >= 0 && value <= 1e12);
};

const toMillionths = (value: number): bigint => BigInt(value.toFixed(6).replace('.', ''));

const differentOf = (objective: Objective, events: readonly QuestEvent[]): unknown[] => [
  ...new Map(
    events.map(({ data }) => {
      const value = read(data, objective.field ?? '');
      return [`${typeof value} ${value}`, value];
    }),
  ).keys(),
];

/** The value in units; sums in millionths, so that they are exact. */
const measureOf = (
  objective: Objective,
  events: readonly QuestEvent[],
  used: bigint,
): bigint | number | null => {
  const numbers = events.map(({ data }) => read(data, objective.field ?? '') as number);
  switch (objective.aggregate) {
    case 'count':
      return events.length;
    case 'sum':
      return numbers.map(toMillionths).reduce((a, b) => a + b, 0n) - used;
    case 'distinct':
      return differentOf(objective, events).length;
    case 'min':
      return numbers.length ? Math.min(...numbers) : null;
    case 'max':
      return numbers.length ? Math.max(...numbers) : null;
    default: {
      const sorted = [...events].sort(
        (a, b) => a.time.getTime() - b.time.getTime() || (a.id < b.id ? -1 : 1),
      );
      const latest = sorted.at(-1);
      return latest ? (read(latest.data, objective.field ?? '') as number) : null;
    }
  }
};

const meets = (objective: Objective, value: bigint | number | null, target: number): boolean => {
  if (value === null) return false;
  const goal = objective.aggregate === 'sum' ? toMillionths(target) : target;
  if (objective.op === '>=') return value >= goal;
  return objective.op === '<=' ? value <= goal : value === goal;
};

const shownOf = (value: bigint | number | null): number | null =>
  typeof value === 'bigint' ? Number(value) / 1e6 : value;

const lastTarget = (definition: QuestDefinition, objective: Objective): number =>
  definition.steps?.at(-1)?.target ?? objective.target;

const valueAt = (definition: QuestDefinition, round: NaiveRound, index: number) => {
  const objective = objectivesOf(definition)[index] as Objective;
  return measureOf(objective, round.seen[index] ?? [], round.used[index] ?? 0n);
};

const isUntouched = (value: bigint | number | null): boolean =>
  value === null || Number(value) === 0;

const stepsMet = (
  definition: QuestDefinition,
  objective: Objective,
  value: bigint | number | null,
) => {
  // An extremum or a latest value of 0 has been measured; a count or a sum of 0 has not.
  const grows = ['count', 'sum', 'distinct'].includes(objective.aggregate);
  if (value === null || (grows && isUntouched(value))) return 0;
  return (definition.steps ?? []).reduce(
    (reached, { target }, index) => (meets(objective, value, target) ? index + 1 : reached),
    0,
  );
};

interface Gains {
  readonly completed: { ordinal: number; step: number }[];
  completions: number;
  given: number[] | undefined;
  room: number;
}

const gainSteps = (gains: Gains, round: NaiveRound, reached: number): void => {
  for (let step = round.steps + 1; step <= reached; step += 1) {
    if (gains.given?.includes(step)) continue;
    gains.completed.push({ ordinal: gains.completions + 1, step });
    gains.given?.push(step);
  }
  round.steps = Math.max(round.steps, reached);
};

const gainCompletion = (gains: Gains, round: NaiveRound): void => {
  gains.completions += 1;
  gains.completed.push({ ordinal: gains.completions, step: 0 });
  gains.room -= 1;
  round.steps = 0;
  if (gains.given) gains.given = [];
};

const useUp = (
  definition: QuestDefinition,
  round: NaiveRound,
  from: number,
  until: number,
): void => {
  const carries = definition.repeat.carry_over === true;
  objectivesOf(definition).forEach((objective, index) => {
    const events = round.seen[index] ?? [];
    const isUsed = index >= from && index < until;
    const target = lastTarget(definition, objective);
    const used = round.used[index] ?? 0n;
    round.seen[index] = [];
    round.used[index] = 0n;
    if (!carries || !isUsed || objective.op !== '>=' || target <= 0) return;
    if (objective.aggregate === 'count') round.seen[index] = events.slice(target);
    if (objective.aggregate === 'sum') {
      round.seen[index] = events;
      round.used[index] = used + toMillionths(target);
    }
    if (objective.aggregate === 'distinct') {
      const left = differentOf(objective, events).slice(target);
      round.seen[index] = left.map(
        (name) => events.find((event) => differentOf(objective, [event])[0] === name) as QuestEvent,
      );
    }
  });
};

const findMet = (definition: QuestDefinition, round: NaiveRound): [number, number] | undefined => {
  let from = 0;
  for (const { all_of } of definition.objectives.any_of) {
    const until = from + all_of.length;
    const start = from;
    const values = all_of.map((_, index) => valueAt(definition, round, start + index));
    const all = all_of.every((objective, index) =>
      meets(
        objective,
        values[index] ?? (objective.aggregate === 'count' ? 0 : null),
        objective.target,
      ),
    );
    const some = all_of.some((objective, index) => {
      const grows = ['count', 'sum', 'distinct'].includes(objective.aggregate);
      return grows ? !isUntouched(values[index] ?? null) : values[index] !== null;
    });
    if (all && some) return [from, until];
    from = until;
  }
  return undefined;
};

const takeValues = (
  definition: QuestDefinition,
  round: NaiveRound,
  event: QuestEvent,
  gains: Gains,
): boolean => {
  let matched = false;
  objectivesOf(definition).forEach((objective, index) => {
    if (!matches(objective, event)) return;
    matched = true;
    const events = round.seen[index] ?? [];
    // No more different values are told apart than are asked for.
    const isFull =
      objective.aggregate === 'distinct' &&
      !definition.repeat.carry_over &&
      differentOf(objective, events).length >= lastTarget(definition, objective);
    if (!isFull) round.seen[index] = [...events, event];
  });
  if (!matched) return false;
  while (gains.room > 0) {
    let met = findMet(definition, round);
    if (definition.steps) {
      const objective = objectivesOf(definition)[0] as Objective;
      const reached = stepsMet(definition, objective, valueAt(definition, round, 0));
      gainSteps(gains, round, reached);
      met = reached === definition.steps.length ? [0, 1] : undefined;
    }
    if (!met) break;
    gainCompletion(gains, round);
    useUp(definition, round, ...met);
    if (!definition.repeat.carry_over) break;
  }
  return true;
};

// ---- streaks

type Consecutive = NonNullable<QuestDefinition['consecutive']>;

const perPeriod = (definition: QuestDefinition): number =>
  Math.max(
    definition.consecutive?.min_per_period ?? 1,
    ...objectivesOf(definition).map(({ target }) => target),
  );

const streakTarget = (definition: QuestDefinition): number =>
  definition.steps?.at(-1)?.target ?? definition.consecutive?.target ?? 0;

interface Walk {
  streak: number;
  counted: number;
  freezes: number;
  last: string;
  rounds: { peak: number; complete: boolean; at: string }[];
  periods: Record<string, Settled>;
}

const missOne = (consecutive: Consecutive, walk: Walk): void => {
  if (walk.freezes > 0) walk.freezes -= 1;
  else if ((consecutive.on_miss ?? 'reset') === 'reset') walk.streak = 0;
  else if (consecutive.on_miss === 'decay') walk.streak = Math.max(0, walk.streak - 1);
};

/** Goes through every period there ever was, one by one; to `through` at least where that is given. */
const walkPeriods = (definition: QuestDefinition, round: NaiveRound, through?: string): Walk => {
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
        missed.push(key);
        continue;
      }
      for (const _ of missed.splice(0)) if (walk.counted > 0) missOne(consecutive, walk);
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
    for (const key of missed) if (walk.counted > 0 && key <= through) missOne(consecutive, walk);
  }
  return walk;
};

const finishRound = (walk: Walk): void => {
  const current = walk.rounds.at(-1);
  if (current) Object.assign(current, { complete: true, at: walk.last });
  walk.rounds.push({ peak: 0, complete: false, at: '' });
  walk.streak = 0;
};

const close = (definition: QuestDefinition, round: NaiveRound, through: string): void => {
  if (through <= round.closedThrough) return;
  const { periods } = walkPeriods(definition, round, through);
  for (const [key, state] of Object.entries(periods)) {
    if (key <= through) round.settled[key] ??= state;
  }
  round.closedThrough = through;
};

/** Settles all up to the newest period that counted; only that may still see events. */
const freeze = (definition: QuestDefinition, round: NaiveRound): void => {
  const { periods, last } = walkPeriods(definition, round);
  if (last === '' || last <= round.closedThrough) return;
  for (const [key, state] of Object.entries(periods)) {
    if (key <= last) round.settled[key] ??= state;
  }
  const before = nextPeriod((definition.consecutive as Consecutive).every, last, -1);
  if (before > round.closedThrough) round.closedThrough = before;
};

const zoneFor = (definition: QuestDefinition, zone: string): string =>
  definition.time?.timezone === 'user' ? zone : (definition.time?.timezone ?? 'UTC');

const takeStreak = (
  definition: QuestDefinition,
  round: NaiveRound,
  event: QuestEvent,
  { now, zone, latenessSeconds }: NaiveContext,
  isInWindow: boolean,
  gains: Gains,
): string | undefined => {
  const { every, grace_seconds: grace = 0 } = definition.consecutive as Consecutive;
  if (!objectivesOf(definition).some((objective) => matches(objective, event))) return 'no-match';
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

// ---- a user and a quest

const limitOf = ({ repeat }: QuestDefinition): number =>
  repeat.policy === 'once' ? 1 : repeat.max;

const windowOf = (definition: QuestDefinition, zone: string, at: number) => {
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

const enterZone = (definition: QuestDefinition, user: NaiveUser, zone: string): void => {
  if (!goesByUserZone(definition)) return;
  if (user.zone !== undefined && user.zone !== zone) {
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
  enterZone(definition, after, context.zone);
  const window = windowOf(definition, context.zone, at);
  if (cron !== undefined && (!window || at >= window.end)) return refuse('outside-window');
  const key = window?.key ?? only;
  if (key < after.floor && window) return refuse('closed');
  if (after.windows.length === 3 && key < (after.windows[0]?.key ?? '')) return refuse('closed');
  const round = roundFor(after, key);
  if (round.done) return refuse('window-done');
  const isOnce = definition.repeat.policy === 'on_window' && window !== undefined;
  const gains: Gains = {
    completed: [],
    completions: user.completions,
    given: window && definition.steps ? after.steps : undefined,
    room: Math.min(limitOf(definition) - user.completions, isOnce ? 1 : 100),
  };
  const refusal = definition.consecutive
    ? takeStreak(definition, round, event, context, window !== undefined, gains)
    : takeValues(definition, round, event, gains)
      ? undefined
      : 'no-match';
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

// ---- versions

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
    definition.time?.timezone ?? 'UTC',
    definition.time?.day_start ?? '00:00',
  ]);
};

const carryRound = (
  on: QuestDefinition,
  newest: QuestDefinition,
  round: NaiveRound,
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

/** `newer` is every version since the user's, the last in force. Tells the user's version after it. */
export const adoptNaively = (
  user: NaiveUser,
  on: QuestDefinition,
  newer: readonly { readonly definition: QuestDefinition; readonly in_flight: string }[],
): QuestDefinition => {
  const newest = newer.at(-1)?.definition;
  if (!newest) return on;
  const modes = newer.map(({ in_flight }) => in_flight);
  const isHalfWay = hasProgress(on, user);
  if (isHalfWay && modes.every((mode) => mode === 'keep_old_version')) return on;
  const restarts = isHalfWay && modes.includes('restart');
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
    : user.windows.map(({ key, round }) => ({ key, round: carryRound(on, newest, round) }));
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
