import { DependencyUnavailable, isUnavailable } from '@questline/postgres/unavailable';
import type { FastifyRequest } from 'fastify';
import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { createByteCache } from './byte-cache.ts';
import { readBearer } from './credentials.ts';
import { checkOrigin } from './origin-check.ts';
import { forbidden, unauthorized } from './refusal.ts';
import type { Revocations } from './revocations/revocations.ts';
import { readSessionCookie } from './session-cookie.ts';

export const tokenIssuer = 'questline/auth';
export const tokenAudience = 'questline';

/** Who calls, as their access token says. */
export interface Caller {
  readonly user_id: string;
  readonly is_superuser: boolean;
  readonly session_id: string;
  readonly token_id: string;
  /** When the token was issued, in milliseconds since 1970. */
  readonly issued_at_ms: number;
  /** When the token ends; a stream it opened ends then too. */
  readonly expires_at: Date;
}

/** Lets a request through or throws the Refusal it is answered with; runs before the body is read. */
export type CallerCheck = (request: FastifyRequest) => Promise<Caller>;

export const sessionIsOver = () => unauthorized('The session is over. Sign in again.');

/** Parses and verifies an access token against the auth service's keys. Throws Refusal 401. */
export const verifyAccessToken = async (
  token: string,
  keys: JWTVerifyGetKey,
  options: { clockToleranceSeconds?: number } = {},
): Promise<Caller> => {
  try {
    const { payload } = await jwtVerify<{ superuser?: unknown; sid: string }>(token, keys, {
      issuer: tokenIssuer,
      audience: tokenAudience,
      algorithms: ['ES256'],
      requiredClaims: ['sub', 'sid', 'jti', 'exp'],
      clockTolerance: options.clockToleranceSeconds ?? 5,
    });
    return {
      user_id: String(payload.sub),
      is_superuser: payload.superuser === true,
      session_id: String(payload.sid),
      token_id: String(payload.jti),
      issued_at_ms: (payload.iat ?? 0) * 1_000,
      expires_at: new Date(Number(payload.exp) * 1000),
    };
  } catch (error) {
    if (isUnavailable(error)) throw error;
    if (error instanceof errors.JOSEError) throw sessionIsOver();
    throw error;
  }
};

/** Tokens whose signatures were checked are remembered, the ones used last: some ten thousand. */
const rememberedBytesMax = 16 * 1024 * 1024;
/** What is remembered of a token besides itself, about: four ids and two times. */
const callerBytes = 400;
/** And for how long: it bounds how late the withdrawal of a signing key is noticed. */
const rememberedMs = 30_000;

/**
 * Verifies tokens as `verifyAccessToken` does, and each of them once in a while only: a signature
 * costs more than all else that a short answer needs. Never past a token's end.
 */
const createTokenVerify = (keys: JWTVerifyGetKey, options: { clockToleranceSeconds?: number }) => {
  const remembered = createByteCache<{ caller: Caller; untilMs: number }>(
    rememberedBytesMax,
    () => callerBytes,
  );
  return async (token: string): Promise<Caller> => {
    const known = remembered.get(token);
    if (known !== undefined && Date.now() < known.untilMs) return known.caller;
    const caller = await verifyAccessToken(token, keys, options);
    const untilMs = Math.min(Date.now() + rememberedMs, caller.expires_at.getTime());
    remembered.set(token, { caller, untilMs });
    return caller;
  };
};

/**
 * Checks the bearer token, or else the session cookie (with its Origin on writes), for what it says
 * alone: whether its session has ended is yet to be looked at.
 */
export const createHolderCheck = (
  keys: JWTVerifyGetKey,
  options: { clockToleranceSeconds?: number } = {},
): CallerCheck => {
  const verify = createTokenVerify(keys, options);
  return async (request) => {
    const bearer = readBearer(request.headers);
    const token = bearer ?? readSessionCookie(request);
    if (token === undefined) throw unauthorized();
    const caller = await verify(token);
    if (bearer === undefined) checkOrigin(request);
    return caller;
  };
};

/** The caller as they stand now, for one whose token is good. Throws Refusal 401 for those out of standing. */
export type CallerStanding = (caller: Caller) => Caller | Promise<Caller>;

/** Standing by what was revoked. Throws DependencyUnavailable where that has not been read for long. */
export const standingByRevocations =
  (revocations: Pick<Revocations, 'standingOf'>): CallerStanding =>
  (caller) => {
    const standing = revocations.standingOf(caller.session_id, caller.issued_at_ms);
    if (standing === 'revoked') throw sessionIsOver();
    if (standing === 'unknown') throw new DependencyUnavailable('auth', 'revocations are not read');
    return caller;
  };

/**
 * The rule by which every service lets users in: a token that auth has signed, and whose session
 * `standing` says has not ended. The signature may have been checked before; the standing is looked at
 * each time.
 */
export const createUserCheck = (keys: JWTVerifyGetKey, standing: CallerStanding): CallerCheck => {
  const checkHolder = createHolderCheck(keys);
  return async (request) => standing(await checkHolder(request));
};

/** The same, for superusers only: 403 for everybody else. */
export const createSuperuserCheck =
  (check: CallerCheck): CallerCheck =>
  async (request) => {
    const caller = await check(request);
    if (!caller.is_superuser) throw forbidden();
    return caller;
  };
