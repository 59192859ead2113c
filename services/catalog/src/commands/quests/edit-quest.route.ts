import { questEditFull, questEditShort, questPublic } from '@questline/contracts/catalog/quest';
import { problemResponses } from '@questline/http/problem-responses';
import { invalid } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { CommandDependencies } from '../dependencies.ts';
import { change, commandNotes, editors, notCounted } from '../documentation.ts';
import { expectedOf } from '../precondition.ts';
import { runCommand } from '../run-command.ts';
import { answerQuest } from './answer-quest.ts';
import { executeQuest } from './execute-quest.ts';
import { parseQuestEdit } from './parse-quest.ts';
import { anyBody, readBody } from './read-body.ts';

const questParams = z.object({ id: z.uuid() });

/** The path is read here too, as the route's own validation leaves everything to the handler. */
const readId = (params: unknown): string => {
  const { data, error } = questParams.safeParse(params);
  if (error) throw invalid('id', 'must be a UUID');
  return data.id;
};

export const editQuestRoute = (app: HttpServer, deps: CommandDependencies): void => {
  app.patch(
    '/api/v1/quests/:id',
    {
      onRequest: deps.asEditor,
      validatorCompiler: anyBody,
      schema: {
        operationId: 'editQuest',
        summary: 'Edit a quest',
        description: `What is named is replaced; an optional part that is null is removed. A draft is changed; of a quest that was published a new version comes into force, and \`in_flight\` says what happens to users half-way. ${commandNotes}`,
        tags: ['quests'],
        security: editors,
        documentation: change,
        params: questParams,
        body: z.union([questEditShort, questEditFull]).meta({ id: 'QuestEdit' }),
        response: {
          200: questPublic,
          202: notCounted,
          ...problemResponses(401, 403, 404, 409, 412, 422),
        },
      },
    },
    async (request, reply) => {
      const id = readId(request.params);
      const edit = readBody(parseQuestEdit, request.body);
      const options = { reason: edit.body.reason, nameTaken: 'quest-name-taken' } as const;
      return runCommand(deps, { request, reply }, options, async (tx, context) => {
        const command = { kind: 'edit', edit } as const;
        return answerQuest(200, await executeQuest(tx, id, command, expectedOf(request), context));
      });
    },
  );
};
