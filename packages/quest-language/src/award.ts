/** A completion, or with a step above 0 a step reached on the way to it. */
export interface Completion {
  /** Of a completion its number among those of the user; of a step that of its round: see `Award`. */
  readonly ordinal: number;
  readonly step: number;
}

/** A measure as a progress bar shows it. */
export interface Shown {
  readonly value: number;
  readonly target: number;
}

/**
 * What one event earns, while it is being decided. Steps are given under the number of their round. A
 * quest has one round at a time, which leads to one completion and is numbered like it. Of the rounds of
 * recurring windows several are under way at once, and most lead to no completion: each takes a number
 * of its own with its first step.
 */
export interface Award {
  /** The completion that the user is on the way to. */
  ordinal: number;
  /** How many more completions there may be. */
  room: number;
  /** Steps reached in this round. */
  reached: number;
  /** The number of this round of a recurring window, once it has one. */
  number: number | undefined;
  /** The number that the next round of a recurring window gets; undefined for a quest without. */
  freeNumber: number | undefined;
  readonly completed: Completion[];
  /** The measure as the last of these found it. */
  shown: Shown | undefined;
}

const numberOf = (award: Award): number => {
  if (award.freeNumber === undefined) return award.ordinal;
  if (award.number === undefined) {
    award.number = award.freeNumber;
    award.freeNumber += 1;
  }
  return award.number;
};

/** Gives the steps up to one that this round has not given. */
export const giveSteps = (award: Award, reached: number): void => {
  for (let step = award.reached + 1; step <= reached; step += 1) {
    award.completed.push({ ordinal: numberOf(award), step });
  }
  award.reached = Math.max(award.reached, reached);
};

/** Gives a completion; the next round begins. */
export const giveCompletion = (award: Award): void => {
  award.completed.push({ ordinal: award.ordinal, step: 0 });
  award.ordinal += 1;
  award.room -= 1;
  award.reached = 0;
  award.number = undefined;
};
