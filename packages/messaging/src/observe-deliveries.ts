import { oldestDelivery } from './metrics.ts';

/** The batches in hand of this process: their subscription, and since when. */
const inHand = new Set<{ readonly subscription: string; readonly startedMs: number }>();

oldestDelivery.observe(() => {
  const nowMs = performance.now();
  const oldest = new Map<string, number>();
  for (const { subscription, startedMs } of inHand) {
    const ageSeconds = (nowMs - startedMs) / 1_000;
    oldest.set(subscription, Math.max(oldest.get(subscription) ?? 0, ageSeconds));
  }
  return [...oldest].map(([subscription, value]) => ({ value, labels: { subscription } }));
});

/** Reports the age of a batch until the function it returns is called. */
export const observeDelivery = (subscription: string, startedMs: number): (() => void) => {
  const batch = { subscription, startedMs };
  inHand.add(batch);
  return () => void inHand.delete(batch);
};
