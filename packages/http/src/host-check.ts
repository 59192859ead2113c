import { isIP } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type Edge, edgeOf } from './edge.ts';
import { Refusal } from './refusal.ts';

/** What probes, scrapers and other services of the installation ask by names of their own. */
const innerPath = /^\/(health|internal|metrics)(\/|$|\?)|^\/\.well-known\/jwks\.json($|\?)/;

const hostnameOf = (host: string): string | undefined => {
  const url = `http://${host}`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : undefined;
};

/** Names that no other site's DNS can point here: an address, or this machine. */
const isLocalName = (host: string): boolean => {
  const name = hostnameOf(host);
  if (name === undefined) return false;
  return name === 'localhost' || name.endsWith('.localhost') || isIP(name) !== 0;
};

/** Whether both name the same host and port, where a scheme's own port may be left out. */
const isHostOf = (origin: string, host: string): boolean => {
  const { protocol, host: expected } = new URL(origin);
  if (host === expected) return true;
  const given = `${protocol}//${host}`;
  return URL.canParse(given) && new URL(given).host === expected;
};

/**
 * Whether a request for this Host is answered. A page of another site can have its own name point
 * here (DNS rebinding) and is then of the same origin for a browser: with PUBLIC_URL only that host
 * passes; without, a server for this machine alone passes names that cannot be pointed at it.
 */
export const acceptsHost = (
  edge: Pick<Edge, 'publicOrigin' | 'loopback' | 'trustProxy'>,
  host: string,
): boolean => {
  if (edge.publicOrigin !== undefined) return isHostOf(edge.publicOrigin, host);
  return !edge.loopback || edge.trustProxy || isLocalName(host);
};

const wrongHost = (edge: Edge, host: string): Refusal => {
  const advice =
    edge.publicOrigin === undefined
      ? 'PUBLIC_URL is not set, and this server answers on its own machine alone.'
      : 'It differs from PUBLIC_URL. A proxy has to pass the Host header on.';
  const detail = `The request names the host ${host}. ${advice}`;
  return new Refusal(421, 'wrong-host', detail, { fields: { host, setting: 'PUBLIC_URL' } });
};

/** Answers 421 to requests for another host (RFC 9110, 15.5.20), and 400 to those that name none. */
export const checkHosts = (app: FastifyInstance): void => {
  app.addHook('onRequest', (request, _reply, done) => {
    const { host } = request;
    const edge = edgeOf(request);
    if (!host && request.raw.httpVersion !== '1.0') {
      return done(new Refusal(400, 'malformed', 'The Host header is missing.'));
    }
    if (acceptsHost(edge, host ?? '') || innerPath.test(request.url)) return done();
    done(wrongHost(edge, host));
  });
};
