/** How many refusals a process stores in a minute: a flood must not fill the disk. */
const perMinuteMax = 60;
const minuteMs = 60_000;

/**
 * Decides which refusals are stored. Past the budget of a minute they are only counted; the next one
 * that is stored carries that number.
 */
export const createRefusalBudget = (now: () => Date) => {
  let minute = 0;
  let stored = 0;
  let unrecorded = 0;
  return {
    /** How many went unrecorded before this one, or undefined when this one does too. */
    take: (): number | undefined => {
      const current = Math.floor(now().getTime() / minuteMs);
      if (current !== minute) {
        minute = current;
        stored = 0;
      }
      if (stored >= perMinuteMax) {
        unrecorded += 1;
        return undefined;
      }
      stored += 1;
      const skipped = unrecorded;
      unrecorded = 0;
      return skipped;
    },
  };
};
