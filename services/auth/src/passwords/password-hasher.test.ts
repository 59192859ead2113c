import { expect, test } from 'vitest';
import { createPasswordHasher } from './password-hasher.ts';

test('a password is found in its own hash only, and nothing is found in no hash', async () => {
  const hasher = createPasswordHasher();
  await hasher.inTurn('here', async ({ hash, verify }) => {
    const known = await hash('correct');
    expect(known).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verify('correct', known)).toBe(true);
    expect(await verify('wrong', known)).toBe(false);
    expect(await verify('correct', undefined)).toBe(false);
  });
  await hasher.close();
});

test('a hash that is none is refused, and the next one is computed', async () => {
  const hasher = createPasswordHasher();
  const verify = (known: string) => hasher.inTurn('here', (hashing) => hashing.verify('x', known));
  await expect(verify('no hash')).rejects.toMatchObject({ name: 'DependencyUnavailable' });
  const known = await hasher.inTurn('here', ({ hash }) => hash('x'));
  expect(await verify(known)).toBe(true);
  await hasher.close();
});
