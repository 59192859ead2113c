import { crc32 } from 'node:zlib';
import { overloaded } from '@questline/http/refusal';
import { isUnavailable } from '@questline/postgres/unavailable';
import type { ArrivingEvent } from '../events/event.ts';
import type { Applied, EventApplier } from '../progress/apply-events.ts';

/** Where an event's outcome stands in the batch that it became part of. */
export interface Ingested {
  readonly applied: Applied;
  readonly index: number;
}

export interface IngestQueue {
  /** Events that are waiting or in hand. */
  readonly size: number;
  /**
   * Resolves once every event has its outcome, which is durable. Rejects when some may have none: they
   * may be sent again, since what is stored is not stored twice. Throws Refusal 503 where there is no
   * room.
   */
  submit(events: readonly ArrivingEvent[]): Promise<readonly Ingested[]>;
}

interface Request {
  readonly results: Ingested[];
  missing: number;
  resolve(results: readonly Ingested[]): void;
  reject(error: unknown): void;
}

interface Waiting {
  readonly event: ArrivingEvent;
  readonly request: Request;
  readonly place: number;
}

interface Lane {
  waiting: Waiting[];
  running: boolean;
}

/**
 * Joins the events of requests that come at the same time into batches, so that one commit serves
 * them all. A lone event goes at once; while a batch is in hand the next one gathers, so that batches
 * grow with the load. A user's events stay in one lane and so in their order.
 */
export const createIngestQueue = (options: {
  apply: EventApplier;
  batchSizeMax: number;
  lanes: number;
  /** With so many events waiting, no more are taken. */
  sizeMax: number;
}): IngestQueue => {
  const { apply, batchSizeMax, sizeMax } = options;
  const lanes: Lane[] = Array.from({ length: options.lanes }, () => ({
    waiting: [],
    running: false,
  }));
  let size = 0;

  const settle = ({ request, place }: Waiting, result: Ingested) => {
    request.results[place] = result;
    request.missing -= 1;
    if (request.missing === 0) request.resolve(request.results);
  };

  /** An event that makes its batch fail is found by halving, and fails its own request only. */
  const run = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      const applied = await apply(batch.map(({ event }) => event));
      for (const [index, waiting] of batch.entries()) settle(waiting, { applied, index });
    } catch (error) {
      if (batch.length === 1 || isUnavailable(error)) {
        for (const { request } of batch) request.reject(error);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await run(batch.slice(0, middle));
      await run(batch.slice(middle));
    }
  };

  const work = async (lane: Lane) => {
    lane.running = true;
    while (lane.waiting.length > 0) {
      const batch = lane.waiting.slice(0, batchSizeMax);
      lane.waiting = lane.waiting.slice(batchSizeMax);
      await run(batch);
      size -= batch.length;
    }
    lane.running = false;
  };

  return {
    get size() {
      return size;
    },
    submit: (events) =>
      new Promise((resolve, reject) => {
        const request: Request = { results: [], missing: events.length, resolve, reject };
        if (events.length === 0) return resolve([]);
        if (size >= sizeMax) return reject(overloaded());
        size += events.length;
        for (const [place, event] of events.entries()) {
          const lane = lanes[crc32(event.subject) % lanes.length];
          lane?.waiting.push({ event, request, place });
        }
        for (const lane of lanes) if (!lane.running) void work(lane);
      }),
  };
};
