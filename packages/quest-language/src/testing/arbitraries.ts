import type { Objective, QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import fc from 'fast-check';
import type { QuestEvent } from '../decide-quest.ts';
import type { Pause } from '../pause.ts';
import { conditions } from './naive-values.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Asia/Beirut',
  'Pacific/Apia',
  'Asia/Kolkata',
] as const;

/** Other names of zones that are above. */
const aliases = ['Asia/Calcutta', 'asia/kolkata'] as const;

/** Days before clocks change somewhere, a skipped calendar day, the turn of a leap year, and a plain one. */
const beginnings = [
  '2026-03-06T09:00:00Z',
  '2026-03-26T20:00:00Z',
  '2026-04-03T12:00:00Z',
  '2026-09-04T12:00:00Z',
  '2026-10-02T12:00:00Z',
  '2026-10-23T20:00:00Z',
  '2026-10-30T12:00:00Z',
  '2026-06-15T10:00:00Z',
  '2011-12-28T10:00:00Z',
  '2024-02-27T10:00:00Z',
  '2026-12-29T10:00:00Z',
];

/** Evenings before the nights in which clocks are set back, in Berlin, New York, Lord Howe and Beirut. */
const evenings = [
  '2026-10-24T21:00:00Z',
  '2026-11-01T03:00:00Z',
  '2026-04-04T12:00:00Z',
  '2026-10-24T19:00:00Z',
];

const eventTypes = fc.oneof(
  { weight: 6, arbitrary: fc.constant<string | string[]>('play') },
  { weight: 1, arbitrary: fc.constantFrom<string | string[]>('win', ['play', 'win'], ['buy']) },
);

/** A part that most definitions do without. */
const rarely = <T>(part: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: part });

const where = rarely(fc.constantFrom(...Object.keys(conditions)));

const growing: fc.Arbitrary<Objective> = fc
  .record({
    event: eventTypes,
    where,
    aggregate: fc.constantFrom('count' as const, 'sum' as const, 'distinct' as const),
    target: fc.integer({ min: 1, max: 5 }),
    fraction: fc.constantFrom(0, 0, 0.5, 0.25, 0.1, 0.0000005, 0.000000000001),
  })
  .map(({ event, where: text, aggregate, target, fraction }) => ({
    event,
    ...(text !== undefined && { where: text }),
    aggregate,
    op: '>=',
    target: aggregate === 'sum' ? target * 2 + fraction : target,
    ...(aggregate !== 'count' && { field: aggregate === 'sum' ? 'n' : 'k' }),
  }));

const moving: fc.Arbitrary<Objective> = fc
  .record({
    event: eventTypes,
    where,
    aggregate: fc.constantFrom('min' as const, 'max' as const, 'last' as const),
    op: fc.constantFrom('>=' as const, '<=' as const, '=' as const),
    field: fc.constantFrom('n', 'a.b'),
    target: fc.constantFrom(0, 1, 2, 4, 6),
  })
  .map(({ where: text, ...rest }) => ({ ...rest, ...(text !== undefined && { where: text }) }));

const objective = fc.oneof({ weight: 3, arbitrary: growing }, { weight: 1, arbitrary: moving });

const counting: fc.Arbitrary<Objective> = growing.map(({ field: _field, ...rest }) => ({
  ...rest,
  aggregate: 'count',
  target: ((rest.target % 3) | 0) === 0 ? 2 : 1,
}));

const dayStarts = fc.constantFrom('00:00', '04:00', '02:30', '01:45');

const time = fc.option(
  fc.record(
    {
      timezone: fc.constantFrom('user', 'user', ...zones),
      day_start: dayStarts,
    },
    { requiredKeys: [] },
  ),
  { nil: undefined, freq: 4 },
);

const recurrence = fc.constantFrom<NonNullable<QuestDefinition['window']>>(
  { cron: '0 0 * * *' },
  { cron: '0 */6 * * *' },
  { cron: '0 * * * *', duration_seconds: 3_600 },
  { cron: '*/15 * * * *' },
  { cron: '0 0 * * *', duration_seconds: 86_400 },
  { cron: '30 2 * * *', duration_seconds: 7_200 },
  { cron: '0 */6 * * *', duration_seconds: 21_600 },
  { cron: '0 18 * * 5', duration_seconds: 172_800 },
  { cron: '15 4 * * 1-5', duration_seconds: 129_600 },
);

