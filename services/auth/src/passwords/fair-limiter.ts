import { Refusal } from '@questline/http/refusal';
import { DependencyUnavailable } from '@questline/postgres/unavailable';
import { createFairQueue } from './fair-queue.ts';

export interface FairLimits {
  /** How many pieces of work run at once. */
  readonly concurrencyMax: number;
  /** How many wait, in all and of one owner. */
  readonly waitingMax: number;
  readonly waitingPerOwnerMax: number;
}

interface Waiting {
  readonly start: () => void;
  readonly refuse: (error: Error) => void;
}

const retryAfterSeconds = 5;

const tooMany = () =>
  new Refusal(429, 'too-many-requests', 'Too many requests of this address are waiting.', {
    headers: { 'retry-after': String(retryAfterSeconds) },
  });

const overloaded = () => new DependencyUnavailable('password hashing');

/**
 * Runs work of several owners, a few pieces at once and the owners in turn. Rejects with a Refusal 429
 * where too much of one owner waits, and with DependencyUnavailable where too much does in all.
 */
export const createFairLimiter = (limits: FairLimits) => {
  const { concurrencyMax, waitingMax: sizeMax, waitingPerOwnerMax: sizePerOwnerMax } = limits;
  const queue = createFairQueue<Waiting>({ sizeMax, sizePerOwnerMax });
  let running = 0;

  const wait = (owner: string) =>
    new Promise<void>((start, refuse) => {
      const result = queue.push(owner, { start, refuse });
      if (result === 'owner-full') refuse(tooMany());
      else if (result === 'full') refuse(overloaded());
      else if (result !== 'queued') result.pushedOut.refuse(overloaded());
    });

  return async <Value>(owner: string, work: () => Promise<Value>): Promise<Value> => {
    if (running >= concurrencyMax) await wait(owner);
    else running += 1;
    try {
      return await work();
    } finally {
      // The place goes straight to the next in turn, so nobody can slip in between.
      const next = queue.shift();
      if (next) next.start();
      else running -= 1;
    }
  };
};
