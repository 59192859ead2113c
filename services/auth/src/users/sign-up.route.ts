import { type UserSignup, userPublic, userSignup } from '@questline/contracts/auth/user';
import { toAddressBlock } from '@questline/http/address-block';
import { checkSender } from '@questline/http/origin-check';
import { problemResponses } from '@questline/http/problem-responses';
import { conflict, invalid, notFound } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import type { Attempt } from '../attempts/attempt.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { weakPasswordFault } from '../passwords/weak-password.ts';
import { insertUserUnlessTaken } from './insert-user-unless-taken.ts';
import { decideWhatIsTaken, type Taken, toSignInNames, toUserPublic } from './user.ts';
import { type NewUser, selectTakenNames, selectUser } from './users.sql.ts';

const refusals: Readonly<Record<Taken, { code: string; detail: string }>> = {
  'user-name': {
    code: 'user-name-taken',
    detail: 'The user with this user name already exists in the system',
  },
  email: {
    code: 'email-taken',
    detail: 'The user with this email already exists in the system',
  },
  'look-alike': {
    code: 'user-name-taken',
    detail: 'A user whose name looks the same already exists in the system',
  },
};

/**
 * The id of the new user, or what somebody else has, in the address's turn. A name is looked up before
 * anything is hashed. Rejects with a Refusal 429 after too many failures.
 */
const signUp = (
  { attempts, database, hasher, newId, now }: RouteDependencies,
  body: UserSignup,
  attempt: Attempt,
): Promise<{ id: string } | { taken: Taken }> =>
  hasher.inTurn(toAddressBlock(attempt.address), async ({ hash }) => {
    await attempts.check(attempt);
    const sign_in_names = toSignInNames(body);
    const found = decideWhatIsTaken(body, await selectTakenNames(database, sign_in_names));
    if (found !== undefined) return { taken: found };
    const user: NewUser = {
      id: newId(),
      user_name: body.user_name,
      email: body.email ?? null,
      full_name: body.full_name ?? null,
      password_hash: await hash(body.password),
      timezone: body.timezone,
      is_superuser: false,
      created_at: now(),
      sign_in_names,
    };
    const taken = await insertUserUnlessTaken(database, user);
    return taken === undefined ? { id: user.id } : { taken };
  });

export const signUpRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.post(
    '/api/v1/users/signup',
    {
      onRequest: async (request) => checkSender(request),
      schema: {
        operationId: 'signUp',
        summary: 'Sign up',
        description: 'No sign-in, and no event: signing up counts for no quest.',
        tags: ['users'],
        security: [],
        body: userSignup,
        response: { 201: userPublic, ...problemResponses(400, 403, 409, 415, 422, 429, 503) },
      },
    },
    async ({ body, ip }, reply) => {
      const weakness = weakPasswordFault(body.password, body);
      if (weakness !== undefined) throw invalid('password', weakness);
      const attempt: Attempt = { kind: 'sign-up', address: ip };
      const signedUp = await signUp(deps, body, attempt);
      if ('taken' in signedUp) {
        await deps.attempts.fail(attempt);
        const { code, detail } = refusals[signedUp.taken];
        throw conflict(code, detail);
      }
      const stored = await selectUser(deps.database, signedUp.id);
      if (stored === undefined) throw notFound('The user');
      return reply.code(201).send(toUserPublic(stored));
    },
  );
};