const seconds = (min: number, max: number) => fc.integer({ min, max });

const windowAround = (beginning: number) =>
  fc
    .record({
      recurring: fc.option(recurrence, { nil: undefined, freq: 3 }),
      start: rarely(fc.integer({ min: 0, max: 3 })),
      end: rarely(fc.integer({ min: 4, max: 20 })),
      cooldown: rarely(seconds(1, 200_000)),
    })
    .map(
      ({ recurring, start, end, cooldown }): NonNullable<QuestDefinition['window']> => ({
        ...recurring,
        ...(start !== undefined && { start: new Date(beginning + start * day).toISOString() }),
        ...(end !== undefined && { end: new Date(beginning + end * day).toISOString() }),
        ...(cooldown !== undefined && { cooldown_seconds: cooldown }),
      }),
    );

const consecutive: fc.Arbitrary<NonNullable<QuestDefinition['consecutive']>> = fc.record(
  {
    every: fc.constantFrom('day' as const, 'day' as const, 'week' as const, 'month' as const),
    target: fc.integer({ min: 1, max: 6 }),
    min_per_period: fc.integer({ min: 1, max: 3 }),
    grace_seconds: fc.constantFrom(0, 3_600, 14_400, 82_800),
    freezes: fc
      .record(
        { initial: fc.nat(2), earn_every: fc.integer({ min: 1, max: 3 }), more: fc.nat(2) },
        { requiredKeys: ['initial', 'more'] },
      )
      .map(({ more, ...rest }) => ({ ...rest, max: rest.initial + more })),
    on_miss: fc.constantFrom('reset' as const, 'decay' as const, 'hold' as const),
  },
  { requiredKeys: ['every', 'target'] },
);

const rewards = [{ badge: 'player' }];

const stepsUpTo = (targets: readonly number[]) => targets.map((target) => ({ target, rewards }));

const increasing = fc
  .uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 })
  .map((targets) => targets.sort((a, b) => a - b));

const repeat = fc
  .record({
    max: fc.integer({ min: 1, max: 6 }),
    policy: fc.constantFrom('once' as const, 'on_completion' as const, 'on_completion' as const),
    carry_over: fc.boolean(),
    perWindow: fc.boolean(),
  })
  .map(({ max, policy, carry_over, perWindow }) => ({ max, policy, carry_over, perWindow }));

const withRest = (
  parts: Pick<QuestDefinition, 'objectives' | 'consecutive' | 'steps'>,
  beginning: number,
): fc.Arbitrary<QuestDefinition> =>
  fc
    .record({
      time,
      window: fc.option(windowAround(beginning), { nil: undefined, freq: 2 }),
      repeat,
    })
    .map(({ time: zone, window, repeat: { max, policy, carry_over, perWindow } }) => {
      const canBePerWindow = window?.cron !== undefined || parts.consecutive !== undefined;
      return {
        ...parts,
        ...(zone && { time: zone }),
        ...(window && { window }),
        repeat: {
          max: policy === 'once' ? 1 : max,
          policy: perWindow && canBePerWindow && policy !== 'once' ? 'on_window' : policy,
          ...(carry_over && !parts.consecutive && { carry_over }),
        },
        auto_claim: true,
        rewards,
      };
    });

const values = fc
  .array(fc.array(objective, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 })
  .map((alternatives) => ({ any_of: alternatives.map((all_of) => ({ all_of })) }));

const streakObjectives = fc
  .array(counting, { minLength: 1, maxLength: 2 })
  .map((alternatives) => ({ any_of: alternatives.map((one) => ({ all_of: [one] })) }));

const valueParts = values.map((objectives) => ({ objectives }));

