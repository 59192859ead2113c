import {
  type IngestCaused,
  type IngestResult,
  ingestAnswer,
  ingestBodyBytesMax,
  ingestEventsMax,
  plainEvent,
} from '@questline/contracts/processing/ingest';
import { requireSuperuserOrKey, superuserOrKeyOf } from '@questline/http/api-key-check';
import { callerOrKeySecurity } from '@questline/http/openapi/security';
import { problemResponses } from '@questline/http/problem-responses';
import { invalid } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import { activeTraceparent } from '@questline/telemetry/spans';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { RouteDependencies } from '../dependencies.ts';
import { createEventApplier } from '../progress/apply-events.ts';
import { createAdmission } from './admission.ts';
import { causedBy } from './caused.ts';
import { readCausedBefore } from './caused-before.ts';
import { createIngestQueue, type Ingested } from './ingest-queue.ts';
import { toFaultyResult, toForbiddenResult, toRefusal, toResult } from './ingest-results.ts';
import { preferredWait } from './prefer-wait.ts';
import type { ReadEvent } from './read-events.ts';
import { readRequest } from './read-request.ts';
import { refuseRepeated } from './repeated-headers.ts';
import { modeOf } from './request-mode.ts';
import { type Sender, toSender } from './sender.ts';
import { waitForCredits } from './wait-for-credits.ts';

/**
 * What a body of plain JSON may be, for the document of the API. The modes of CloudEvents are described in
 * words: generators of clients fail at a body that is an object or a list by its content type.
 */
const ingestBody = z
  .union([plainEvent, z.array(plainEvent).max(ingestEventsMax)])
  .meta({ id: 'PlainEvents' });

const noBody = Buffer.alloc(0);

/** Refuses by its headers what would be refused once it is read. */
const checkHeaders = async ({ headers, raw }: FastifyRequest): Promise<void> => {
  refuseRepeated(raw.rawHeaders);
  modeOf(headers);
};

const idempotencyKey = z.string().trim().min(1).max(200);

/** Ids for events that have none: of the request's key, so that a repeat has the same ones. */
const idsOf = (request: FastifyRequest, newId: () => string, { idPrefix }: Sender) => {
  const header = request.headers['idempotency-key'];
  if (header === undefined) return newId;
  const key = idempotencyKey.safeParse(header);
  if (!key.success) throw invalid('idempotency-key', 'must be 1 to 200 characters');
  return (index: number) => `${idPrefix}${key.data}/${index}`;
};

/** What is sent on to be stored, with its place in the request. */
interface Sent {
  readonly place: number;
  readonly event: Extract<ReadEvent, { kind: 'event' }>['event'];
  readonly plain: boolean;
}

/** Fills in which of the grants are credited by now, waiting for them for a while. */
const withCredits = async (
  deps: RouteDependencies,
  caused: ReadonlyMap<number, { readonly userId: string; readonly caused: IngestCaused }>,
  waitMs: number,
): Promise<ReadonlyMap<number, IngestCaused>> => {
  const grants = [...caused.values()].flatMap(({ userId, caused: { grants } }) =>
    grants.map(({ grant_id }) => ({ user_id: userId, grant_id })),
  );
  const credited = await waitForCredits(deps.database, grants, waitMs);
  return new Map(
    [...caused].map(([place, { caused: each }]) => [
      place,
      {
        ...each,
        grants: each.grants.map((grant) => ({
          ...grant,
          credited: credited.has(grant.grant_id),
        })),
      },
    ]),
  );
};

/**
 * POST /events/: stores events of the app and moves the quests they count for. The answer comes when
 * both have committed.
 */
