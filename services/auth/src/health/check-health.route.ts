import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';

/** For clients outside; orchestrators ask `/health/live` and `/health/ready`. */
export const checkHealthRoute = (app: HttpServer): void => {
  app.get(
    '/api/v1/utils/health-check/',
    {
      schema: {
        operationId: 'checkHealth',
        summary: 'Whether the service answers',
        description:
          '`true`. Orchestrators read `/health/live` and `/health/ready` of each process instead.',
        tags: ['utils'],
        security: [],
        response: { 200: z.literal(true) },
      },
    },
    async () => true as const,
  );
};
