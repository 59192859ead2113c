import type { accessToken } from '@questline/contracts/auth/token';
import { tokenAudience, tokenIssuer } from '@questline/http/token-check';
import type { FastifyReply } from 'fastify';
import { SignJWT } from 'jose';
import type { z } from 'zod';
import type { AuthDependencies } from '../dependencies.ts';
import { signatureAlgorithm } from '../keys/key-source.ts';
import { type Session, secondsUntil, tokenExpiry } from './session.ts';
import { setSessionCookie } from './session-cookie.ts';

/**
 * Signs the session's newest access token and gives it twice: in the body, and as the browser's cookie,
 * which a page of another origin does not get.
 */
export const sendAccessToken = async (
  reply: Pick<FastifyReply, 'request' | 'setCookie' | 'clearCookie'>,
  { keys, settings, now }: Pick<AuthDependencies, 'keys' | 'settings' | 'now'>,
  session: Session,
  user: { is_superuser: boolean },
): Promise<z.infer<typeof accessToken>> => {
  const issuedAt = now();
  const expiresAt = tokenExpiry(session, issuedAt, settings.accessTokenTtlSeconds);
  const { kid, key } = await keys.signingKey();
  const token = await new SignJWT({ sid: session.id, superuser: user.is_superuser })
    .setProtectedHeader({ alg: signatureAlgorithm, kid, typ: 'JWT' })
    .setIssuer(tokenIssuer)
    .setAudience(tokenAudience)
    .setSubject(session.user_id)
    .setJti(session.token_id)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(key);
  // The cookie outlives its token: an expired one can still be refreshed while the session lasts.
  const maxAgeSeconds = secondsUntil(session.expires_at, issuedAt);
  setSessionCookie(reply, settings, { token, maxAgeSeconds });
  return {
    access_token: token,
    token_type: 'bearer',
    expires_in: secondsUntil(expiresAt, issuedAt),
  };
};
