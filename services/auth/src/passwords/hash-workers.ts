import { Worker } from 'node:worker_threads';
import { DependencyUnavailable } from '@questline/postgres/unavailable';
import type { HashJob, HashResult } from './hash.worker.ts';

const workerUrl = new URL('./hash.worker.ts', import.meta.url);

export interface HashWorkers {
  /** Resolves with a hash, or with whether the password matches the hash given. */
  run(job: HashJob): Promise<HashResult>;
  stop(): Promise<void>;
}

/**
 * Threads that hash and do nothing else: the pool that reads files and looks up hosts stays free. As
 * many are started as jobs are run at once; idle ones wait and do not keep the process running.
 */
export const createHashWorkers = (): HashWorkers => {
  const idle: Worker[] = [];
  const all = new Set<Worker>();

  const start = (): Worker => {
    const worker = new Worker(workerUrl);
    all.add(worker);
    return worker;
  };

  return {
    run: (job) =>
      new Promise((resolve, reject) => {
        const worker = idle.pop() ?? start();
        const end = () => {
          worker.off('message', onMessage).off('error', onFailure).off('exit', onFailure);
        };
        const onMessage = (result: HashResult) => {
          end();
          worker.unref();
          idle.push(worker);
          resolve(result);
        };
        const onFailure = (cause: unknown) => {
          end();
          // An error ends the thread; the next job starts another.
          worker.on('error', () => undefined);
          all.delete(worker);
          reject(new DependencyUnavailable('password hashing', cause));
        };
        worker.on('message', onMessage).on('error', onFailure).on('exit', onFailure);
        worker.ref();
        worker.postMessage(job);
      }),
    stop: async () => {
      await Promise.all([...all].map((worker) => worker.terminate()));
    },
  };
};
