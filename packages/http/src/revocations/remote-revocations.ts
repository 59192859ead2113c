import { revocationPage } from '@questline/contracts/auth/revocation';
import { DependencyUnavailable } from '@questline/postgres/unavailable';
import type { RevocationSource } from './revocations.ts';

/** Less than the two seconds within which a revocation has to hold: the next look may succeed. */
const timeoutMs = 1_000;

/** Asks auth's internal route at `url`; `token` is the secret that the services share. */
export const createRemoteRevocations =
  (options: { url: string; token: string; fetch?: typeof fetch }): RevocationSource =>
  async (from) => {
    try {
      const url = new URL('/internal/v1/revocations', options.url);
      url.search = new URLSearchParams(from).toString();
      const response = await (options.fetch ?? fetch)(url.href, {
        headers: { authorization: `Bearer ${options.token}` },
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (!response.ok) throw new Error(`auth answered ${response.status}`);
      return revocationPage.parse(await response.json());
    } catch (error) {
      throw new DependencyUnavailable('auth', error);
    }
  };
