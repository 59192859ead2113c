import type { QuestEvent } from '../decide-quest.ts';

/**
 * The quest language the obvious way: every event is kept, and everything is counted again from all of
 * them each time. Slow, and written apart from the code that it is held against.
 */

interface Seen {
  readonly key: string;
  readonly graced: boolean;
}

export interface Settled {
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

/** Periods from one to another, both included. */
export interface NaiveRange {
  readonly from: string;
  readonly to: string;
}

/** A time in which the quest was paused (epoch ms). */
export interface NaivePause {
  readonly from: number;
  readonly until: number;
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
  /** Periods that edits cut short. */
  excused: NaiveRange[];
  /** Periods in which the quest was paused. */
  paused: NaiveRange[];
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
  readonly zone: string | undefined;
  readonly pauses: readonly NaivePause[];
  readonly latenessSeconds: number;
}

/** The key of the one round of a quest without windows. */
export const only = 'only';

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
  excused: [],
  paused: [],
});

export const newUser = (): NaiveUser => ({
  completions: 0,
  cooledUntil: -Infinity,
  zone: undefined,
  windows: [],
  floor: '',
  steps: [],
});

export interface Gains {
  readonly completed: { ordinal: number; step: number }[];
  completions: number;
  given: number[] | undefined;
  room: number;
}

export const gainSteps = (gains: Gains, round: NaiveRound, reached: number): void => {
  for (let step = round.steps + 1; step <= reached; step += 1) {
    if (gains.given?.includes(step)) continue;
    gains.completed.push({ ordinal: gains.completions + 1, step });
    gains.given?.push(step);
  }
  round.steps = Math.max(round.steps, reached);
};

export const gainCompletion = (gains: Gains, round: NaiveRound): void => {
  gains.completions += 1;
  gains.completed.push({ ordinal: gains.completions, step: 0 });
  gains.room -= 1;
  round.steps = 0;
  if (gains.given) gains.given = [];
};
