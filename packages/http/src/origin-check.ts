import type { FastifyRequest } from 'fastify';
import { edgeOf } from './edge.ts';
import { Refusal } from './refusal.ts';

/** What a request reveals about where it comes from and where it goes. */
export interface OriginFacts {
  readonly origin: string | undefined;
  readonly host: string;
  /** `http` also stands for TLS that a proxy ends without a word about it. */
  readonly protocol: string;
  readonly publicOrigin: string | undefined;
}

/**
 * Whether a page of this very server sent the request (OWASP, CSRF prevention: verifying origin with
 * standard headers). With PUBLIC_URL the whole origin counts; without, the host, and over HTTPS the
 * scheme: a page that came over plain HTTP may be anybody's.
 */
export const isOwnOrigin = ({ origin, host, protocol, publicOrigin }: OriginFacts): boolean => {
  if (origin === undefined || !URL.canParse(origin)) return false;
  const given = new URL(origin);
  if (publicOrigin !== undefined) return given.origin === publicOrigin;
  const own = `${given.protocol}//${host}`;
  if (!URL.canParse(own) || new URL(own).host !== given.host) return false;
  return given.protocol === 'https:' || (given.protocol === 'http:' && protocol === 'http');
};

const factsOf = (request: FastifyRequest): OriginFacts => ({
  origin: request.headers.origin,
  host: request.host,
  protocol: request.protocol,
  publicOrigin: edgeOf(request).publicOrigin,
});

const fromElsewhere = ({ origin, host }: OriginFacts): Refusal => {
  const detail =
    `The request comes from another site: its Origin is ${origin ?? 'missing'}, its Host ${host}. ` +
    'Behind a proxy, pass the Host header on and set PUBLIC_URL to the address that users open.';
  const fields = { origin: origin ?? null, host, setting: 'PUBLIC_URL' };
  return new Refusal(403, 'wrong-origin', detail, { fields });
};

const isRead = (method: string) => method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

/**
 * A browser sends its cookie with requests that other sites cause, so a write counts only when its
 * Origin is this server's. Throws Refusal 403.
 */
export const checkOrigin = (request: FastifyRequest): void => {
  if (isRead(request.method)) return;
  const facts = factsOf(request);
  if (!isOwnOrigin(facts)) throw fromElsewhere(facts);
};

/** The same for what carries no cookie: programs send no Origin, and pages of ALLOWED_ORIGINS may. */
export const checkSender = (request: FastifyRequest): void => {
  const { origin } = request.headers;
  if (origin === undefined || edgeOf(request).allowedOrigins.includes(origin)) return;
  checkOrigin(request);
};

/** Whether a browser may take a cookie from the answer: one that shows a page of another site may not. */
export const maySetCookie = (request: FastifyRequest): boolean => {
  const facts = factsOf(request);
  return facts.origin === undefined || isOwnOrigin(facts);
};
