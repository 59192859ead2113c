import { Temporal } from 'temporal-polyfill';

/** A stretch of time in which a zone's clocks keep one distance from UTC; all in milliseconds. */
interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly offset: number;
  /** The distance before `from`. */
  readonly offsetBefore: number;
}

const zonesMax = 1_000;
const stretchesMax = 8;
const always: Stretch = { from: -Infinity, until: Infinity, offset: 0, offsetBefore: 0 };
const stretches = new Map<string, Stretch[]>();

const findStretch = (zone: string, at: number): Stretch => {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const next = local.getTimeZoneTransition('next');
  // The transition before `at` excludes one at `at` itself, which begins the stretch.
  const previous = local.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
  const before = previous?.subtract({ nanoseconds: 1 }) ?? local;
  return {
    from: previous?.epochMilliseconds ?? -Infinity,
    until: next?.epochMilliseconds ?? Infinity,
    offset: local.offsetNanoseconds / 1_000_000,
    offsetBefore: before.offsetNanoseconds / 1_000_000,
  };
};

const findKnownStretch = (zone: string, at: number): Stretch => {
  try {
    return findStretch(zone, at);
  } catch {
    return always;
  }
};

const rememberStretch = (zone: string, at: number): Stretch => {
  const stretch = findKnownStretch(zone, at);
  if (stretches.size >= zonesMax) stretches.clear();
  stretches.set(zone, [stretch, ...(stretches.get(zone) ?? [])].slice(0, stretchesMax));
  return stretch;
};

const stretchAt = (zone: string, at: number): Stretch => {
  if (zone === 'UTC') return always;
  const known = stretches.get(zone);
  if (known) {
    for (const stretch of known) if (at >= stretch.from && at < stretch.until) return stretch;
  }
  return rememberStretch(zone, at);
};

/** Whether the platform knows a zone by this name. Clocks of an unknown one show UTC. */
export const isZone = (zone: string): boolean => {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
};

/** What the clocks of a zone show at an instant, as the milliseconds at which UTC shows it. */
export const toLocal = (zone: string, at: number): number => at + stretchAt(zone, at).offset;

/**
 * The latest that the clocks of a zone have shown by an instant. It differs from `toLocal` while clocks
 * that were set back repeat what they showed, and never falls, so that what has begun stays begun.
 */
export const toLatestLocal = (zone: string, at: number): number => {
  const { from, offset, offsetBefore } = stretchAt(zone, at);
  return Math.max(at + offset, from - 1 + offsetBefore);
};

/** No zone is further than this from UTC, and none has ever skipped more than a day. */
const offsetMax = 15 * 3_600_000;

/**
 * The first instant at which the clocks of a zone show `local` or later. Where they skip it, that is
 * the instant of the skip; where they show it twice, the first time.
 */
export const firstInstantOf = (zone: string, local: number): number => {
  let stretch = stretchAt(zone, local - offsetMax);
  while (local - stretch.offset >= stretch.until) stretch = stretchAt(zone, stretch.until);
  return Math.max(local - stretch.offset, stretch.from);
};
