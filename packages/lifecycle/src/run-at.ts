/** `setTimeout` takes a longer wait than 24.8 days for 1 ms. */
export const timerMsMax = 2 ** 31 - 1;

/** Calls `act` once when the clock has come to `at`, however far away that is; returns what cancels it. */
export const runAt = (at: Date, now: () => Date, act: () => void): (() => void) => {
  let timer: NodeJS.Timeout | undefined;
  const arm = () => {
    const leftMs = at.getTime() - now().getTime();
    if (leftMs <= timerMsMax) timer = setTimeout(act, leftMs);
    else timer = setTimeout(arm, timerMsMax);
  };
  arm();
  return () => clearTimeout(timer);
};
