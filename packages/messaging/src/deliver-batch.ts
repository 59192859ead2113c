import type { QuestlineEvent } from '@questline/contracts/event';
import { isUnavailable } from '@questline/postgres/unavailable';
import type { Logger } from '@questline/telemetry/logger';
import type { BatchHandler, Verdict } from './bus.ts';
import { rejected } from './bus.ts';
import { pause } from './pause.ts';

/** Delivery stopped before a verdict: the events stay where they are and come again. */
export class DeliveryStopped extends Error {
  override name = 'DeliveryStopped';
}

export interface DeliveryPolicy {
  /** How often a batch, or an event alone, is tried when its handler faults. */
  readonly attemptsMax: number;
  readonly retryDelayMs: number;
  readonly retryDelayMaxMs: number;
}

export const defaultDeliveryPolicy: DeliveryPolicy = {
  attemptsMax: 3,
  retryDelayMs: 50,
  retryDelayMaxMs: 5_000,
};

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 500);

/**
 * Drives one handler over a batch until every event has a verdict. A dependency that is out is
 * waited for without limit; a fault is tried `attemptsMax` times, then the batch is halved, so that
 * a poison event costs the others a few retries and is rejected alone.
 */
export const deliverBatch = async (options: {
  handle: BatchHandler;
  events: readonly QuestlineEvent[];
  policy: DeliveryPolicy;
  logger: Logger;
  signal: AbortSignal;
}): Promise<readonly Verdict[]> => {
  const { handle, events, policy, logger, signal } = options;
  if (events.length === 0) return [];
  let faults = 0;
  for (let attempt = 0; ; attempt += 1) {
    if (signal.aborted) throw new DeliveryStopped();
    try {
      const verdicts = await handle(events);
      if (verdicts.length !== events.length) {
        throw new Error(`handler gave ${verdicts.length} verdicts for ${events.length} events`);
      }
      return verdicts;
    } catch (error) {
      const out = isUnavailable(error);
      if (!out) faults += 1;
      logger.warn({ err: error, events: events.length, attempt }, 'delivery failed');
      if (faults >= policy.attemptsMax) {
        if (events.length === 1) return [rejected(reasonOf(error))];
        break;
      }
      await pause(Math.min(policy.retryDelayMs * 2 ** attempt, policy.retryDelayMaxMs), signal);
    }
  }
  const middle = Math.ceil(events.length / 2);
  const first = await deliverBatch({ ...options, events: events.slice(0, middle) });
  const second = await deliverBatch({ ...options, events: events.slice(middle) });
  return [...first, ...second];
};
