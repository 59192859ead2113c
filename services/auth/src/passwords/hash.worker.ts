import { parentPort } from 'node:worker_threads';
import { hashSync, verifySync } from '@node-rs/argon2';
import { argon2Parameters } from './argon2.ts';

/** What is hashed, or compared with a hash. */
export interface HashJob {
  readonly password: string;
  readonly passwordHash?: string;
}

/** One job at a time: a hash, or whether the password is that of the hash given. */
export type HashResult = string | boolean;

parentPort?.on('message', ({ password, passwordHash }: HashJob) => {
  const result: HashResult =
    passwordHash === undefined
      ? hashSync(password, argon2Parameters)
      : verifySync(passwordHash, password);
  parentPort?.postMessage(result);
});
