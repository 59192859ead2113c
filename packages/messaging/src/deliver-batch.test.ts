import { DependencyUnavailable } from '@questline/postgres/unavailable';
import { createLogger } from '@questline/telemetry/logger';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accepted, type BatchHandler, rejected, type Verdict } from './bus.ts';
import { type DeliveryPolicy, DeliveryStopped, deliverBatch } from './deliver-batch.ts';
import { numberedEvents } from './sample-event.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
const policy: DeliveryPolicy = { attemptsMax: 3, retryDelayMs: 0, retryDelayMaxMs: 0 };

const deliver = (
  handle: BatchHandler,
  events: ReturnType<typeof numberedEvents>,
  signal = new AbortController().signal,
) => deliverBatch({ subscription: { name: 'test.sub', handle }, events, policy, logger, signal });

describe('deliverBatch', () => {
  it('gives every event its verdict, whatever fails around it', async () => {
    const fate = fc.oneof(
      { weight: 6, arbitrary: fc.constant({ kind: 'fine' as const }) },
      { weight: 1, arbitrary: fc.constant({ kind: 'poison' as const }) },
      { weight: 1, arbitrary: fc.constant({ kind: 'refused' as const }) },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('outage' as const), times: fc.nat(10) }),
      },
      // Fewer faults than attempts in all, so that they can never look like poison.
      { weight: 1, arbitrary: fc.constant({ kind: 'flaky' as const }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { maxLength: 40 }), async (fates) => {
        const events = numberedEvents(fates.length);
        const left = fates.map((each) => (each.kind === 'outage' ? each.times : 1));
        const committed: number[] = [];
        const handle: BatchHandler = async (batch) => {
          const numbers = batch.map(({ data }) => Number(data.n));
          for (const n of numbers) {
            const kind = fates[n]?.kind;
            if (kind === 'poison') throw new Error(`poison ${n}`);
            if ((kind !== 'outage' && kind !== 'flaky') || (left[n] ?? 0) === 0) continue;
            left[n] = (left[n] ?? 0) - 1;
            throw kind === 'outage' ? new DependencyUnavailable('database') : new Error('flaky');
          }
          committed.push(...numbers);
          return numbers.map((n) =>
            fates[n]?.kind === 'refused' ? rejected('refused') : accepted,
          );
        };
        const verdicts = await deliver(handle, events);
        const expected = fates.map((each, n): Verdict => {
          if (each.kind === 'poison') return rejected(`Error: poison ${n}`);
          return each.kind === 'refused' ? rejected('refused') : accepted;
        });
        expect(verdicts).toEqual(expected);
        // Each event that is not poison is committed exactly once, and in order.
        const numbers = fates.flatMap(({ kind }, n) => (kind === 'poison' ? [] : [n]));
        expect(committed).toEqual(numbers);
      }),
      { numRuns: 50 },
    );
  });

  it('treats a wrong number of verdicts as a fault', async () => {
    const verdicts = await deliver(async () => [], numberedEvents(1));
    expect(verdicts).toEqual([rejected('Error: handler gave 0 verdicts for 1 events')]);
  });

  it('keeps reasons short', async () => {
    const [verdict] = await deliver(async () => {
      throw new Error('x'.repeat(10_000));
    }, numberedEvents(1));
    expect(verdict?.kind === 'rejected' && verdict.reason.length).toBe(500);
  });

  it('stops between attempts once it is told to', async () => {
    const stopped = new AbortController();
    let attempts = 0;
    const delivery = deliver(
      async () => {
        attempts += 1;
        if (attempts === 7) stopped.abort();
        throw new DependencyUnavailable('database');
      },
      numberedEvents(3),
      stopped.signal,
    );
    await expect(delivery).rejects.toThrow(DeliveryStopped);
    expect(attempts).toBe(7);
  });

  it('asks nothing of the handler for an empty batch', async () => {
    const never: BatchHandler = async () => {
      throw new Error('called');
    };
    expect(await deliver(never, [])).toEqual([]);
  });
});
