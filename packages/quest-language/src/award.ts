/** A completion, or with a step above 0 a step reached on the way to it. */
export interface Completion {
  readonly ordinal: number;
  readonly step: number;
}

/** A measure as a progress bar shows it. */
export interface Shown {
  readonly value: number;
  readonly target: number;
}

/** What one event earns, while it is being decided. */
export interface Award {
  /** The completion that the user is on the way to. */
  ordinal: number;
  /** How many more completions there may be. */
  room: number;
  /** Steps reached in this round. */
  reached: number;
  /** Steps given for this ordinal, where rounds of several windows share it. */
  given: readonly number[] | undefined;
  readonly completed: Completion[];
  /** The measure as the last of these found it. */
  shown: Shown | undefined;
}

/** Gives the steps up to one that have not been given. */
export const giveSteps = (award: Award, reached: number): void => {
  for (let step = award.reached + 1; step <= reached; step += 1) {
    if (award.given?.includes(step)) continue;
    award.completed.push({ ordinal: award.ordinal, step });
    if (award.given) award.given = [...award.given, step];
  }
  award.reached = Math.max(award.reached, reached);
};

/** Gives a completion; the next round begins. */
export const giveCompletion = (award: Award): void => {
  award.completed.push({ ordinal: award.ordinal, step: 0 });
  award.ordinal += 1;
  award.room -= 1;
  award.reached = 0;
  if (award.given) award.given = [];
};
