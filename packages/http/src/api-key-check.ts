import { createHash } from 'node:crypto';
import {
  type ApiKeyGrant,
  type ApiKeyScope,
  apiKeySecret,
} from '@questline/contracts/auth/api-key';
import type { FastifyInstance, FastifyRequest } from 'fastify';
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
type KeyCheck = (request: Pick<FastifyRequest, 'headers'>) => Promise<ApiKeyGrant | undefined>;

export interface ApiKeyCheck extends KeyCheck {
  /** Looks the key with this hash up again before it is believed again; without a hash, every key. */
  forget(secretHash?: string): void;
}

/** The stored form of a secret. Not slow like a password's hash: 256 random bits cannot be guessed. */
export const hashApiKey = (secret: string): string =>
  createHash('sha256').update(secret).digest('hex');

const refuseKey = () => unauthorized('The API key is unknown or was revoked.');

/** Checks `x-api-key` against what `verify` knows at the moment: for whoever keeps the keys. */
export const createDirectKeyCheck =
  (verify: ApiKeyVerify): KeyCheck =>
  async (request) => {
    const header = request.headers['x-api-key'];
    if (header === undefined) return undefined;
    const secret = apiKeySecret.safeParse(header);
    if (!secret.success) throw refuseKey();
    const grant = await verify(hashApiKey(secret.data));
    if (grant === undefined) throw refuseKey();
    return grant;
  };

/** The same for whoever has to ask, which remembers answers for a while. */
export const createApiKeyCheck = (options: CachedKeyVerifyOptions): ApiKeyCheck => {
  const { verify, forget } = createCachedKeyVerify(options);
  return Object.assign(createDirectKeyCheck(verify), { forget });
};

/** A server of the app, by its key; `event_types` bounds what it may send, null is no bound. */
export interface ApiKeyCaller {
  readonly kind: 'api-key';
  readonly key_id: string;
  readonly event_types: readonly string[] | null;
}

export type SuperuserOrKey = (Caller & { readonly kind: 'user' }) | ApiKeyCaller;

const decorator = 'superuserOrKey';

/** Makes room on each request for who calls a route with a `requireSuperuserOrKey` hook. */
export const decorateSuperuserOrKey = (app: FastifyInstance): void => {
  app.decorateRequest(decorator, null);
};

/**
 * An `onRequest` hook that lets in a superuser's token, or an API key with `scope`; a key decides where
 * both are sent. 401 for neither and for a bad one, 403 for a key without the scope and for users who
 * are no superusers.
 */
export const requireSuperuserOrKey = (options: {
  checkUser: CallerCheck;
  checkKey: KeyCheck;
  scope: ApiKeyScope;
}) => {
  const { checkKey, scope } = options;
  const checkSuperuser = createSuperuserCheck(options.checkUser);
  const check = async (request: FastifyRequest): Promise<SuperuserOrKey> => {
    const key = await checkKey(request);
    if (key === undefined) return { kind: 'user', ...(await checkSuperuser(request)) };
    if (!key.scopes.includes(scope)) throw forbidden(`The API key lacks the scope ${scope}.`);
    return { kind: 'api-key', key_id: key.id, event_types: key.event_types };
  };
  return async (request: FastifyRequest): Promise<void> => {
    request.setDecorator<SuperuserOrKey>(decorator, await check(request));
  };
};

/** Who calls, on a route with a `requireSuperuserOrKey` hook. */
export const superuserOrKeyOf = (request: Pick<FastifyRequest, 'getDecorator'>): SuperuserOrKey =>
  request.getDecorator<SuperuserOrKey>(decorator);
