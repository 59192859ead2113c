import { availableParallelism } from 'node:os';
import { createFairLimiter, type FairLimits } from './fair-limiter.ts';
import { createHashWorkers } from './hash-workers.ts';

/** The hash of a random text, with the parameters of all others. */
const dummyHash =
  '$argon2id$v=19$m=19456,t=2,p=1$86B3/XTzVFksy+riguetIw$fACc+kP1yqmxocqnLS6s+aTIBy8PqjXyIGJ5yCFAgBg';

interface Hashing {
  hash(password: string): Promise<string>;
  /** With no hash to compare with it takes the same time and answers false. */
  verify(password: string, passwordHash: string | undefined): Promise<boolean>;
}

export interface PasswordHasher {
  /**
   * Runs `work`, which hashes, when it is the owner's turn; owners are addresses of clients. Rejects
   * with a Refusal 429 or DependencyUnavailable where too many wait.
   */
  inTurn<Value>(owner: string, work: (hashing: Hashing) => Promise<Value>): Promise<Value>;
  close(): Promise<void>;
}

/** One core is left to everything else. */
const hashesAtOnceDefault = Math.max(1, availableParallelism() - 1);

export const hashLimitsDefault: FairLimits = {
  concurrencyMax: hashesAtOnceDefault,
  waitingMax: 1_000,
  waitingPerOwnerMax: 200,
};

/**
 * Hashes in threads of its own, a few at once. A hash takes 19 MiB and a core for about 10 ms, so that
 * a burst of sign-ins must neither take the process down nor delay those of other addresses.
 */
export const createPasswordHasher = (limits: FairLimits = hashLimitsDefault): PasswordHasher => {
  const inTurn = createFairLimiter(limits);
  const workers = createHashWorkers();
  const hashing: Hashing = {
    hash: async (password) => String(await workers.run({ password })),
    verify: async (password, passwordHash) => {
      const matches = await workers.run({ password, passwordHash: passwordHash ?? dummyHash });
      return matches === true && passwordHash !== undefined;
    },
  };
  return {
    inTurn: (owner, work) => inTurn(owner, () => work(hashing)),
    close: () => workers.stop(),
  };
};
