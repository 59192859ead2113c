import { email } from '@questline/contracts/auth/user';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import { byAccount, recordAct } from '../audit-log/record-act.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { callerSecurity } from '../sessions/caller-security.ts';

const message = z.object({ message: z.string() }).meta({ id: 'Message' });

export const sendTestEmailRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.post(
    '/api/v1/utils/test-email/',
    {
      onRequest: deps.asSuperuser,
      schema: {
        operationId: 'sendTestEmail',
        summary: 'Send a test e-mail',
        description: 'Sends one message with the mail settings in force.',
        tags: ['utils'],
        security: callerSecurity,
        querystring: z.object({ email_to: email }),
        response: { 201: message, ...problemResponses(401, 403, 422, 503) },
      },
    },
    async (request, reply) => {
      await deps.mailer.send({
        to: request.query.email_to,
        subject: 'Questline test e-mail',
        text: 'This is a test e-mail from Questline.',
      });
      const act = {
        action: 'test-email.sent',
        object: { kind: 'email', id: request.query.email_to },
      };
      (await deps.database.transaction((tx) => recordAct(tx, deps, byAccount(request), act)))();
      return reply.code(201).send({ message: 'Test email sent' });
    },
  );
};
