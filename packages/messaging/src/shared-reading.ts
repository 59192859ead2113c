/** However many ask, the database is asked once in this time. */
const keptMs = 1_000;
const limitMs = 2_000;

const withinLimit = async <Value>(reading: Promise<Value>): Promise<Value> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer in time')), limitMs);
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** One reading for all who ask within a second; each waits for two at most. */
export const createSharedReading = <Value>(read: () => Promise<Value>): (() => Promise<Value>) => {
  let reading: Promise<Value> | undefined;
  let readMs = Number.NEGATIVE_INFINITY;
  let inHand = false;
  const start = (nowMs: number): Promise<Value> => {
    readMs = nowMs;
    inHand = true;
    return read().finally(() => {
      inHand = false;
    });
  };
  return () => {
    const nowMs = performance.now();
    // While the database hangs, one query waits for it, not one for each who asks.
    if (reading === undefined || (!inHand && nowMs - readMs > keptMs)) reading = start(nowMs);
    return withinLimit(reading);
  };
};
