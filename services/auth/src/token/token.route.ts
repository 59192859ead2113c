import { accessTokenGrant, tokenError, tokenForm } from '@questline/contracts/auth/token';
import { checkSender } from '@questline/http/origin-check';
import { createErrorHandler } from '@questline/http/problem-handler';
import { Refusal } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RouteDependencies } from '../dependencies.ts';
import { sendAccessToken } from '../sessions/send-access-token.ts';
import type { Session } from '../sessions/session.ts';
import { type GrantError, readGrant } from './grant.ts';
import { grantByPassword } from './password-grant.ts';
import { grantByRefreshToken } from './refresh-grant.ts';
import { signRefreshToken } from './refresh-token.ts';
import { tokenErrorType, toTokenError } from './token-error.ts';

const formType = 'application/x-www-form-urlencoded';

/** Before the body is read: a form, and not one that another site made the browser send. */
const checkForm = async (request: FastifyRequest): Promise<void> => {
  const type = request.headers['content-type'];
  if (type !== undefined && type.split(';')[0]?.trim().toLowerCase() !== formType) {
    throw new Refusal(415, 'refused', `The content type has to be ${formType}.`);
  }
  // Signing a visitor in as somebody else is an attack too.
  checkSender(request);
};

const refuse = (error: GrantError | 'invalid_grant', detail: string) =>
  new Refusal(400, error, detail, { fields: { error } });

const answerTokenError = createErrorHandler((reply, refusal) => {
  const body = toTokenError(refusal);
  return reply
    .code(body.status)
    .headers(refusal.headers)
    .type(tokenErrorType)
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(body);
});

const meanings = {
  400: 'A wrong password or refresh token, or a form that is not valid',
  403: 'Another site sent the form',
  413: 'The body is too large',
  415: 'The body is no form',
  429: 'Too many attempts have failed; Retry-After says when to go on',
  503: 'A dependency is out for now; Retry-After says when to go on',
} as const;

const refusals = Object.fromEntries(
  Object.entries(meanings).map(([status, description]) => [
    status,
    { description, content: { [tokenErrorType]: { schema: tokenError } } },
  ]),
) as Record<keyof typeof meanings, { description: string; content: object }>;

export const tokenRoute = (app: HttpServer, deps: RouteDependencies): void => {
  const answer = async (
    reply: FastifyReply,
    { session, user }: { session: Session; user: { is_superuser: boolean } },
  ) => ({
    ...(await sendAccessToken(reply, deps, session, user)),
    refresh_token: await signRefreshToken(deps, session),
  });
  app.post(
    '/api/v1/login/access-token',
    {
      onRequest: checkForm,
      errorHandler: answerTokenError,
      schema: {
        operationId: 'signIn',
        summary: 'Sign in, or go on with a refresh token',
        description:
          'The token endpoint of OAuth2: the password grant, whose `username` is a user name or an ' +
          'e-mail, and the refresh token grant, which is no sign-in. A refresh token works once; one ' +
          'that is used again later than 30 s after ends its session.',
        tags: ['login'],
        security: [],
        consumes: [formType],
        body: tokenForm,
        response: { 200: accessTokenGrant, ...refusals },
      },
    },
    async (request, reply) => {
      reply.header('pragma', 'no-cache');
      const grant = readGrant(request.body);
      if (grant.kind === 'refused') throw refuse(grant.error, grant.detail);
      if (grant.kind === 'refresh-token') {
        const granted = await grantByRefreshToken(deps, grant.refresh_token, request.ip);
        if (granted === undefined)
          throw refuse('invalid_grant', 'The session is over. Sign in again.');
        return answer(reply, granted);
      }
      const granted = await grantByPassword(deps, grant, request);
      // One answer for every reason, so that nobody learns which names exist.
      if (granted === undefined) throw refuse('invalid_grant', 'Incorrect username or password');
      return answer(reply, granted);
    },
  );
};
