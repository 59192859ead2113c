import { changeBody } from '@questline/contracts/catalog/change';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { CommandDependencies } from '../dependencies.ts';
import { commandNotes, editors, removal } from '../documentation.ts';
import { expectedOf } from '../precondition.ts';
import { runCommand } from '../run-command.ts';
import { executeQuest } from './execute-quest.ts';

export const deleteQuestRoute = (app: HttpServer, deps: CommandDependencies): void => {
  app.delete(
    '/api/v1/quests/:id',
    {
      onRequest: deps.asEditor,
      schema: {
        operationId: 'deleteQuest',
        summary: 'Delete a draft, or archive what was once published',
        description: commandNotes,
        tags: ['quests'],
        security: editors,
        documentation: removal,
        params: z.object({ id: z.uuid() }),
        body: changeBody.nullish(),
        response: {
          204: z.null().describe('It is gone, or archived'),
          ...problemResponses(401, 403, 404, 409, 412, 422),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const options = { reason: request.body?.reason, nameTaken: 'quest-name-taken' } as const;
      const command = { kind: 'delete' } as const;
      const body = await runCommand(deps, { request, reply }, options, async (tx, context) => {
        const done = await executeQuest(tx, id, command, expectedOf(request), context);
        return { status: 204, headers: {}, body: null, position: done.position };
      });
      return reply.send(body);
    },
  );
};
