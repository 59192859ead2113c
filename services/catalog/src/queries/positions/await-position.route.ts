import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { QueryDependencies } from '../dependencies.ts';

/** A caller that would wait longer asks again. */
const waitMsMax = 5_000;

/**
 * Whether the views show a position, once they do or after `wait_ms`: for the side that decides, which
 * cannot look. Outside `/api`, so that the gateway does not publish it.
 */
export const awaitPositionRoute = (app: HttpServer, deps: QueryDependencies): void => {
  app.get(
    '/internal/v1/positions/:position',
    {
      onRequest: deps.asService,
      schema: {
        hide: true,
        params: z.object({ position: z.coerce.number().int().min(0) }),
        querystring: z.object({
          wait_ms: z.coerce.number().int().min(0).max(waitMsMax).default(0),
        }),
        response: { 200: z.object({ visible: z.boolean() }) },
      },
    },
    async (request) => {
      const { position } = request.params;
      return { visible: await deps.position.reach(position, request.query.wait_ms) };
    },
  );
};
