import { hash, verify } from '@node-rs/argon2';
import { DependencyUnavailable } from '@questline/postgres/unavailable';

/** OWASP's first choice for Argon2id (the library's default variant); 19 MiB for each hash. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The hash of a random text, with the same parameters. */
const dummyHash =
  '$argon2id$v=19$m=19456,t=2,p=1$86B3/XTzVFksy+riguetIw$fACc+kP1yqmxocqnLS6s+aTIBy8PqjXyIGJ5yCFAgBg';

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** With no hash to compare with it takes the same time and says no. */
  verify(password: string, passwordHash: string | undefined): Promise<boolean>;
}

/** Runs a few at once and lets a bounded number wait; past that it throws DependencyUnavailable. */
const createLimiter = ({
  concurrencyMax,
  queueMax,
}: {
  concurrencyMax: number;
  queueMax: number;
}) => {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <Value>(work: () => Promise<Value>): Promise<Value> => {
    if (running >= concurrencyMax) {
      if (waiting.length >= queueMax) throw new DependencyUnavailable('password hashing');
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      // The place goes straight to the next in line, so nobody can slip in between.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
};

/** Hashing takes much memory and a core: a burst of sign-ins must not take the process down. */
export const createPasswordHasher = ({
  concurrencyMax = 4,
  queueMax = 200,
} = {}): PasswordHasher => {
  const limit = createLimiter({ concurrencyMax, queueMax });
  return {
    hash: (password) => limit(() => hash(password, parameters)),
    verify: (password, passwordHash) =>
      limit(async () => {
        const matches = await verify(passwordHash ?? dummyHash, password);
        return matches && passwordHash !== undefined;
      }),
  };
};
