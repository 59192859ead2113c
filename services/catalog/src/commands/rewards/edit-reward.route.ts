import { rewardEdit, rewardPublic } from '@questline/contracts/catalog/reward';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { CommandDependencies } from '../dependencies.ts';
import { change, commandNotes, editors } from '../documentation.ts';
import { expectedOf } from '../precondition.ts';
import { runCommand } from '../run-command.ts';
import { answerReward } from './answer-reward.ts';
import { executeReward } from './execute-reward.ts';

export const editRewardRoute = (app: HttpServer, deps: CommandDependencies): void => {
  app.patch(
    '/api/v1/rewards/:id',
    {
      onRequest: deps.asEditor,
      schema: {
        operationId: 'editReward',
        summary: 'Edit a reward',
        description: `What is published already keeps paying what it paid. ${commandNotes}`,
        tags: ['rewards'],
        security: editors,
        documentation: change,
        params: z.object({ id: z.uuid() }),
        body: rewardEdit,
        response: { 200: rewardPublic, ...problemResponses(401, 403, 404, 409, 412, 422) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { reason, ...edit } = request.body;
      const options = { reason, nameTaken: 'reward-name-taken' } as const;
      return runCommand(deps, { request, reply }, options, async (tx, context) => {
        const command = { kind: 'edit', edit } as const;
        return answerReward(
          200,
          await executeReward(tx, id, command, expectedOf(request), context),
        );
      });
    },
  );
};
