import { questStateEventTypes } from '@questline/contracts/catalog/events';
import { questlineEvent } from '@questline/contracts/event';
import { requireInternalToken } from '@questline/http/internal-token';
import { invalid } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import type { Subscription } from '@questline/messaging/bus';
import { z } from 'zod';
import type { ProcessingDependencies } from '../dependencies.ts';

/** A definition of the longest body that the catalog takes, with what its event adds. */
const bodyBytesMax = 2 * 1024 * 1024;

const body = questlineEvent.extend({ type: z.enum(questStateEventTypes) });

/**
 * POST /internal/v1/catalog-events: takes a change of a quest from the catalog that the bus brings later.
 * 204 once it is committed: every process reads what is in force with each batch, so every event that comes
 * from then on is counted by it. Outside `/api`, so that the gateway does not publish it.
 */
export const takeCatalogEventRoute = (
  app: HttpServer,
  deps: Pick<ProcessingDependencies, 'internalToken'>,
  { handle }: Pick<Subscription, 'handle'>,
): void => {
  app.post(
    '/internal/v1/catalog-events',
    {
      bodyLimit: bodyBytesMax,
      onRequest: requireInternalToken(deps.internalToken),
      schema: { hide: true, body, response: { 204: z.void() } },
    },
    async (request, reply) => {
      const [verdict] = await handle([request.body]);
      if (verdict?.kind === 'rejected') throw invalid('data', verdict.reason);
      return reply.code(204).send();
    },
  );
};