const stepParts = fc.tuple(objective, increasing).map(([one, targets]) => ({
  objectives: { any_of: [{ all_of: [one] }] },
  steps: stepsUpTo(one.op === '<=' ? targets.toReversed() : targets),
}));

const streakParts = fc
  .tuple(streakObjectives, consecutive, fc.option(increasing, { nil: undefined, freq: 3 }))
  .map(([objectives, streak, targets]) => ({
    objectives,
    consecutive: streak,
    ...(targets && { steps: stepsUpTo(targets) }),
  }));

/** A definition of any kind, with every part that goes with it. */
export const definitionAround = (beginning: number): fc.Arbitrary<QuestDefinition> =>
  fc.oneof(valueParts, stepParts, streakParts).chain((parts) => withRest(parts, beginning));

export const streakAround = (beginning: number): fc.Arbitrary<QuestDefinition> =>
  streakParts.chain((parts) => withRest(parts, beginning));

/** Quests of recurring windows alone, of all kinds. */
export const windowedAround = (beginning: number): fc.Arbitrary<QuestDefinition> =>
  fc
    .tuple(
      fc
        .oneof(valueParts, stepParts, stepParts, streakParts)
        .chain((parts) => withRest(parts, beginning)),
      recurrence,
      fc.boolean(),
    )
    .map(([definition, recurring, isEndless]) => ({
      ...definition,
      window: isEndless ? recurring : { ...definition.window, ...recurring },
      ...(isEndless &&
        definition.repeat.policy !== 'once' && {
          repeat: { ...definition.repeat, max: 1_000 },
        }),
    }));

const withoutRecurrence = ({ window, ...definition }: QuestDefinition): QuestDefinition => {
  const { start, end } = window ?? {};
  return { ...definition, window: { ...(start && { start }), ...(end && { end }) } };
};

const onlyGrowing = ({ objectives }: QuestDefinition): boolean =>
  objectives.any_of.every(({ all_of }) =>
    all_of.every(({ aggregate }) => ['count', 'sum', 'distinct'].includes(aggregate)),
  );

/** Quests of counts, sums and different values that complete once. */
export const onceAround = (beginning: number): fc.Arbitrary<QuestDefinition> =>
  fc
    .oneof(valueParts, stepParts)
    .chain((parts) => withRest(parts, beginning))
    .filter(onlyGrowing)
    .map(withoutRecurrence)
    .map((definition) => ({ ...definition, repeat: { max: 1, policy: 'once' } }));

/** Quests with one alternative of counts and sums, whose surplus carries over. */
export const carryingAround = (beginning: number): fc.Arbitrary<QuestDefinition> =>
  fc
    .oneof(
      fc
        .array(growing, { minLength: 1, maxLength: 3 })
        .map((all_of) => ({ objectives: { any_of: [{ all_of }] } })),
      stepParts,
    )
    .chain((parts) => withRest(parts, beginning))
    .filter(onlyGrowing)
    .filter(
      ({ objectives }) =>
        !objectives.any_of
          .flatMap(({ all_of }) => all_of)
          .some(({ aggregate }) => aggregate === 'distinct'),
    )
    .map(withoutRecurrence)
    .map((definition) => ({
      ...definition,
      repeat: { max: definition.repeat.max, policy: 'on_completion', carry_over: true },
    }));

type Streak = NonNullable<QuestDefinition['consecutive']>;

/** Streaks outside of windows, as long as it takes. */
export const endlessStreakAround = (beginning: number): fc.Arbitrary<QuestDefinition> =>
  streakAround(beginning)
    .map(withoutRecurrence)
    .map((definition) => ({ ...definition, repeat: { max: 1_000, policy: 'on_completion' } }));

/** Streaks in which one event more is never one too many: see the guide on the order of arrival. */
export const growingStreakAround = (beginning: number): fc.Arbitrary<QuestDefinition> =>
  streakAround(beginning)
    .map(withoutRecurrence)
    .map((definition) => {
      const { freezes, grace_seconds, ...rest } = definition.consecutive as Streak;
      const { earn_every: _earned, ...kept } = freezes ?? { initial: 0, max: 0 };
      const isAlone = perPeriodOf(definition) === 1;
      const grace = isAlone && grace_seconds !== undefined && { grace_seconds };
      return { ...definition, consecutive: { ...rest, ...grace, freezes: kept } };
    });

