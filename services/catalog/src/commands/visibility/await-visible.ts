import type { Logger } from '@questline/telemetry/logger';

/** A command that is decided answers after this long, whether the views show it or not. */
export const visibleWaitMs = 1_000;

/** Asks the side that shows, which is at `url`, to wait for a position. Whatever goes wrong is not waited for. */
export const createAwaitVisible =
  (options: { url: string; token: string; logger: Logger; fetch?: typeof fetch }) =>
  async (position: number): Promise<void> => {
    const address = new URL(`/internal/v1/positions/${position}`, options.url);
    address.searchParams.set('wait_ms', String(visibleWaitMs));
    try {
      const response = await (options.fetch ?? fetch)(address.href, {
        headers: { authorization: `Bearer ${options.token}` },
        signal: AbortSignal.timeout(2 * visibleWaitMs),
      });
      await response.arrayBuffer();
    } catch (error) {
      options.logger.debug({ err: error, position }, 'the views could not be asked');
    }
  };
