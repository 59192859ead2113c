import type { ApiKeyGrant } from '@questline/contracts/auth/api-key';
import {
  questArchived,
  questPaused,
  questPublished,
  questResumed,
} from '@questline/contracts/catalog/events';
import type { QuestVersion } from '@questline/contracts/catalog/quest';
import type { QuestlineEvent } from '@questline/contracts/event';
import type { IngestResult } from '@questline/contracts/processing/ingest';
import type { ProgressRow } from '@questline/contracts/processing/progress';
import { hashApiKey } from '@questline/http/api-key-secret';
import { v7 as newId } from 'uuid';
import { payDue } from '../claims/pay-due.ts';
import { countPaused } from '../pauses/count-paused.ts';
import { createDefinitions } from '../quest-definitions/definitions.ts';
import { expectCleanAudit } from './clean-audit.ts';
import { eventOf } from './events.ts';
import { questIdOf } from './full-quests.ts';
import { type ProcessingHarness, startProcessing } from './processing-harness.ts';

/** Ahead of the database's clock, so that the audits look at every completion. */
export const noon = '2030-06-05T12:00:00.000Z';

const secret = `qlk_${'S'.repeat(43)}`;
const key: ApiKeyGrant = {
  id: newId(),
  name: 'game',
  scopes: ['events:write'],
  event_types: null,
  source: 'app',
  valid_until: null,
};

/** An event as an app posts it; of `ada`, now, unless it says otherwise. */
export interface Posted {
  readonly type: string;
  readonly user_id?: string;
  readonly data?: Record<string, unknown>;
  readonly id?: string;
  readonly time?: string;
  /** The user's own zone. */
  readonly timezone?: string;
}

/** A `play` with these data at a time. */
export const play = (
  data: Record<string, unknown> = {},
  time?: string,
  user_id?: string,
): Posted => ({
  type: 'play',
  data,
  ...(time !== undefined && { time }),
  ...(user_id !== undefined && { user_id }),
});

export interface Scenario extends AsyncDisposable {
  readonly processing: ProcessingHarness;
  /** Sets the service's clock. */
  at(time: string): void;
  /** POST /events; one result for each event, with what it caused. */
  post(...events: Posted[]): Promise<readonly IngestResult[]>;
  /** GET /progress of a user, by the quests' names. */
  progress(userId?: string): Promise<Readonly<Record<string, ProgressRow>>>;
  /** The completions of a user, or of all: `<quest> <ordinal>/<step> <payment> <what was granted>`. */
  payments(userId?: string): Promise<readonly string[]>;
  /** POST /progress/{quest}/claim; the status and what was granted, as `<ordinal>/<step>`. */
  claim(quest: string, userId?: string): Promise<readonly [number, ...string[]]>;
  /** Pays what is due until nothing is; returns how many payments were looked at. */
  payDue(): Promise<number>;
  /** Counts what waits for resumed quests until nothing does, in several processes at once. */
  countPaused(processes?: number): Promise<number>;
  /** What the catalog says of a quest's state over the bus, as of the service's clock. */
  turn(quest: string, state: 'paused' | 'active' | 'archived', revision: number): Promise<void>;
  /** What the catalog says over the bus. */
  publish(...versions: QuestVersion[]): Promise<void>;
}

const turns = { paused: questPaused, active: questResumed, archived: questArchived };

const toPublished = (version: QuestVersion): QuestlineEvent =>
  eventOf({ type: questPublished, subject: version.quest_id, data: { ...version } });