const perPeriodOf = ({ consecutive, objectives }: QuestDefinition): number =>
  Math.max(
    consecutive?.min_per_period ?? 1,
    ...objectives.any_of.flatMap(({ all_of }) => all_of.map(({ target }) => target)),
  );

/** An edit of a definition: what objectives, streak and times are, with other targets or parts. */
const editOf = (definition: QuestDefinition, beginning: number): fc.Arbitrary<QuestDefinition> =>
  fc
    .record({
      other: definitionAround(beginning),
      target: fc.integer({ min: 1, max: 5 }),
      kind: fc.nat(6),
      dayStart: dayStarts,
    })
    .map(({ other, target, kind, dayStart }) => {
      if (kind === 0) return other;
      if (kind === 6) return { ...definition, time: { ...definition.time, day_start: dayStart } };
      if (kind === 1)
        return {
          ...definition,
          repeat: {
            ...definition.repeat,
            max: target,
            policy:
              definition.repeat.policy === 'once' ? 'on_completion' : definition.repeat.policy,
          },
        };
      if (kind === 2 && definition.consecutive) {
        return {
          ...definition,
          consecutive: { ...definition.consecutive, min_per_period: target },
        };
      }
      if (definition.consecutive && kind < 5) {
        return { ...definition, consecutive: { ...definition.consecutive, target } };
      }
      const { any_of } = definition.objectives;
      return {
        ...definition,
        objectives: {
          any_of: any_of
            .toReversed()
            .map(({ all_of }) => ({ all_of: all_of.map((one) => ({ ...one, target })) })),
        },
      };
    });

const data: fc.Arbitrary<Record<string, unknown>> = fc
  .record({
    n: fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: 0, max: 8 }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          0.1,
          0.2,
          2.5,
          4.000001,
          0.0000005,
          1e-12,
          4e-13,
          0.1 + 0.2,
          1.999999999999,
          987654321.123456,
          -1,
          1e12,
          2e12,
          123456789.25,
          '3',
          null,
        ),
      },
    ),
    k: fc.constantFrom<unknown>('a', 'b', 'c', 1, '1', true, 'true', null),
    a: fc.record({ b: fc.integer({ min: 0, max: 8 }) }),
    absent: fc.constantFrom('n', 'k', 'a', '', '', '', '', ''),
  })
  .map(({ absent, ...rest }) =>
    Object.fromEntries(Object.entries(rest).filter(([name]) => name !== absent)),
  );

const gap = fc.oneof(
  fc.integer({ min: 0, max: 90 }).map((minutes) => minutes * minute),
  fc.integer({ min: 0, max: 30 }).map((hours) => hours * hour),
  fc.integer({ min: 20 * 60, max: 28 * 60 }).map((minutes) => minutes * minute),
  fc.constant(day),
  fc.integer({ min: 0, max: 3 }).map((days) => days * day),
  fc.integer({ min: 0, max: 40 }).map((days) => (days > 20 ? days * day : minute)),
);

/** An event on its way: when it happened, and when it came. */
export interface Arrival {
  readonly event: QuestEvent;
  readonly now: number;
  readonly zone: string | undefined;
}

export const latenessSeconds = 72 * 3_600;

/** From one event to the next within a night. */
const shortGap = fc.integer({ min: 0, max: 50 }).map((minutes) => minutes * minute);

const arrivalAfter = (between: fc.Arbitrary<number>) =>
  fc.record({
    gap: between,
    type: fc.constantFrom(...Array<string>(9).fill('play'), 'win', 'win', 'buy', 'other'),
    data,
    delay: fc.oneof(
      fc.constant(0),
      fc.constant(0),
      fc.integer({ min: 0, max: latenessSeconds * 1_000 - minute }),
    ),
  });

type Drafts = readonly {
  gap: number;
  type: string;
  data: Record<string, unknown>;
  delay: number;
}[];

