import { questCreateFull, questCreateShort, questPublic } from '@questline/contracts/catalog/quest';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { CommandDependencies } from '../dependencies.ts';
import { commandNotes, creation, editors, notCounted } from '../documentation.ts';
import { runCommand } from '../run-command.ts';
import { answerQuest } from './answer-quest.ts';
import { executeQuest } from './execute-quest.ts';
import { parseQuest } from './parse-quest.ts';
import { anyBody, readBody } from './read-body.ts';

export const createQuestRoute = (app: HttpServer, deps: CommandDependencies): void => {
  app.post(
    '/api/v1/quests/',
    {
      onRequest: deps.asEditor,
      validatorCompiler: anyBody,
      schema: {
        operationId: 'createQuest',
        summary: 'Create a quest, as a draft or published',
        description: `In the short form, \`streak\` sign-ins complete it, at most \`duplication\` times. In the full form, its \`objectives\` do. ${commandNotes}`,
        tags: ['quests'],
        security: editors,
        documentation: creation,
        body: z.union([questCreateShort, questCreateFull]).meta({ id: 'QuestCreate' }),
        response: { 201: questPublic, 202: notCounted, ...problemResponses(401, 403, 409, 422) },
      },
    },
    async (request, reply) => {
      const form = readBody(parseQuest, request.body);
      const options = { reason: form.body.reason, nameTaken: 'quest-name-taken' } as const;
      return runCommand(deps, { request, reply }, options, async (tx, context) => {
        const id = deps.newId();
        const command = { kind: 'create', id, form } as const;
        const done = await executeQuest(tx, id, command, undefined, context);
        return answerQuest(201, done, { location: `/api/v1/quests/${id}` });
      });
    },
  );
};
