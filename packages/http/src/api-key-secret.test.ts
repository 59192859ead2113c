import { apiKeySecret } from '@questline/contracts/auth/api-key';
import { describe, expect, it } from 'vitest';
import { createApiKeySecret, isApiKeySecret } from './api-key-secret.ts';

const change = (secret: string, at: number) =>
  secret.slice(0, at) + (secret[at] === 'A' ? 'B' : 'A') + secret.slice(at + 1);

describe('the secret of an API key', () => {
  it('is one when it was made here', () => {
    const secret = createApiKeySecret();
    expect(apiKeySecret.safeParse(secret).success).toBe(true);
    expect(isApiKeySecret(secret)).toBe(true);
    expect(createApiKeySecret()).not.toBe(secret);
  });

  it.each([4, 20, 46, 47, 52])('is none with another character at %i', (at) => {
    expect(isApiKeySecret(change(createApiKeySecret(), at))).toBe(false);
  });

  it('is none when part of its checksum is cut off', () => {
    expect(isApiKeySecret(createApiKeySecret().slice(0, -1))).toBe(false);
  });

  it('is one without a checksum, as earlier releases made it', () => {
    expect(isApiKeySecret(`qlk_${'a'.repeat(43)}`)).toBe(true);
  });

  it.each([undefined, ['a', 'b'], '', 'qlk_'])('is none when it is %j', (value) => {
    expect(isApiKeySecret(value)).toBe(false);
  });
});