export const ingestEventsRoute = async (
  server: HttpServer,
  deps: RouteDependencies,
): Promise<void> => {
  const { settings, now, newId } = deps;
  const { ingestLanes: lanes, batchSizeMax } = settings;
  const queue = createIngestQueue({
    apply: createEventApplier(deps),
    batchSizeMax,
    lanes,
    sizeMax: settings.ingestQueueMax,
  });
  const asSender = requireSuperuserOrKey({
    checkUser: deps.checkUser,
    checkKey: deps.checkKey,
    scope: ['events:write', 'sign-ins:write'],
  });
  const admit = createAdmission(queue, settings.ingestQueueMax);

  const read = (request: FastifyRequest, sender: Sender) => {
    const idOf = idsOf(request, newId, sender);
    const at = now();
    const traceparent = activeTraceparent();
    const body = Buffer.isBuffer(request.body) ? request.body : noBody;
    return readRequest(request.headers, body, (index) => ({
      newId: () => idOf(index),
      now: at,
      traceparent,
      source: sender.source,
    }));
  };

  /** Sorts out what this sender cannot send; the rest goes on. */
  const sort = (sender: Sender, events: readonly ReadEvent[]) => {
    const results: IngestResult[] = [];
    const sent: Sent[] = [];
    for (const [place, each] of events.entries()) {
      if (each.kind === 'faulty') {
        results[place] = toFaultyResult(each);
        continue;
      }
      const refusal = sender.refusalOf(each.event);
      if (refusal !== undefined) results[place] = toForbiddenResult(each.event.id, refusal);
      else sent.push({ place, event: each.event, plain: each.plain });
    }
    return { results, sent };
  };

  const tellCaused = async (
    results: IngestResult[],
    sent: readonly Sent[],
    ingested: readonly Ingested[],
    waitSeconds: number,
  ) => {
    const replayed = sent.filter(({ place }) => results[place]?.status === 'replayed');
    const before = await readCausedBefore(
      deps.database,
      replayed.map(({ event }) => event),
    );
    const causedFirst = new Map(replayed.map(({ place }, index) => [place, before[index]]));
    const caused = new Map(
      sent.flatMap(({ place, event }, index) => {
        const each = causedFirst.get(place) ?? (ingested[index] && causedBy(ingested[index]));
        return each ? [[place, { userId: event.subject, caused: each }] as const] : [];
      }),
    );
    for (const [place, each] of await withCredits(deps, caused, waitSeconds * 1_000)) {
      const result = results[place];
      if (result) results[place] = { ...result, caused: each };
    }
  };

  await server.register(async (app: HttpServer) => {
    app.removeAllContentTypeParsers();
    // In the binary mode data may be of any type, or of none that is named.
    app.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: ingestBodyBytesMax },
      async (_request: FastifyRequest, body: Buffer) => body,
    );
    app.post(
      '/api/v1/events',
      {
        bodyLimit: ingestBodyBytesMax,
        schema: {
          tags: ['events'],
          operationId: 'sendEvents',
          summary: 'Send events about users',
          description:
            'CloudEvents in the binary mode, the structured one (`application/cloudevents+json`) or the batched ' +
            'one (`application/cloudevents-batch+json`), or plain JSON: ' +
            '`{type, user_id, data?, id?, time?}` or an array of at most 1,000, none of them longer than ' +
            '128 Ki characters with data of at most 16 KiB. 202 once every event ' +
            'is durable; with `Prefer: wait=N` 200 and what each one caused, waiting up to N seconds ' +
            'for credits. Refused as a whole only when no event could be stored.',
          body: ingestBody,
          documentation: {
            requestHeaders: ['EventsKey', 'Prefer'],
            responseHeaders: ['PreferenceApplied'],
          },
          security: callerOrKeySecurity,
          response: {
            200: ingestAnswer,
            202: ingestAnswer,
            ...problemResponses(400, 401, 403, 409, 413, 415, 422, 503),
          },
        },
        // Read event by event, so that a fault of one costs the others nothing.
        validatorCompiler: () => (value) => ({ value }),
        onRequest: [asSender, checkHeaders, admit],
      },
      async (request, reply) => {
        const sender = toSender(superuserOrKeyOf(request));
        const { events, single } = read(request, sender);
        const { results, sent } = sort(sender, events);
        const ingested = await queue.submit(sent.map(({ event }) => event));
        for (const [index, { place, event, plain }] of sent.entries()) {
          const outcome = ingested[index]?.applied.outcomes[ingested[index].index];
          if (outcome) results[place] = toResult(event.id, outcome, plain);
        }
        if (results.length > 0 && results.every(({ status }) => status === 'rejected'))
          throw toRefusal(results, single);
        const wait = preferredWait(request.headers.prefer);
        if (wait === undefined) return reply.code(202).send({ results });
        await tellCaused(results, sent, ingested, wait);
        return reply.code(200).header('preference-applied', `wait=${wait}`).send({ results });
      },
    );
  });
};
