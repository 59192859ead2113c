import { tokenIssuer } from '@questline/http/token-check';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { AuthDependencies } from '../dependencies.ts';
import { signatureAlgorithm } from '../keys/key-source.ts';
import type { Session } from '../sessions/session.ts';

/** Apart from that of access tokens: neither is taken for the other. */
const refreshAudience = 'questline/refresh';

/** Which turn of which session a refresh token stands for. */
export interface RefreshKey {
  readonly user_id: string;
  readonly session_id: string;
  readonly token_id: string;
}

/**
 * The session's newest refresh token. It names the turn that the newest access token has, so that it
 * lasts as long as the session, works once, and ends the session when it is used again.
 */
export const signRefreshToken = async (
  { keys, now }: Pick<AuthDependencies, 'keys' | 'now'>,
  session: Session,
): Promise<string> => {
  const { kid, key } = await keys.signingKey();
  return new SignJWT({ sid: session.id })
    .setProtectedHeader({ alg: signatureAlgorithm, kid, typ: 'JWT' })
    .setIssuer(tokenIssuer)
    .setAudience(refreshAudience)
    .setSubject(session.user_id)
    .setJti(session.token_id)
    .setIssuedAt(now())
    .setExpirationTime(session.expires_at)
    .sign(key);
};

/** Undefined for a token that is none of ours, or is past its end. */
export const verifyRefreshToken = async (
  { keys, now }: Pick<AuthDependencies, 'keys' | 'now'>,
  token: string,
): Promise<RefreshKey | undefined> => {
  try {
    const { payload } = await jwtVerify<{ sid: string }>(token, keys.getKey, {
      issuer: tokenIssuer,
      audience: refreshAudience,
      algorithms: [signatureAlgorithm],
      requiredClaims: ['sub', 'sid', 'jti', 'exp'],
      currentDate: now(),
    });
    const { sub, sid, jti } = payload;
    return { user_id: String(sub), session_id: String(sid), token_id: String(jti) };
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
};
