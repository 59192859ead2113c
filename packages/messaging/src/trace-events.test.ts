import type { QuestlineEvent } from '@questline/contracts/event';
import { createLogger } from '@questline/telemetry/logger';
import { activeTraceparent } from '@questline/telemetry/spans';
import { recordSpans } from '@questline/telemetry/testing/record-spans';
import { describe, expect, it } from 'vitest';
import { accepted, type BatchHandler, rejected } from './bus.ts';
import { deliverBatch } from './deliver-batch.ts';
import { sampleEvent } from './sample-event.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
const policy = { attemptsMax: 2, retryDelayMs: 0, retryDelayMaxMs: 0 };
const parentId = 'b7ad6b7169203331';
const traceOf = (n: number) => `${n}`.repeat(32);

const onTrace = (n: number): QuestlineEvent => ({
  ...sampleEvent({ type: `Type${n}`, data: { n } }),
  traceparent: `00-${traceOf(n)}-${parentId}-01`,
});

const deliver = (events: readonly QuestlineEvent[], handle: BatchHandler) =>
  deliverBatch({
    subscription: { name: 'test.sub', handle },
    events,
    policy,
    logger,
    signal: new AbortController().signal,
  });

/** Accepts everything and remembers with what, and in which span. */
const createRecorder = () => {
  const seen: { events: readonly QuestlineEvent[]; active: string | undefined }[] = [];
  const handle: BatchHandler = async (events) => {
    seen.push({ events, active: activeTraceparent() });
    return events.map(() => accepted);
  };
  return { seen, handle };
};

describe('delivering events on traces', () => {
  it('gives each a span of its own trace, which the handler finds as its cause', async () => {
    await using recorder = recordSpans();
    const { seen, handle } = createRecorder();
    const without = sampleEvent();
    await deliver([onTrace(1), without, onTrace(2)], handle);
    const [first, second] = ['process Type1', 'process Type2'].map((name) =>
      recorder.spans().find((span) => span.name === name),
    );
    expect(first).toMatchObject({ trace_id: traceOf(1), parent_id: parentId });
    expect(second).toMatchObject({ trace_id: traceOf(2), parent_id: parentId });
    expect(seen[0]?.events.map(({ traceparent }) => traceparent)).toEqual([
      `00-${traceOf(1)}-${first?.span_id}-01`,
      undefined,
      `00-${traceOf(2)}-${second?.span_id}-01`,
    ]);
    expect(seen[0]?.events[1]).toBe(without);
  });

  it('works in the span of the only event, or in one of the batch that links to all', async () => {
    await using recorder = recordSpans();
    const { seen, handle } = createRecorder();
    await deliver([onTrace(1)], handle);
    expect(seen[0]?.active).toBe(seen[0]?.events[0]?.traceparent);
    await deliver([onTrace(2), onTrace(3)], handle);
    const batch = recorder.spans().find(({ name }) => name === 'deliver test.sub');
    const spans = recorder.spans().filter(({ name }) => /Type[23]/.test(name));
    expect(batch?.links.toSorted()).toEqual(spans.map(({ span_id }) => span_id).toSorted());
    expect(seen[1]?.active).toBe(`00-${batch?.trace_id}-${batch?.span_id}-01`);
  });

  it('marks the spans of those that are refused', async () => {
    await using recorder = recordSpans();
    await deliver([onTrace(1), onTrace(2)], async (events) =>
      events.map(({ data }) => (data.n === 2 ? rejected('something of zoë') : accepted)),
    );
    const failed = recorder.spans().filter((span) => span.failed);
    expect(failed.map(({ name }) => name)).toEqual(['process Type2']);
    expect(JSON.stringify(recorder.spans())).not.toContain('zoë');
  });

  it('ends the spans of a delivery that was stopped', async () => {
    await using recorder = recordSpans();
    const signal = AbortSignal.abort();
    const { handle } = createRecorder();
    const subscription = { name: 'test.sub', handle };
    const delivery = deliverBatch({ subscription, events: [onTrace(1)], policy, logger, signal });
    await expect(delivery).rejects.toThrow();
    expect(recorder.spans()).toEqual([expect.objectContaining({ failed: true })]);
  });

  it('leaves the event alone when its traceparent is none', async () => {
    await using recorder = recordSpans();
    const { seen, handle } = createRecorder();
    const events = [{ ...sampleEvent(), traceparent: 'nonsense' }];
    await deliver(events, handle);
    expect(seen[0]?.events).toEqual(events);
    expect(recorder.spans()).toEqual([]);
  });

  it('hands on the very events while tracing is off', async () => {
    const { seen, handle } = createRecorder();
    const events = [onTrace(1)];
    await deliver(events, handle);
    expect(seen[0]?.events).toBe(events);
  });
});
