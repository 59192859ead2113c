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
  /** What (in units of 10^-12) completions have used up of each sum, with carry-over. */
  used: bigint[];
  steps: number;
  /** What its steps are given under, in a recurring window. */
  number: number | undefined;
  done: boolean;
  /** Whether its values are what the last completion left over, and nothing since. */
  leftOver: boolean;
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
  windows: NaiveWindow[];
  /** The newest window when the user last changed zones. */
  settled: SettledWindow | undefined;
  /** Steps given for the next completion outside of recurring windows. */
  outside: number[];
  lastNumber: number;
}

/** A window by the instant at which it opened. */
interface NaiveWindow {
  readonly start: number;
  round: NaiveRound;
}

/** A window of a zone that the user has left: what its clocks showed, and when the next would open. */
interface SettledWindow {
  readonly start: number;
  readonly next: number;
  readonly clock: string;
}

export interface NaiveContext {
  readonly now: number;
  readonly zone: string | undefined;
  readonly pauses: readonly NaivePause[];
  readonly latenessSeconds: number;
}

/** When the one round of a quest without windows began. */
export const only = 0;

export const newRound = (): NaiveRound => ({
  seen: [],
  used: [],
  steps: 0,
  number: undefined,
  done: false,
  leftOver: false,
  visits: [],
  chapter: undefined,
  settled: {},
  closedThrough: '',
  given: 0,
  excused: [],
  paused: [],
});

/** A round that has had what it has had, and nothing is measured of. */
export const emptied = ({ steps, number, done }: NaiveRound): NaiveRound => ({
  ...newRound(),
  steps,
  number,
  done,
});

export const newUser = (): NaiveUser => ({
  completions: 0,
  cooledUntil: -Infinity,
  zone: undefined,
  windows: [],
  settled: undefined,
  outside: [],
  lastNumber: 0,
});

export interface Gains {
  readonly completed: { ordinal: number; step: number }[];
  completions: number;
  /** Numbers a round of a recurring window; undefined outside of windows. */
  readonly takeNumber: (() => number) | undefined;
  room: number;
}

export const gainSteps = (gains: Gains, round: NaiveRound, reached: number): void => {
  for (let step = round.steps + 1; step <= reached; step += 1) {
    if (gains.takeNumber) round.number ??= gains.takeNumber();
    gains.completed.push({ ordinal: round.number ?? gains.completions + 1, step });
  }
  round.steps = Math.max(round.steps, reached);
};

export const gainCompletion = (gains: Gains, round: NaiveRound): void => {
  gains.completions += 1;
  gains.completed.push({ ordinal: gains.completions, step: 0 });
  gains.room -= 1;
  round.steps = 0;
  round.number = undefined;
};
