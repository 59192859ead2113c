import { createHash, randomBytes } from 'node:crypto';
import { apiKeyPrefix, apiKeySecret } from '@questline/contracts/auth/api-key';

const checksumLength = 6;
/** The prefix and 43 characters of random bits. */
const unsummedLength = apiKeyPrefix.length + 43;

const digest = (text: string, encoding: 'hex' | 'base64url') =>
  createHash('sha256').update(text).digest(encoding);

/** The stored form of a secret. Not slow like a password's hash: 256 random bits cannot be guessed. */
export const hashApiKey = (secret: string): string => digest(secret, 'hex');

const checksumOf = (unsummed: string) => digest(unsummed, 'base64url').slice(0, checksumLength);

/** A new secret: 256 random bits and their checksum. */
export const createApiKeySecret = (): string => {
  const unsummed = apiKeyPrefix + randomBytes(32).toString('base64url');
  return unsummed + checksumOf(unsummed);
};

/**
 * Whether a text can be a secret that was given out: typing errors, cut copies and blind guesses are
 * found without a look-up. A secret of an earlier release has no checksum and can only be looked up.
 */
export const isApiKeySecret = (text: unknown): text is string => {
  const parsed = apiKeySecret.safeParse(text);
  if (!parsed.success) return false;
  const checksum = parsed.data.slice(unsummedLength);
  return checksum === '' || checksum === checksumOf(parsed.data.slice(0, unsummedLength));
};
