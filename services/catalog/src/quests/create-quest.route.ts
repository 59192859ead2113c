import { questPublic, questShortForm } from '@questline/contracts/catalog/quest';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import { insertOutboxEvents } from '@questline/messaging/outbox/outbox.sql';
import type { RouteDependencies } from '../dependencies.ts';
import { toRefusal } from '../refusals.ts';
import { selectRewardForShare } from '../rewards/reward.sql.ts';
import { insertQuest, selectQuestByName } from './quest.sql.ts';
import { decidePublication, toQuestPublic } from './quest.ts';
import { toQuestPublished } from './quest-events.ts';

export const createQuestRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.post(
    '/api/v1/quests/',
    {
      onRequest: deps.asSuperuser,
      schema: {
        summary: 'Create and publish a quest',
        description: '`streak` sign-ins complete it, at most `duplication` times.',
        tags: ['quests'],
        security: [{ bearer: [] }, { session: [] }],
        body: questShortForm,
        response: { 201: questPublic, ...problemResponses(401, 403, 409, 422) },
      },
    },
    async (request, reply) => {
      const quest = await deps.database.transaction(async (tx) => {
        const reward = await selectRewardForShare(tx, request.body.reward_id);
        const nameTaken = (await selectQuestByName(tx, request.body.name)) !== undefined;
        const found = { reward, nameTaken };
        const decision = decidePublication(request.body, found, deps.newId(), deps.now());
        if (decision.kind !== 'published') throw toRefusal(decision.kind);
        if (!(await insertQuest(tx, decision.quest))) throw toRefusal('quest-name-taken');
        await insertOutboxEvents(tx, [toQuestPublished(decision.quest, deps.newId())]);
        return decision.quest;
      });
      reply.code(201).header('location', `/api/v1/quests/${quest.id}`);
      return toQuestPublic(quest);
    },
  );
};
