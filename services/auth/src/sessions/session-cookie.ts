import { maySetCookie } from '@questline/http/origin-check';
import { plainSessionCookie, secureSessionCookie } from '@questline/http/session-cookie';
import type { FastifyReply } from 'fastify';
import type { AuthSettings } from '../dependencies.ts';

type Reply = Pick<FastifyReply, 'request' | 'setCookie' | 'clearCookie'>;
type CookieSettings = Pick<AuthSettings, 'secureCookies'>;

/** The same for setting and clearing, or browsers would keep the cookie. */
const attributesOf = (name: string) =>
  ({
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: name === secureSessionCookie,
  }) as const;

const nameOf = ({ secureCookies }: CookieSettings) =>
  secureCookies ? secureSessionCookie : plainSessionCookie;

const clear = (reply: Reply, name: string) => reply.clearCookie(name, attributesOf(name));

/** Clears the cookie that the other setting, or an earlier release, has left. */
const clearOther = (reply: Reply, settings: CookieSettings) => {
  const other = nameOf({ secureCookies: !settings.secureCookies });
  if (reply.request.cookies[other] !== undefined) clear(reply, other);
};

/** Gives the browser its cookie, unless it shows a page of another origin. */
export const setSessionCookie = (
  reply: Reply,
  settings: CookieSettings,
  cookie: { token: string; maxAgeSeconds: number },
): void => {
  if (!maySetCookie(reply.request)) return;
  const name = nameOf(settings);
  reply.setCookie(name, cookie.token, { ...attributesOf(name), maxAge: cookie.maxAgeSeconds });
  clearOther(reply, settings);
};

export const clearSessionCookie = (reply: Reply, settings: CookieSettings): void => {
  if (!maySetCookie(reply.request)) return;
  clear(reply, nameOf(settings));
  clearOther(reply, settings);
};
