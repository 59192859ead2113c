import { expect, test } from 'vitest';
import { createFairLimiter } from './fair-limiter.ts';

/** Work that is under way until all of it is ended. */
const createWork = () => {
  const started: string[] = [];
  const ends: (() => void)[] = [];
  return {
    started,
    of: (name: string) => () =>
      new Promise<string>((resolve) => {
        started.push(name);
        ends.push(() => resolve(name));
      }),
    /** Ends what has started, and what starts then, until the outcomes are known. */
    endUntil: async <Outcome>(outcomes: Promise<Outcome>): Promise<Outcome> => {
      let known = false;
      void outcomes.finally(() => {
        known = true;
      });
      while (!known) {
        for (const end of ends.splice(0)) end();
        await new Promise(setImmediate);
      }
      return outcomes;
    },
  };
};

const limits = { concurrencyMax: 1, waitingMax: 3, waitingPerOwnerMax: 2 };

test('no more runs at once than is allowed, and owners take turns', async () => {
  const work = createWork();
  const run = createFairLimiter(limits);
  const done = ['a1', 'a2', 'a3', 'b1'].map((name) => run(name.slice(0, 1), work.of(name)));
  expect(work.started).toEqual(['a1']);
  expect(await work.endUntil(Promise.all(done))).toEqual(['a1', 'a2', 'a3', 'b1']);
  expect(work.started).toEqual(['a1', 'a2', 'b1', 'a3']);
});

test('an owner with too much waiting gets 429; the longest line makes room for others', async () => {
  const work = createWork();
  const run = createFairLimiter(limits);
  const outcomes = ['a1', 'a2', 'a3', 'a4', 'b1', 'c1'].map((name) =>
    run(name.slice(0, 1), work.of(name)).then(
      (value) => value,
      (error: Error) => error.name,
    ),
  );
  expect(await outcomes[3]).toBe('Refusal');
  expect(await outcomes[2]).toBe('DependencyUnavailable');
  expect(await work.endUntil(Promise.all(outcomes))).toEqual([
    'a1',
    'a2',
    'DependencyUnavailable',
    'Refusal',
    'b1',
    'c1',
  ]);
});

test('work that fails gives its place to the next', async () => {
  const run = createFairLimiter(limits);
  const failing = run('a', () => Promise.reject(new Error('no')));
  const next = run('b', async () => 'done');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('done');
});
