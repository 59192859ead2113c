import { overloaded } from '@questline/http/refusal';

/**
 * An `onRequest` hook that refuses a request with 503 and `Retry-After` before its body is read, while
 * `queueMax` events wait.
 */
export const createAdmission =
  (queue: { readonly size: number }, queueMax: number) => async (): Promise<void> => {
    if (queue.size >= queueMax) throw overloaded();
  };
