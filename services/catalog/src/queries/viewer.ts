import type { ApiKeyCheck } from '@questline/http/api-key-check';
import { forbidden } from '@questline/http/refusal';
import type { CallerCheck } from '@questline/http/token-check';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Viewer } from '../quests/quest.ts';

const decorator = 'viewer';

/** Makes room on each request for who views. */
export const decorateViewer = (app: Pick<FastifyInstance, 'decorateRequest'>): void => {
  app.decorateRequest(decorator, null);
};

const readingScopes = ['catalog:read', 'catalog:write'] as const;

/** A hook that lets in users, and servers whose API key may read or write the catalog. */
export const requireViewer = (options: { checkUser: CallerCheck; checkKey: ApiKeyCheck }) => {
  const check = async (request: FastifyRequest): Promise<Viewer> => {
    const key = await options.checkKey(request);
    if (key === undefined) return { seesAll: (await options.checkUser(request)).is_superuser };
    if (readingScopes.some((scope) => key.scopes.includes(scope))) return { seesAll: true };
    throw forbidden('The API key lacks the scope catalog:read.');
  };
  return async (request: FastifyRequest): Promise<void> => {
    request.setDecorator<Viewer>(decorator, await check(request));
  };
};

/** Who views, on a route with a `requireViewer` hook. */
export const viewerOf = (request: Pick<FastifyRequest, 'getDecorator'>): Viewer =>
  request.getDecorator<Viewer>(decorator);
