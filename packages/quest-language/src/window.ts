import { Cron } from 'croner';
import { isZone } from './local-time.ts';

/** An opening of a recurring window, and when the next one opens (epoch ms). */
export interface Opening {
  readonly start: number;
  readonly next: number;
}

/** The openings of a recurring window in every zone. */
export interface Recurrence {
  /** How long a window is open at the most; Infinity for until the next one opens. */
  readonly durationMs: number;
  /** The latest opening at or before an instant (epoch ms); undefined when there is none. */
  readonly openingAt: (zone: string, at: number) => Opening | undefined;
}

/** When a window closes: after its time, or when the next one opens. */
export const closingOf = ({ durationMs }: Recurrence, { start, next }: Opening): number =>
  Math.min(start + durationMs, next);

/** The last instant that a Date can hold: of a window that no other follows. */
const never = 8_640_000_000_000_000;

const zonesMax = 100;
const openingsMax = 4;

const findOpening = (cron: Cron, at: number): Opening => {
  // Cron goes by seconds, and its previous run is before the instant it is asked for.
  const second = Math.floor(at / 1_000) * 1_000 + 1_000;
  const [start] = cron.previousRuns(1, new Date(second));
  const next = cron.nextRun(new Date(second - 1_000));
  return { start: start?.getTime() ?? -Infinity, next: next?.getTime() ?? never };
};

const createCron = (pattern: string, timezone: string): Cron =>
  new Cron(pattern, { timezone, mode: '5-part', paused: true });

const createOpenings = (pattern: string, zone: string) => {
  const cron = createCron(pattern, zone);
  let known: readonly Opening[] = [];
  return (at: number): Opening => {
    for (const opening of known) if (at >= opening.start && at < opening.next) return opening;
    const opening = findOpening(cron, at);
    known = [opening, ...known].slice(0, openingsMax);
    return opening;
  };
};

/**
 * A recurring window from its cron pattern of five fields; without a duration each lasts until the next
 * one opens. Throws an Error for a bad pattern.
 */
export const createRecurrence = (pattern: string, durationSeconds = Infinity): Recurrence => {
  const zones = new Map<string, (at: number) => Opening>();
  createCron(pattern, 'UTC');
  const openingsOf = (zone: string) => {
    const known = zones.get(zone);
    if (known) return known;
    if (zones.size >= zonesMax) zones.clear();
    const openings = createOpenings(pattern, isZone(zone) ? zone : 'UTC');
    zones.set(zone, openings);
    return openings;
  };
  return {
    durationMs: durationSeconds * 1_000,
    openingAt: (zone, at) => {
      const opening = openingsOf(zone)(at);
      return opening.start === -Infinity ? undefined : opening;
    },
  };
};
