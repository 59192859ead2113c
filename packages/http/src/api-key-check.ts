import type { ApiKeyGrant, ApiKeyScope } from '@questline/contracts/auth/api-key';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { hashApiKey, isApiKeySecret } from './api-key-secret.ts';
import {
  type ApiKeyVerify,
  type CachedKeyVerifyOptions,
  createCachedKeyVerify,
} from './cached-key-verify.ts';
import { forbidden, unauthorized } from './refusal.ts';
import { type Caller, type CallerCheck, createSuperuserCheck } from './token-check.ts';

/**
 * What the request's `x-api-key` allows, undefined without one. Throws Refusal 401 for a key that is
 * unknown or revoked, DependencyUnavailable when auth is out and the key is not cached.
 */
export type ApiKeyCheck = (
  request: Pick<FastifyRequest, 'headers'> & { readonly ip?: string },
) => Promise<ApiKeyGrant | undefined>;

const refuseKey = () => unauthorized('The API key is unknown or was revoked.');

/** Checks `x-api-key` against what `verify` knows at the moment: for whoever keeps the keys. */
export const createDirectKeyCheck =
  (verify: ApiKeyVerify): ApiKeyCheck =>
  async (request) => {
    const header = request.headers['x-api-key'];
    if (header === undefined) return undefined;
    if (!isApiKeySecret(header)) throw refuseKey();
    const grant = await verify(hashApiKey(header), request.ip);
    if (grant === undefined) throw refuseKey();
    return grant;
  };

/** The same for whoever has to ask, which remembers answers for a while. */
export const createApiKeyCheck = (options: CachedKeyVerifyOptions): ApiKeyCheck =>
  createDirectKeyCheck(createCachedKeyVerify(options));

/** A server of the app, by its key. */
export interface ApiKeyCaller {
  readonly kind: 'api-key';
  readonly key_id: string;
  readonly scopes: readonly ApiKeyScope[];
  /** Bounds the types of events it may send; null is no bound. */
  readonly event_types: readonly string[] | null;
  /** The one source of its events; null is no bound. */
  readonly source: string | null;
}

export type SuperuserOrKey = (Caller & { readonly kind: 'user' }) | ApiKeyCaller;

const decorator = 'superuserOrKey';

/** Makes room on each request for who calls a route with a `requireSuperuserOrKey` hook. */
export const decorateSuperuserOrKey = (app: FastifyInstance): void => {
  app.decorateRequest(decorator, null);
};

/**
 * An `onRequest` hook that lets in a superuser's token, or an API key with `scope`. 401 for neither and
 * for a bad one, 403 for a key without the scope and for users who are no superusers.
 */
export const requireSuperuserOrKey = (options: {
  checkUser: CallerCheck;
  checkKey: ApiKeyCheck;
  /** Several: any one of them lets a key in, and the route decides what it may do. */
  scope: ApiKeyScope | readonly ApiKeyScope[];
}) => {
  const { checkKey } = options;
  const scopes = [options.scope].flat();
  const checkSuperuser = createSuperuserCheck(options.checkUser);
  const check = async (request: FastifyRequest): Promise<SuperuserOrKey> => {
    const key = await checkKey(request);
    if (key === undefined) return { kind: 'user', ...(await checkSuperuser(request)) };
    if (!scopes.some((scope) => key.scopes.includes(scope))) {
      throw forbidden(`The API key lacks the scope ${scopes.join(' or ')}.`);
    }
    const { id: key_id, event_types, source } = key;
    return { kind: 'api-key', key_id, scopes: key.scopes, event_types, source };
  };
  return async (request: FastifyRequest): Promise<void> => {
    const caller = await check(request);
    request.bodyOwner = caller.kind === 'user' ? caller.user_id : caller.key_id;
    request.setDecorator<SuperuserOrKey>(decorator, caller);
  };
};

/** Who calls, on a route with a `requireSuperuserOrKey` hook. */
export const superuserOrKeyOf = (request: Pick<FastifyRequest, 'getDecorator'>): SuperuserOrKey =>
  request.getDecorator<SuperuserOrKey>(decorator);
