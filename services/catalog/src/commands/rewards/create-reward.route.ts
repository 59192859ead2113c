import { rewardCreateBody, rewardPublic } from '@questline/contracts/catalog/reward';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import type { CommandDependencies } from '../dependencies.ts';
import { commandNotes, creation, editors } from '../documentation.ts';
import { runCommand } from '../run-command.ts';
import { answerReward } from './answer-reward.ts';
import { executeReward } from './execute-reward.ts';

export const createRewardRoute = (app: HttpServer, deps: CommandDependencies): void => {
  app.post(
    '/api/v1/rewards/',
    {
      onRequest: deps.asEditor,
      schema: {
        operationId: 'createReward',
        summary: 'Create a reward',
        description: `\`reward_item\` is \`gold\`, \`diamond\` or the name of an item. ${commandNotes}`,
        tags: ['rewards'],
        security: editors,
        documentation: creation,
        body: rewardCreateBody,
        response: { 201: rewardPublic, ...problemResponses(401, 403, 409, 422) },
      },
    },
    async (request, reply) => {
      const { reason, ...body } = request.body;
      const options = { reason, nameTaken: 'reward-name-taken' } as const;
      return runCommand(deps, { request, reply }, options, async (tx, context) => {
        const id = deps.newId();
        const command = { kind: 'create', id, body } as const;
        const done = await executeReward(tx, id, command, undefined, context);
        return answerReward(201, done, { location: `/api/v1/rewards/${id}` });
      });
    },
  );
};
