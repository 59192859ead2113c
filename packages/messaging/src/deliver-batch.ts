import type { QuestlineEvent } from '@questline/contracts/event';
import { isUnavailable } from '@questline/postgres/unavailable';
import type { Logger } from '@questline/telemetry/logger';
import type { Subscription, Verdict } from './bus.ts';
import { rejected } from './bus.ts';
import { deliveryDuration, eventsHandled } from './metrics.ts';
import { observeDelivery } from './observe-deliveries.ts';
import { pause } from './pause.ts';
import { endSpans, runBatchInSpan, traceEvents } from './trace-events.ts';

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

export interface Delivery {
  readonly subscription: Pick<Subscription, 'name' | 'handle'>;
  readonly events: readonly QuestlineEvent[];
  readonly policy: DeliveryPolicy;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** How long a dependency that is out is waited for, in ms; then its error is thrown. Unset, for ever. */
  readonly outageLimitMs?: number;
}

const judge = async (delivery: Delivery): Promise<readonly Verdict[]> => {
  const { subscription, events, policy, logger, signal } = delivery;
  const { outageLimitMs = Number.POSITIVE_INFINITY } = delivery;
  let faults = 0;
  let outSinceMs: number | undefined;
  for (let attempt = 0; ; attempt += 1) {
    if (signal.aborted) throw new DeliveryStopped();
    try {
      const verdicts = await subscription.handle(events);
      if (verdicts.length !== events.length) {
        throw new Error(`handler gave ${verdicts.length} verdicts for ${events.length} events`);
      }
      return verdicts;
    } catch (error) {
      const out = isUnavailable(error);
      outSinceMs = out ? (outSinceMs ?? performance.now()) : undefined;
      if (!out) faults += 1;
      logger.warn({ err: error, events: events.length, attempt }, 'delivery failed');
      if (outSinceMs !== undefined && performance.now() - outSinceMs >= outageLimitMs) throw error;
      if (faults >= policy.attemptsMax) {
        if (events.length === 1) return [rejected(reasonOf(error))];
        break;
      }
      await pause(Math.min(policy.retryDelayMs * 2 ** attempt, policy.retryDelayMaxMs), signal);
    }
  }
  const middle = Math.ceil(events.length / 2);
  const first = await judge({ ...delivery, events: events.slice(0, middle) });
  const second = await judge({ ...delivery, events: events.slice(middle) });
  return [...first, ...second];
};

const count = (name: string, verdicts: readonly Verdict[], seconds: number) => {
  const refused = verdicts.filter(({ kind }) => kind === 'rejected').length;
  deliveryDuration.record(seconds, { subscription: name });
  eventsHandled.add(verdicts.length - refused, { subscription: name, verdict: 'accepted' });
  if (refused > 0) eventsHandled.add(refused, { subscription: name, verdict: 'rejected' });
};

/**
 * Drives one handler over a batch until every event has a verdict. A dependency that is out is
 * waited for, without limit unless one is given; a fault is tried `attemptsMax` times, then the batch is halved, so that
 * a poison event costs the others a few retries and is rejected alone. An event on a trace goes to
 * the handler with its span here in its `traceparent`: what it causes is to copy that.
 */
export const deliverBatch = async (delivery: Delivery): Promise<readonly Verdict[]> => {
  const { subscription, events } = delivery;
  if (events.length === 0) return [];
  const startedMs = performance.now();
  const endObserving = observeDelivery(subscription.name, startedMs);
  const traced = traceEvents(events, 'process', {
    'messaging.consumer.group.name': subscription.name,
  });
  let verdicts: readonly Verdict[] | undefined;
  try {
    verdicts = await runBatchInSpan(`deliver ${subscription.name}`, traced, () =>
      judge({ ...delivery, events: traced.events }),
    );
    count(subscription.name, verdicts, (performance.now() - startedMs) / 1_000);
    return verdicts;
  } finally {
    endObserving();
    endSpans(traced, (index) => {
      const verdict = verdicts?.[index];
      if (verdict === undefined) return 'stopped';
      return verdict.kind === 'rejected' ? 'rejected' : undefined;
    });
  }
};
