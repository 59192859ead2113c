import type { QuestlineEvent } from '@questline/contracts/event';
import { isUnavailable } from '@questline/postgres/unavailable';
import type { Subscription } from '../bus.ts';
import type { DeliveryPolicy } from '../deliver-batch.ts';
import { pause } from '../pause.ts';

/**
 * Returns when a handler no longer misses a dependency, or `signal` aborts. It asks by handling an event
 * that comes again anyway: whatever it answers, the answer to the delivery is the one that counts.
 */
export const awaitDependency = async (options: {
  readonly subscription: Pick<Subscription, 'handle'>;
  readonly event: QuestlineEvent;
  readonly policy: DeliveryPolicy;
  readonly signal: AbortSignal;
}): Promise<void> => {
  const { subscription, event, policy, signal } = options;
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    try {
      await subscription.handle([event]);
      return;
    } catch (error) {
      if (!isUnavailable(error)) return;
    }
    await pause(Math.min(policy.retryDelayMs * 2 ** attempt, policy.retryDelayMaxMs), signal);
  }
};
