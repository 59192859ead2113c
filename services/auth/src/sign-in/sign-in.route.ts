import { authSource } from '@questline/contracts/auth/events';
import { accessToken, accessTokenForm } from '@questline/contracts/auth/user';
import { toAddressBlock } from '@questline/http/address-block';
import { checkSender } from '@questline/http/origin-check';
import { problemResponses } from '@questline/http/problem-responses';
import { Refusal } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import { toEvent } from '@questline/messaging/event';
import { insertOutboxEvents } from '@questline/messaging/outbox/outbox.sql';
import type { FastifyRequest } from 'fastify';
import type { Attempt } from '../attempts/attempt.ts';
import { type ActBy, recordAct } from '../audit-log/record-act.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { signIns } from '../metrics.ts';
import { sendAccessToken } from '../sessions/send-access-token.ts';
import { openSession } from '../sessions/session.ts';
import { deleteExpiredSessions, insertSession } from '../sessions/sessions.sql.ts';
import { toSignInName } from '../users/user.ts';
import { selectPasswordHash, selectSignInUserForUpdate, updateFirstSignIn } from './sign-in.sql.ts';
import { decideSignIn } from './sign-in.ts';

const formType = 'application/x-www-form-urlencoded';

/** One answer for every reason, so that nobody learns which names exist (RFC 6749, section 5.2). */
const incorrect = () =>
  new Refusal(400, 'invalid_grant', 'Incorrect username or password', {
    fields: { error: 'invalid_grant' },
  });

/** Before the body is read: a form, and not one that another site made the browser send. */
const checkForm = async (request: FastifyRequest): Promise<void> => {
  const type = request.headers['content-type'];
  if (type !== undefined && type.split(';')[0]?.trim().toLowerCase() !== formType) {
    throw new Refusal(415, 'refused', `The content type has to be ${formType}.`);
  }
  // Signing a visitor in as somebody else is an attack too.
  checkSender(request);
};

/** The status change, the session and the event, in one transaction; undefined when refused. */
const signIn = (
  deps: RouteDependencies,
  attempt: { user_id: string; password_hash: string },
  request: ActBy['request'],
) =>
  deps.database.transaction(async (tx) => {
    const { user_id } = attempt;
    const user = await selectSignInUserForUpdate(tx, user_id);
    const decision = decideSignIn(user, attempt.password_hash);
    if (decision.kind === 'refused') return undefined;
    const now = deps.now();
    const session = openSession({
      user_id,
      id: deps.newId(),
      token_id: deps.newId(),
      now,
      ttlSeconds: deps.settings.sessionTtlSeconds,
      tokenTtlSeconds: deps.settings.accessTokenTtlSeconds,
    });
    if (decision.is_first) await updateFirstSignIn(tx, user_id, now);
    await deleteExpiredSessions(tx, user_id, now);
    await insertSession(tx, session);
    const event = toEvent({
      id: deps.newId(),
      source: authSource,
      type: decision.event_type,
      subject: user_id,
      time: now,
      data: { user_name: decision.user.user_name, timezone: decision.user.timezone },
    });
    await insertOutboxEvents(tx, [event]);
    const actor = { kind: 'account', id: user_id, name: decision.user.user_name } as const;
    const act = { action: 'sign-in.succeeded', object: { kind: 'session', id: session.id } };
    const log = await recordAct(tx, deps, { request, actor }, act);
    return { session, user: decision.user, log };
  });

/**
 * Looks the user up and verifies the password in the address's turn, for names that nobody has too: they
 * take the same time. undefined when refused. Rejects with a Refusal 429 after too many failures.
 */
const signInByPassword = async (
  deps: RouteDependencies,
  attempt: Attempt,
  given: { name: string; password: string },
  request: ActBy['request'],
) => {
  const { attempts, hasher } = deps;
  await attempts.check(attempt);
  const known = await hasher.inTurn(toAddressBlock(attempt.address), async ({ verify }) => {
    // Those ahead in the line may have failed since.
    await attempts.check(attempt);
    const found = await selectPasswordHash(deps.database, given.name);
    const verified = await verify(given.password, found?.password_hash);
    if (found !== undefined && verified) return found;
    await attempts.fail(attempt, { user_id: found?.id });
    return undefined;
  });
  const signedIn =
    known &&
    (await signIn(deps, { user_id: known.id, password_hash: known.password_hash }, request));
  if (known && !signedIn) await attempts.fail(attempt, { user_id: known.id });
  signIns.add(1, { result: signedIn ? 'succeeded' : 'refused' });
  signedIn?.log();
  if (signedIn) await attempts.succeed(attempt);
  return signedIn;
};

export const signInRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.post(
    '/api/v1/login/access-token',
    {
      onRequest: checkForm,
      schema: {
        operationId: 'signIn',
        summary: 'Sign in',
        description: 'The OAuth2 password grant; `username` is a user name or an e-mail.',
        tags: ['login'],
        security: [],
        consumes: [formType],
        body: accessTokenForm,
        response: { 200: accessToken, ...problemResponses(400, 403, 415, 422, 429, 503) },
      },
    },
    async (request, reply) => {
      const { body, ip } = request;
      const name = toSignInName(body.username);
      const attempt: Attempt = { kind: 'sign-in', address: ip, account: name };
      const signedIn = await signInByPassword(
        deps,
        attempt,
        { name, password: body.password },
        request,
      );
      if (signedIn === undefined) throw incorrect();
      return sendAccessToken(reply, deps, signedIn.session, signedIn.user);
    },
  );
};