const toArrivals = (beginning: number, drafts: Drafts): readonly Arrival[] => {
  let at = beginning;
  return drafts
    .map((draft, index): Arrival => {
      at += draft.gap;
      const event: QuestEvent = {
        id: `e${(index * 7) % 10}${index}`,
        type: draft.type,
        source: 'app',
        user_id: 'ada',
        time: new Date(at),
        data: draft.data,
      };
      return { event, now: at + draft.delay, zone: 'UTC' };
    })
    .sort((a, b) => a.now - b.now);
};

/** Users who move: each zone holds from some arrival on. */
const moves = fc.array(
  fc.record({ from: fc.nat(40), zone: fc.constantFrom(...zones, ...aliases) }),
  {
    minLength: 1,
    maxLength: 3,
  },
);

/** Clocks that are set back for a while. */
const setBack = fc.option(
  fc.record({ from: fc.nat(40), until: fc.nat(40), by: fc.integer({ min: 1, max: 3 * day }) }),
  { nil: undefined, freq: 3 },
);

export interface Publication {
  readonly before: number;
  readonly published_at: string;
  readonly definition: QuestDefinition;
  readonly in_flight: 'keep_old_version' | 'migrate' | 'restart';
}

export interface Story {
  readonly definition: QuestDefinition;
  readonly arrivals: readonly Arrival[];
  readonly publications: readonly Publication[];
  /** When the quest was paused. */
  readonly pauses: readonly Pause[];
}

const publicationsOf = (
  definition: QuestDefinition,
  beginning: number,
): fc.Arbitrary<readonly Omit<Publication, 'published_at'>[]> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(
        fc.record({
          before: fc.nat(30),
          definition: editOf(definition, beginning),
          in_flight: fc.constantFrom(
            'keep_old_version' as const,
            'migrate' as const,
            'restart' as const,
          ),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    },
  );

const pausesFrom = (beginning: number): fc.Arbitrary<readonly Pause[]> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc
        .array(fc.record({ after: gap, length: gap }), { minLength: 1, maxLength: 3 })
        .map((drafts) => {
          let at = beginning;
          return drafts.map(({ after, length }): Pause => {
            const from = at + after;
            at = from + length + minute;
            return { from, until: at };
          });
        }),
    },
  );

/** Just before an arrival, or before it all. */
const publishedAt = (arrivals: readonly Arrival[], before: number): string => {
  const at = arrivals[Math.min(before, arrivals.length - 1)]?.now ?? 0;
  return new Date(at - minute).toISOString();
};

const toTime = (text: string): number => Date.parse(text);

/** Events over days and weeks, or within a night. */
type Pace = 'wide' | 'dense';

/** A quest, its later versions, and one user's events as they arrive. */
export const story = (
  definitions: (beginning: number) => fc.Arbitrary<QuestDefinition> = definitionAround,
  pace: Pace = 'wide',
): fc.Arbitrary<Story> =>
  fc
    .constantFrom(...(pace === 'dense' ? evenings : beginnings))
    .map(toTime)
    .chain((beginning) =>
      definitions(beginning).chain((definition) =>
        fc
          .record({
            drafts: fc.array(arrivalAfter(pace === 'dense' ? shortGap : gap), {
              minLength: 1,
              maxLength: 45,
              size: 'max',
            }),
            moves,
            setBack,
            publications: publicationsOf(definition, beginning),
            first: fc.constantFrom(undefined, 'Europe/Berlin'),
            pauses: pausesFrom(beginning),
          })
          .map(({ drafts, moves: stays, setBack: back, publications, first, pauses }) => {
            const arrivals = toArrivals(beginning, drafts);
            return {
              definition,
              publications: publications
                .toSorted((a, b) => a.before - b.before)
                .map((one) => ({ ...one, published_at: publishedAt(arrivals, one.before) })),
              arrivals: arrivals.map((one, index) => ({
                ...one,
                zone: stays.findLast(({ from }) => from <= index)?.zone ?? first,
                now: back && index >= back.from && index < back.until ? one.now - back.by : one.now,
              })),
              pauses,
            };
          }),
      ),
    );
