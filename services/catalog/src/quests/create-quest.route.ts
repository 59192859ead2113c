import { questCreateFull, questCreateShort, questPublic } from '@questline/contracts/catalog/quest';
import { problemResponses } from '@questline/http/problem-responses';
import { toInvalid } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import { insertOutboxEvents } from '@questline/messaging/outbox/outbox.sql';
import type { Transaction } from '@questline/postgres/database';
import { z } from 'zod';
import type { RouteDependencies } from '../dependencies.ts';
import { toRefusal } from '../refusals.ts';
import { selectRewardForShare } from '../rewards/reward.sql.ts';
import { parseQuest, type QuestForm } from './parse-quest.ts';
import { insertQuest, selectQuestByName, selectUnlocks } from './quest.sql.ts';
import { decideCreation, type Found, toQuestPublic } from './quest.ts';
import { toQuestPublished } from './quest-events.ts';

const hasUnlock = (form: QuestForm) => form.kind === 'full' && form.body.unlock !== undefined;

const find = async (tx: Transaction, form: QuestForm, id: string): Promise<Found> => ({
  reward: form.kind === 'short' ? await selectRewardForShare(tx, form.body.reward_id) : undefined,
  nameTaken: (await selectQuestByName(tx, form.body.name)) !== undefined,
  others: hasUnlock(form) ? await selectUnlocks(tx, id) : new Map(),
});

const readForm = (body: unknown): QuestForm => {
  const parsed = parseQuest(body);
  if (parsed.kind === 'faults') throw toInvalid(parsed.faults);
  return parsed.form;
};

export const createQuestRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.post(
    '/api/v1/quests/',
    {
      onRequest: deps.asSuperuser,
      // The handler reads the body by the form that is meant: a union would name the faults of both.
      validatorCompiler: () => (value: unknown) => ({ value }),
      schema: {
        summary: 'Create a quest, as a draft or published',
        description:
          'In the short form, `streak` sign-ins complete it, at most `duplication` times. In the full form, its `objectives` do.',
        tags: ['quests'],
        security: [{ bearer: [] }, { session: [] }],
        body: z.union([questCreateShort, questCreateFull]),
        response: { 201: questPublic, ...problemResponses(401, 403, 409, 422) },
      },
    },
    async (request, reply) => {
      const form = readForm(request.body);
      const quest = await deps.database.transaction(async (tx) => {
        const id = deps.newId();
        const decision = decideCreation(form, await find(tx, form, id), id, deps.now());
        if (decision.kind === 'unworkable') throw toInvalid(decision.faults);
        if (decision.kind !== 'created') throw toRefusal(decision.kind);
        if (!(await insertQuest(tx, decision.quest))) throw toRefusal('quest-name-taken');
        if (decision.quest.state === 'active') {
          await insertOutboxEvents(tx, [toQuestPublished(decision.quest, deps.newId())]);
        }
        return decision.quest;
      });
      reply.code(201).header('location', `/api/v1/quests/${quest.id}`);
      return toQuestPublic(quest);
    },
  );
};
