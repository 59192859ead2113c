import { changeBody } from '@questline/contracts/catalog/change';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { CommandDependencies } from '../dependencies.ts';
import { commandNotes, editors, removal } from '../documentation.ts';
import { expectedOf } from '../precondition.ts';
import { runCommand } from '../run-command.ts';
import { executeReward } from './execute-reward.ts';

export const retireRewardRoute = (app: HttpServer, deps: CommandDependencies): void => {
  app.delete(
    '/api/v1/rewards/:id',
    {
      onRequest: deps.asEditor,
      schema: {
        operationId: 'retireReward',
        summary: 'Retire a reward',
        description: `No quest can name it any more; what is published keeps paying it. ${commandNotes}`,
        tags: ['rewards'],
        security: editors,
        documentation: removal,
        params: z.object({ id: z.uuid() }),
        body: changeBody.nullish(),
        response: {
          204: z.null().describe('It is retired'),
          ...problemResponses(401, 403, 404, 412, 422),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const options = { reason: request.body?.reason, nameTaken: 'reward-name-taken' } as const;
      const command = { kind: 'retire' } as const;
      const body = await runCommand(deps, { request, reply }, options, async (tx, context) => {
        const done = await executeReward(tx, id, command, expectedOf(request), context);
        return { status: 204, headers: {}, body: null, position: done.position };
      });
      return reply.send(body);
    },
  );
};
