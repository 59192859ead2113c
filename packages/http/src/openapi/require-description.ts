import type { FastifyInstance } from 'fastify';

const parts = ['operationId', 'summary', 'description', 'tags', 'security'] as const;

/** A route of the public API that the document could not describe stops the start. */
export const requireDescription = (app: FastifyInstance): void => {
  app.addHook('onRoute', ({ method, url, schema }) => {
    if (!url.startsWith('/api/v1') || schema?.hide === true) return;
    const missing = parts.filter((part) => schema?.[part] === undefined);
    if (missing.length === 0) return;
    throw new Error(`${method} ${url} is not described: ${missing.join(', ')}`);
  });
};
