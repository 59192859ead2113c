import { userPublic, userSignup } from '@questline/contracts/auth/user';
import { problemResponses } from '@questline/http/problem-responses';
import { conflict, notFound } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import type { RouteDependencies } from '../dependencies.ts';
import { isUniqueViolation } from './unique-violation.ts';
import { decideWhatIsTaken, toSignInNames, toUserPublic } from './user.ts';
import { insertUser, selectTakenNames, selectUser } from './users.sql.ts';

const takenDetails = {
  'user-name-taken': 'The user with this user name already exists in the system',
  'email-taken': 'The user with this email already exists in the system',
} as const;

export const signUpRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.post(
    '/api/v1/users/signup',
    {
      schema: {
        operationId: 'signUp',
        summary: 'Sign up',
        description: 'No sign-in, and no event: signing up counts for no quest.',
        tags: ['users'],
        security: [],
        body: userSignup,
        response: { 201: userPublic, ...problemResponses(400, 409, 415, 422, 503) },
      },
    },
    async ({ body }, reply) => {
      const names = toSignInNames(body);
      const user = {
        id: deps.newId(),
        user_name: body.user_name,
        email: body.email ?? null,
        full_name: body.full_name ?? null,
        password_hash: await deps.hasher.hash(body.password),
        timezone: body.timezone,
        is_superuser: false,
        created_at: deps.now(),
        sign_in_names: names,
      };
      try {
        await deps.database.transaction((tx) => insertUser(tx, user));
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        const what = decideWhatIsTaken(body, await selectTakenNames(deps.database, names));
        throw conflict(what, takenDetails[what]);
      }
      const stored = await selectUser(deps.database, user.id);
      if (stored === undefined) throw notFound('The user');
      return reply.code(201).send(toUserPublic(stored));
    },
  );
};
