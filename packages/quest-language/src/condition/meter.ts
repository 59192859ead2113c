/**
 * How much work one evaluation may be, in steps: about a node of the expression each, 0.2 µs. CEL
 * itself bounds nothing, and a list of an event's data may have 8,000 entries.
 */
export const stepsMax = 50_000;
/** How much work all conditions of all quests together may be for one event: about 100 ms. */
export const eventStepsMax = 500_000;

export interface Meter {
  /** Takes steps, before the work is done. Throws once they are used up. */
  readonly charge: (steps: number) => void;
  readonly isExhausted: () => boolean;
  readonly reset: () => void;
  /** Begins the work for one event, which has a budget from then on. */
  readonly beginEvent: () => void;
  /** The steps taken for the event that was begun last. */
  readonly eventSteps: () => number;
}

export const createMeter = (): Meter => {
  let left = stepsMax;
  let eventLeft = Infinity;
  return {
    charge: (steps) => {
      left -= steps;
      eventLeft -= steps;
      if (left < 0) throw new Error('too much work');
    },
    isExhausted: () => left < 0,
    reset: () => {
      left = Math.min(stepsMax, Math.max(0, eventLeft));
    },
    beginEvent: () => {
      eventLeft = eventStepsMax;
    },
    eventSteps: () => eventStepsMax - eventLeft,
  };
};
