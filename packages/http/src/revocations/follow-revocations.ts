import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '@questline/telemetry/logger';
import { defineGauge } from '@questline/telemetry/metrics';
import { createRevocations, type RevocationSource, type Revocations } from './revocations.ts';

const revocationsKnown = defineGauge<Record<never, string>>(
  'questline_revocations',
  'Ended sessions and revoked API keys that the process knows of.',
);
const revocationsAge = defineGauge<Record<never, string>>(
  'questline_revocations_age_seconds',
  'Since the process last read what was revoked.',
);

/** A quarter of the two seconds within which a revocation has to hold everywhere. */
const everyMsDefault = 500;

export interface FollowedRevocations extends Revocations {
  /** Reads the revocations once: what a process waits for before it lets anybody in. */
  load(): Promise<void>;
  stop(): Promise<void>;
}

/** Reads from `source` what is revoked, twice a second and for as long as the process runs. */
export const followRevocations = (options: {
  readonly source: RevocationSource;
  readonly logger: Logger;
  readonly everyMs?: number;
}): FollowedRevocations => {
  const { source, logger, everyMs = everyMsDefault } = options;
  const revocations = createRevocations({ source });
  const stopped = new AbortController();
  let failures = 0;
  // One reading at a time: two would read the same.
  let reading: Promise<void> | undefined;
  const refresh = () => {
    reading ??= revocations.refresh().finally(() => {
      reading = undefined;
    });
    return reading;
  };

  const pause = () =>
    wait(everyMs, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);
  const look = async () => {
    try {
      await refresh();
      if (failures > 0) logger.info({ failures }, 'revocations are read again');
      failures = 0;
    } catch (error) {
      failures += 1;
      // Logged once: auth may be out for a while.
      if (failures === 1) logger.warn({ err: error }, 'revocations are not read');
    }
  };
  const loop = async () => {
    while (!stopped.signal.aborted) {
      await pause();
      if (!stopped.signal.aborted) await look();
    }
  };
  const running = loop();

  const endGauges = [
    revocationsKnown.observe(() => [{ value: revocations.size(), labels: {} }]),
    revocationsAge.observe(() => [{ value: revocations.ageMs() / 1_000, labels: {} }]),
  ];
  return {
    ...revocations,
    load: refresh,
    stop: async () => {
      stopped.abort();
      for (const end of endGauges) end();
      await running;
    },
  };
};
