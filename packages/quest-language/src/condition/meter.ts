/**
 * How much work one evaluation may be, in steps: about a node of the expression each, 0.2 µs. CEL
 * itself bounds nothing, and a list of an event's data may have 8,000 entries.
 */
const stepsMax = 50_000;

export interface Meter {
  /** Takes steps, before the work is done. Throws once they are used up. */
  readonly charge: (steps: number) => void;
  readonly isExhausted: () => boolean;
  readonly reset: () => void;
}

export const createMeter = (): Meter => {
  let left = stepsMax;
  return {
    charge: (steps) => {
      left -= steps;
      if (left < 0) throw new Error('too much work');
    },
    isExhausted: () => left < 0,
    reset: () => {
      left = stepsMax;
    },
  };
};
