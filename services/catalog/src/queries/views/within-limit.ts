import { pause } from '@questline/messaging/pause';

/** The answer to a question, or a rejection when it does not come in time. */
export const withinLimit = async <Value>(
  asked: Promise<Value>,
  limitMs: number,
): Promise<Value> => {
  const answered = new AbortController();
  const late = pause(limitMs, answered.signal).then(() => {
    throw new Error('no answer in time');
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    answered.abort();
    // It rejects by then for nobody.
    late.catch(() => undefined);
  }
};
