import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { eventually } from '@questline/testkit/eventually';
import { expect } from 'vitest';
import { type ApiKey, createApiKey, postWithKey } from '../api-keys.ts';
import { create, signIn } from '../client.ts';
import { type AppEvent, appEventTypes, appQuests, medalsMax } from './app-quests.ts';
import { createClickers } from './clickers.ts';
import { expectExactOutcome } from './expect-exact-outcome.ts';
import { type Answers, sendBatch } from './send-batch.ts';

const batchSizeMax = 20;
const customerCount = 8;
const pauseMsMax = 50;
const clickPauseMsMax = 1_000;
/** How often a batch is sent once more by a server that does not know it was answered. */
const forgetfulness = 0.2;

/** A server of the app: it sends events through whatever happens to Questline, and its users click. */
export interface AppServer {
  /** Sends batches one after the other, each until it is answered with 202, until told to stop. */
  send(isOver: () => boolean): Promise<void>;
  /** Users claim what waits for them, by fifty clicks at a time, until told to stop. */
  click(isOver: () => boolean): Promise<void>;
  /** Waits until every event has had its outcome, once, and says what there was. */
  expectExactOutcome(limitMs?: number): Promise<string>;
}

const pick = <Item>(items: readonly Item[]): Item =>
  items[Math.floor(Math.random() * items.length)] as Item;

const newEvent = (users: readonly string[]): AppEvent => ({
  id: randomUUID(),
  type: pick(appEventTypes),
  user_id: pick(users),
  time: new Date().toISOString(),
  // Tenths, which no binary fraction is.
  data: { km: Math.floor(Math.random() * 200) / 10, valid: Math.random() < 0.9 },
});

const createQuests = async (baseUrl: string, token: string, prefix: string) => {
  const ids: Record<string, string> = {};
  for (const [type, parts] of Object.entries(appQuests)) {
    const body = { name: `${type} ${prefix}`, ...parts };
    ids[type] = (await create<{ id: string }>(baseUrl, '/quests/', token, body)).id;
  }
  return ids;
};

/** Waits until events of every type are held against their quests. */
const untilKnown = (baseUrl: string, key: ApiKey, questIds: readonly string[]) =>
  eventually(async () => {
    const probes = appEventTypes.map((type) => ({ type, user_id: 'probe', data: { probe: 1 } }));
    const answer = await postWithKey(baseUrl, '/events/', key, probes, { prefer: 'wait=0' });
    const { results } = (await answer.json()) as {
      results: { caused: { unmoved: { quest_id: string }[] } }[];
    };
    const known = results.flatMap(({ caused }) => caused.unmoved.map(({ quest_id }) => quest_id));
    expect(known).toEqual(expect.arrayContaining([...questIds]));
  });

/** Makes a key, the quests and the users who click, and waits until the quests count. */
export const startAppServer = async (baseUrl: string): Promise<AppServer> => {
  const prefix = randomUUID().slice(0, 8);
  const token = await signIn(baseUrl, 'user');
  const key = await createApiKey(baseUrl, token, {
    name: `app ${prefix}`,
    scopes: ['events:write'],
    event_types: appEventTypes,
  });
  const questIds = await createQuests(baseUrl, token, prefix);
  const clickers = await createClickers(baseUrl, prefix, questIds.open ?? '');
  const customers = Array.from({ length: customerCount }, (_, at) => `customer/${prefix} ${at} é`);
  const users = [...clickers.ids, ...customers];
  await untilKnown(baseUrl, key, Object.values(questIds));

  const sent: AppEvent[] = [];
  const answers: Answers = { accepted: new Map(), posts: 0, repeated: 0, replayed: 0 };

  const sendOne = async () => {
    const size = 1 + Math.floor(Math.random() * batchSizeMax);
    const batch = Array.from({ length: size }, () => newEvent(users));
    sent.push(...batch);
    await sendBatch(baseUrl, key, batch, answers);
    if (Math.random() < forgetfulness) await sendBatch(baseUrl, key, batch, answers);
  };
  const earned = () => sent.filter(({ type }) => type === 'boss').length;

  return {
    send: async (isOver) => {
      while (!isOver()) {
        await sendOne();
        await wait(Math.random() * pauseMsMax);
      }
    },
    click: async (isOver) => {
      while (!isOver()) {
        await clickers.click();
        await wait(Math.random() * clickPauseMsMax);
      }
    },
    expectExactOutcome: async (limitMs = 60_000) => {
      // On a slow machine little got through: the budget is to end here at the latest.
      while (earned() <= medalsMax) await Promise.all([sendOne(), sendOne(), clickers.click()]);
      expect([...answers.accepted.values()].every((times) => times === 1)).toBe(true);
      await clickers.finish(limitMs);
      const reader = { baseUrl, token: await signIn(baseUrl, 'user'), questIds, limitMs };
      const paid = await expectExactOutcome(reader, sent, new Set(clickers.ids));
      return (
        `${sent.length} events in ${answers.posts} posts, ${answers.repeated} of these repeated for ` +
        `want of an answer, ${answers.replayed} events known already; ${clickers.counts.clicks} ` +
        `clicks, ${clickers.counts.paid} answered with what they paid; ${paid}`
      );
    },
  };
};
