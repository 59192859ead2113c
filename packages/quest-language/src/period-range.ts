/** Periods from one to another, by their numbers, both included. */
export type PeriodRange = readonly [from: number, to: number];

export const sortRanges = (ranges: readonly PeriodRange[]): readonly PeriodRange[] =>
  ranges.toSorted(([a], [b]) => a - b);

/** How many periods lie between two, both left out, and in none of the `excused` ranges, sorted by start. */
export const missedBetween = (
  before: number,
  after: number,
  excused: readonly PeriodRange[],
): number => {
  let missed = Math.max(0, after - before - 1);
  let seen = before;
  for (const [from, to] of excused) {
    const first = Math.max(from, seen + 1);
    const last = Math.min(to, after - 1);
    if (last < first) continue;
    missed -= last - first + 1;
    seen = last;
  }
  return missed;
};
