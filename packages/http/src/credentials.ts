import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from './refusal.ts';

/** `code` of the 401 for a credential that is there and is none that could be checked. */
export const unusableCredentialCode = 'unusable-credential';

const unusable = (detail: string) =>
  new Refusal(401, unusableCredentialCode, detail, { headers: { 'www-authenticate': 'Bearer' } });

/** RFC 6750, section 2.1: the scheme, and one token of these characters. */
const bearerToken = /^bearer +([\w.~+/-]+=*)$/i;

/**
 * The bearer token of a request, undefined without credentials. Throws Refusal 401 for an Authorization
 * header of another kind, and for an API key, which speaks for no user.
 */
export const readBearer = (headers: IncomingHttpHeaders): string | undefined => {
  const { authorization } = headers;
  if (headers['x-api-key'] !== undefined) throw unusable('An API key does not count here.');
  if (authorization === undefined) return undefined;
  const token = bearerToken.exec(authorization)?.[1];
  if (token === undefined) throw unusable('The Authorization header holds no bearer token.');
  return token;
};

const isCredential = (name: string): boolean => {
  // Lengths first: almost every header ends there.
  if (name.length === 13) return name.toLowerCase() === 'authorization';
  return name.length === 9 && name.toLowerCase() === 'x-api-key';
};

const countCredentials = ({ raw }: FastifyRequest): number => {
  const { rawHeaders } = raw;
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (isCredential(rawHeaders[index] ?? '')) count += 1;
  }
  return count;
};

/**
 * Answers 400 to requests with two credentials, on every route: which of them counts would be a guess.
 * The session cookie is no second one: browsers add it to requests that chose another.
 */
export const refuseTwoCredentials = (app: FastifyInstance): void => {
  app.addHook('onRequest', (request, _reply, done) => {
    if (countCredentials(request) < 2) return done();
    const detail = 'Send one credential: one Authorization header, or one x-api-key.';
    done(new Refusal(400, 'two-credentials', detail));
  });
};
