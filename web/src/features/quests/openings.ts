import { Cron } from 'croner';

/** When recurring windows open, by the same rules as the engine; instants are epoch ms. */
export type Openings = {
  /** The first opening after `at`; null when there is none. */
  readonly next: (pattern: string, timezone: string, at: number) => number | null;
  /** The latest opening at or before `at`; null when there is none. */
  readonly last: (pattern: string, timezone: string, at: number) => number | null;
};

const knownMax = 200;
const known = new Map<string, Cron>();

const cronOf = (pattern: string, timezone: string): Cron => {
  const key = `${pattern} ${timezone}`;
  const cron = known.get(key) ?? new Cron(pattern, { timezone, mode: '5-part', paused: true });
  if (known.size >= knownMax) known.clear();
  known.set(key, cron);
  return cron;
};

/** A pattern or a zone that this browser does not know has no openings. */
const orNull = (find: () => Date | null | undefined): number | null => {
  try {
    return find()?.getTime() ?? null;
  } catch {
    return null;
  }
};

export const openings: Openings = {
  next: (pattern, timezone, at) => orNull(() => cronOf(pattern, timezone).nextRun(new Date(at))),
  last: (pattern, timezone, at) => {
    // Cron goes by seconds, and its previous run is before the instant it is asked for.
    const second = Math.floor(at / 1_000) * 1_000 + 1_000;
    return orNull(() => cronOf(pattern, timezone).previousRuns(1, new Date(second))[0]);
  },
};
