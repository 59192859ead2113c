import { listOf, listQuery } from '@questline/contracts/paging';
import { type ProgressRow, progressRow } from '@questline/contracts/processing/progress';
import { userId } from '@questline/contracts/user-id';
import { callerOf } from '@questline/http/caller';
import { callerSecurity } from '@questline/http/openapi/security';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import type { Pause } from '@questline/quest-language/pause';
import { completionLimitOf, showProgress } from '@questline/quest-language/show-progress';
import type { RouteDependencies } from '../dependencies.ts';
import { ownUserId } from '../own-user-id.ts';
import {
  type CompiledVersions,
  createCompiledVersions,
} from '../quest-definitions/quest-definition.ts';
import { type ProgressListRow, selectProgressCount, selectProgressList } from './progress.sql.ts';
import { statusOf } from './progress.ts';
import { selectTimeZones } from './time-zones.sql.ts';

/** A row in the version its user is on, as of now: a period missed meanwhile is seen here first. */
const toPublic = (
  versions: CompiledVersions,
  row: ProgressListRow,
  context: {
    now: Date;
    userZone: string | undefined;
    latenessMaxSeconds: number;
    pausesOf: (questId: string) => readonly Pause[];
  },
): ProgressRow => {
  const quest = versions.add({
    quest_id: row.quest_id,
    version: row.quest_version,
    name: row.name,
    description: row.description,
    state: row.quest_state,
    definition: row.definition,
    in_flight: row.in_flight,
    published_at: row.published_at.toISOString(),
  });
  const limit = completionLimitOf(quest.quest);
  return {
    id: row.id,
    user_id: row.user_id,
    quest_id: row.quest_id,
    quest_name: row.name,
    quest_version: row.quest_version,
    status: statusOf({ completions: row.duplication, waiting: row.waiting }, limit),
    ...showProgress(quest, row.state, { ...context, pauses: context.pausesOf(row.quest_id) }),
    duplication: row.duplication,
    duplication_limit: limit,
    claimable: row.waiting > 0,
    claimable_count: row.waiting,
    claim_expires_at: row.claim_expires_at?.toISOString() ?? null,
    updated_at: row.updated_at.toISOString(),
  };
};

/** GET /progress/: where the caller, or a user a superuser asks for, stands with every quest. */
export const listProgressRoute = (app: HttpServer, deps: RouteDependencies): void => {
  const versions = createCompiledVersions();
  app.get(
    '/api/v1/progress',
    {
      schema: {
        tags: ['progress'],
        operationId: 'listProgress',
        summary: 'Where a user stands with each quest',
        description: 'Own progress; a superuser reads that of any user with `user_id`.',
        security: callerSecurity,
        querystring: listQuery.extend({ user_id: userId.optional() }),
        response: { 200: listOf(progressRow), ...problemResponses(401, 403, 422, 503) },
      },
      onRequest: deps.asUser,
    },
    async (request) => {
      const { user_id, ...page } = request.query;
      const owner = ownUserId(callerOf(request), user_id);
      const [rows, count] = await Promise.all([
        selectProgressList(deps.database, owner, page),
        selectProgressCount(deps.database, owner),
      ]);
      const [zone] = await selectTimeZones(deps.database, [owner]);
      const { pauses } = await deps.definitions.load(deps.database);
      const context = {
        now: deps.now(),
        userZone: zone?.timezone,
        latenessMaxSeconds: deps.settings.latenessMaxSeconds,
        pausesOf: (questId: string) => pauses.get(questId) ?? [],
      };
      return { data: rows.map((row) => toPublic(versions, row, context)), count };
    },
  );
};
