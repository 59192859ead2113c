/** Resolves when `signal` aborts. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/**
 * Settles as `work` does, or resolves when `signal` aborts. Unlike a race with one long-lived promise it leaves
 * nothing behind, however often it is used with a signal.
 */
export const unlessAborted = (work: Promise<unknown>, signal: AbortSignal): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = () => resolve();
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  work.then(abort, reject);
  return promise.finally(() => signal.removeEventListener('abort', abort));
};

/** Resolves when `work` settles, however, or after `limitMs`: for goodbyes to a peer that may be gone. */
export const settledWithin = async (work: Promise<unknown>, limitMs: number): Promise<boolean> => {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), limitMs);
  const settled = work.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Something that changes, and those who wait for it to be as they want it. */
export interface Changes {
  notify(): void;
  /** Whether `holds` came true within `limitMs`. */
  until(holds: () => boolean, limitMs: number): Promise<boolean>;
}

export const createChanges = (): Changes => {
  const waiters = new Set<() => void>();
  return {
    notify: () => {
      for (const wake of [...waiters]) wake();
    },
    until: (holds, limitMs) =>
      new Promise((resolve) => {
        const end = (result: boolean) => {
          clearTimeout(timer);
          waiters.delete(check);
          resolve(result);
        };
        const check = () => {
          if (holds()) end(true);
        };
        const timer = setTimeout(() => end(holds()), limitMs);
        waiters.add(check);
        check();
      }),
  };
};
