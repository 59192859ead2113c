import { apiKeyGrant, unknownApiKeyCode } from '@questline/contracts/auth/api-key';
import { DependencyUnavailable } from '@questline/postgres/unavailable';
import { activeTraceparent } from '@questline/telemetry/spans';
import { z } from 'zod';
import type { ApiKeyVerify } from './cached-key-verify.ts';
import { Refusal } from './refusal.ts';

/** Whose key a service asks auth about; a header, which auth of an earlier release does not mind. */
export const clientAddressHeader = 'x-client-address';

const timeoutMs = 5_000;
const unknownKey = z.object({ code: z.literal(unknownApiKeyCode) });

const tooManyGuesses = (retryAfter: string | null) =>
  new Refusal(429, 'too-many-attempts', 'Too many failed attempts. Try again later.', {
    headers: { 'retry-after': retryAfter ?? '60' },
  });

const readGrant = async (response: Response) => {
  const body = await response.json();
  if (response.ok) return apiKeyGrant.parse(body);
  if (response.status === 429) throw tooManyGuesses(response.headers.get('retry-after'));
  // Any other 404 is of something that is not auth.
  if (response.status === 404 && unknownKey.safeParse(body).success) return undefined;
  throw new Error(`auth answered ${response.status}`);
};

/** Asks auth's internal route at `url` for a key; `token` is the secret that the services share. */
export const createRemoteKeyVerify =
  (options: { url: string; token: string; fetch?: typeof fetch }): ApiKeyVerify =>
  async (secretHash, address) => {
    const traceparent = activeTraceparent();
    try {
      const response = await (options.fetch ?? fetch)(
        new URL('/internal/v1/api-keys/verify', options.url).href,
        {
          method: 'POST',
          headers: {
            authorization: `Bearer ${options.token}`,
            'content-type': 'application/json',
            ...(traceparent !== undefined && { traceparent }),
            ...(address !== undefined && { [clientAddressHeader]: address }),
          },
          body: JSON.stringify({ secret_hash: secretHash }),
          signal: AbortSignal.timeout(timeoutMs),
        },
      );
      return await readGrant(response);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new DependencyUnavailable('auth', error);
    }
  };
