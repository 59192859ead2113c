import type { PeriodRange } from './period-range.ts';

/**
 * What an objective has measured: a number for `count`, `min` and `max`; for `sum` millionths, as text
 * where they are beyond 2^53 or not whole; for `distinct` the hashes of the values, eight letters each; for `last`
 * its value, time (epoch ms) and event id. null before the first match of `min`, `max` and `last`.
 */
export type Measured = number | string | null | readonly [number, number, string];

/** A period, its matching events, and the events in its first grace seconds beside those. */
export type PeriodCount = readonly [period: number, events: number, graced?: number];

/** What the closed periods came to: the last that counted, the streak, how many counted, freezes. */
export type StreakBase = readonly [last: number, streak: number, counted: number, freezes?: number];

/** Values since the last completion; absent parts are those of a beginning. */
export interface Round {
  /** Values of all objectives, alternative after alternative. */
  readonly v?: readonly Measured[];
  /** What sums have beyond whole millionths, in units of 10^-12; absent while all have nothing. */
  readonly q?: readonly number[];
  /** Steps reached. */
  readonly r?: number;
  /** Periods that may still get events, in order. */
  readonly p?: readonly PeriodCount[];
  /** The closed periods before those. */
  readonly b?: StreakBase;
  /** The newest period that is closed to events. */
  readonly h?: number;
  /** Completions given for the periods in `p`. */
  readonly c?: number;
  /** Periods that are not missed, because an edit ended them sooner than was announced; oldest first. */
  readonly x?: readonly PeriodRange[];
  /** 1: its window has had its completion. */
  readonly d?: 1;
  /** 1: its values are what the last completion left over, and nothing since. */
  readonly l?: 1;
  /** In a recurring window: the number that the steps of this round are given under. */
  readonly i?: number;
}

/** Where a user stands with a quest. Plain JSON; keys are short because millions of rows hold it. */
export interface QuestState extends Round {
  readonly completions: number;
  /** Until when events cool down (epoch ms). */
  readonly u?: number;
  /** The user's zone at the last counted event, of a quest that goes by it. */
  readonly z?: string;
  /** Recurring windows, oldest first: the key of each and its round. */
  readonly w?: readonly (readonly [key: number, round: Round])[];
  /** The key of the newest window when the user changed zones; those before it are closed. */
  readonly f?: number;
  /** When that window opened, and when the next one would have in the zone before (epoch ms). */
  readonly k?: readonly [opened: number, next: number];
  /** Steps given under the ordinal of the next completion, by a version without recurring windows. */
  readonly g?: readonly number[];
  /** The highest number that a round of a recurring window has. */
  readonly n?: number;
}

/** Where everyone begins. */
export const emptyState: QuestState = { completions: 0 };
