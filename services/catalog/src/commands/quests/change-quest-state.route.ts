import { changeBody } from '@questline/contracts/catalog/change';
import { questPublic } from '@questline/contracts/catalog/quest';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { CommandDependencies } from '../dependencies.ts';
import { change, commandNotes, editors, notCounted } from '../documentation.ts';
import { expectedOf } from '../precondition.ts';
import { runCommand } from '../run-command.ts';
import { answerQuest } from './answer-quest.ts';
import { executeQuest } from './execute-quest.ts';

const summaries = {
  publish: 'Publish a draft',
  pause: 'Pause an active quest: events no longer move it',
  resume: 'Resume a paused quest',
  archive: 'Archive a quest, for good',
} as const;

const changeQuestStateRoute = (
  app: HttpServer,
  deps: CommandDependencies,
  kind: keyof typeof summaries,
): void => {
  app.post(
    `/api/v1/quests/:id/${kind}`,
    {
      onRequest: deps.asEditor,
      schema: {
        operationId: `${kind}Quest`,
        summary: summaries[kind],
        description: commandNotes,
        tags: ['quests'],
        security: editors,
        documentation: change,
        params: z.object({ id: z.uuid() }),
        body: changeBody.nullish(),
        response: {
          200: questPublic,
          202: notCounted,
          ...problemResponses(401, 403, 404, 409, 412, 422),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const options = { reason: request.body?.reason, nameTaken: 'quest-name-taken' } as const;
      return runCommand(deps, { request, reply }, options, async (tx, context) =>
        answerQuest(200, await executeQuest(tx, id, { kind }, expectedOf(request), context)),
      );
    },
  );
};

/** `POST /quests/{id}/publish`, `/pause`, `/resume` and `/archive`. */
export const changeQuestStateRoutes = (app: HttpServer, deps: CommandDependencies): void => {
  for (const kind of Object.keys(summaries) as (keyof typeof summaries)[]) {
    changeQuestStateRoute(app, deps, kind);
  }
};
