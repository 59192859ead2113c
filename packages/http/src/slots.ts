/** Runs so many tasks at once, the others in the order they came. */
export const createSlots = (slotsMax: number) => {
  const waiting: (() => void)[] = [];
  let free = slotsMax;
  return async <Result>(task: () => Promise<Result>): Promise<Result> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      // The slot goes straight to who waits for it.
      if (next === undefined) free += 1;
      else next();
    }
  };
};