const paymentsOf = async ({ database }: ProcessingHarness, userId: string | null) => {
  const { rows } = await database.query<{ line: string }>({
    text: `
      select concat_ws(' ', v.name, c.ordinal || '/' || c.step, c.payment, (
        select string_agg(coalesce(l ->> 'amount', l ->> 'quantity', '1') || ' '
            || coalesce(l ->> 'currency', l ->> 'item', l ->> 'badge'), ' ')
        from grants g cross join lateral jsonb_array_elements(g.lines) as l
        where (g.user_id, g.quest_id, g.ordinal, g.step)
          = (c.user_id, c.quest_id, c.ordinal, c.step)
      )) as line
      from completions c
      join quest_versions v on v.quest_id = c.quest_id and v.version = c.quest_version
      where $1::text is null or c.user_id = $1
      order by c.user_id, v.name, c.ordinal, c.step = 0, c.step`,
    values: [userId],
  });
  return rows.map(({ line }) => line);
};

/** The whole service on a clock of the test's, as an app, its users and the catalog see it. */
export const startScenario = async (
  options: Omit<NonNullable<Parameters<typeof startProcessing>[0]>, 'now' | 'apiKeys'> & {
    now?: string;
  } = {},
): Promise<Scenario> => {
  let now = new Date(options.now ?? noon);
  const processing = await startProcessing({
    ...options,
    now: () => now,
    apiKeys: new Map([[hashApiKey(secret), key]]),
  });
  const { server, deps } = processing;
  const definitions = createDefinitions({ ...deps, source: deps.questSource });

  return {
    processing,
    at: (time) => {
      now = new Date(time);
    },
    post: async (...events) => {
      const answer = await server.inject({
        method: 'POST',
        url: '/api/v1/events',
        headers: { 'x-api-key': secret, prefer: 'wait=0' },
        payload: events.map((event) => ({ user_id: 'ada', ...event })),
      });
      const { results } = answer.json();
      if (!Array.isArray(results)) throw new Error(`events: ${answer.statusCode} ${answer.body}`);
      return results;
    },
    progress: async (userId = 'ada') => {
      const answer = await server.inject({
        url: `/api/v1/progress?user_id=${encodeURIComponent(userId)}`,
        headers: await processing.authorize(newId(), { superuser: true }),
      });
      if (answer.statusCode !== 200) throw new Error(`progress: ${answer.body}`);
      return Object.fromEntries(
        answer.json().data.map((row: ProgressRow) => [row.quest_name, row]),
      );
    },
    payments: (userId) => paymentsOf(processing, userId ?? null),
    claim: async (quest, userId = 'ada') => {
      const answer = await server.inject({
        method: 'POST',
        url: `/api/v1/progress/${questIdOf(quest)}/claim`,
        headers: await processing.authorize(userId),
      });
      const granted: { ordinal: number; step: number }[] = answer.json().data ?? [];
      return [answer.statusCode, ...granted.map(({ ordinal, step }) => `${ordinal}/${step}`)];
    },
    payDue: async () => {
      let all = 0;
      for (let looked = -1; looked !== 0; all += looked) {
        looked = await payDue({ ...deps, definitions });
      }
      return all;
    },
    countPaused: async (processes = 1) => {
      const countAll = async () => {
        let all = 0;
        for (let taken = -1; taken !== 0; all += taken) {
          taken = await countPaused({ ...deps, definitions });
        }
        return all;
      };
      const counts = await Promise.all(Array.from({ length: processes }, countAll));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    turn: (quest, state, revision) => {
      const quest_id = questIdOf(quest);
      const change = { position: revision, author: { kind: 'system', id: null }, reason: null };
      const data = { quest_id, version: 1, state, revision, change };
      const event = { type: turns[state], subject: quest_id, data, time: now.toISOString() };
      return deps.bus.publish([eventOf(event)]);
    },
    publish: (...versions) => deps.bus.publish(versions.map(toPublished)),
    [Symbol.asyncDispose]: () => processing[Symbol.asyncDispose](),
  };
};

/** Plays a scenario to its end and audits what it left. */
export const playScenario = async (
  options: Parameters<typeof startScenario>[0],
  scene: (scenario: Scenario) => Promise<void>,
): Promise<void> => {
  await using scenario = await startScenario(options);
  await scene(scenario);
  await expectCleanAudit(scenario.processing.database);
};
