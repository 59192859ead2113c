import { expect, test } from 'vitest';
import { createPasswordHasher } from './password-hasher.ts';

test('a password is found in its own hash only, and nothing is found in no hash', async () => {
  const hasher = createPasswordHasher();
  const hash = await hasher.hash('correct');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await hasher.verify('correct', hash)).toBe(true);
  expect(await hasher.verify('wrong', hash)).toBe(false);
  expect(await hasher.verify('correct', undefined)).toBe(false);
});

test('a bounded number waits for its turn; the next one is told to come again', async () => {
  const hasher = createPasswordHasher({ concurrencyMax: 1, queueMax: 2 });
  const results = await Promise.allSettled(
    Array.from({ length: 5 }, () => hasher.verify('x', undefined)),
  );
  expect(results.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'fulfilled',
    'rejected',
    'rejected',
  ]);
  expect(results[4]).toMatchObject({ reason: { name: 'DependencyUnavailable' } });
  expect(await hasher.verify('x', undefined)).toBe(false);
});
