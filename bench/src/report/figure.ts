/** A figure of a run, beside the limit that was measured in the same run. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** As printed behind the value: `events/s`, `ms`, `MiB`. */
  readonly unit: string;
  /** What this machine could do at best, and what that is. */
  readonly limit?: { readonly name: string; readonly value: number };
  /** Value to limit; the median over rounds where there were several. */
  readonly ratio?: number;
  readonly goal?: { readonly text: string; readonly met: boolean };
  /** What else there is to know: rounds, samples, conditions. */
  readonly note?: string;
}

export interface ScenarioResult {
  readonly scenario: string;
  readonly seconds: number;
  readonly figures: readonly Figure[];
}

/** A ratio or time that should be at most so much. */
export const atMost = (value: number, limit: number, unit = ''): NonNullable<Figure['goal']> => ({
  text: `≤ ${limit}${unit}`,
  met: value <= limit,
});

/** A ratio or rate that should be at least so much. */
export const atLeast = (value: number, limit: number, unit = ''): NonNullable<Figure['goal']> => ({
  text: `≥ ${limit}${unit}`,
  met: value >= limit,
});
