import { apiKeyGrant, unknownApiKeyCode } from '@questline/contracts/auth/api-key';
import { DependencyUnavailable } from '@questline/postgres/unavailable';
import { activeTraceparent } from '@questline/telemetry/spans';
import { z } from 'zod';
import type { ApiKeyVerify } from './cached-key-verify.ts';

const timeoutMs = 5_000;
const unknownKey = z.object({ code: z.literal(unknownApiKeyCode) });

const readGrant = async (response: Response) => {
  const body = await response.json();
  if (response.ok) return apiKeyGrant.parse(body);
  // Any other 404 is of something that is not auth.
  if (response.status === 404 && unknownKey.safeParse(body).success) return undefined;
  throw new Error(`auth answered ${response.status}`);
};

/** Asks auth's internal route at `url` for a key; `token` is the secret that the services share. */
export const createRemoteKeyVerify =
  (options: { url: string; token: string; fetch?: typeof fetch }): ApiKeyVerify =>
  async (secretHash) => {
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
          },
          body: JSON.stringify({ secret_hash: secretHash }),
          signal: AbortSignal.timeout(timeoutMs),
        },
      );
      return await readGrant(response);
    } catch (error) {
      throw new DependencyUnavailable('auth', error);
    }
  };
