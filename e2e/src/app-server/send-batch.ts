import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { type ApiKey, postWithKey } from '../api-keys.ts';
import type { AppEvent } from './app-quests.ts';

const retryDelayMs = 100;

interface Result {
  readonly id: string;
  readonly status: string;
}

/** What an app server was answered. */
export interface Answers {
  /** How often each event was said to be new. */
  readonly accepted: Map<string, number>;
  posts: number;
  /** Posts that were sent again, for want of an answer. */
  repeated: number;
  /** Events that were said to be known. */
  replayed: number;
}

/** The answer's text, undefined where none came or one that says to try again. */
const post = async (baseUrl: string, key: ApiKey, batch: readonly AppEvent[]) => {
  try {
    const answer = await postWithKey(baseUrl, '/events/', key, batch);
    if (answer.status >= 500) return undefined;
    return { status: answer.status, text: await answer.text() };
  } catch {
    return undefined;
  }
};

/** Sends a batch until it is answered: with 202, and with no event refused. */
export const sendBatch = async (
  baseUrl: string,
  key: ApiKey,
  batch: readonly AppEvent[],
  answers: Answers,
): Promise<void> => {
  for (;;) {
    answers.posts += 1;
    const answer = await post(baseUrl, key, batch);
    if (answer === undefined) {
      answers.repeated += 1;
      await wait(retryDelayMs);
      continue;
    }
    expect([answer.status, answer.text]).toEqual([202, expect.any(String)]);
    const { results } = JSON.parse(answer.text) as { results: Result[] };
    expect(results.map(({ id }) => id)).toEqual(batch.map(({ id }) => id));
    for (const { id, status } of results) {
      expect(['accepted', 'replayed']).toContain(status);
      if (status === 'accepted') answers.accepted.set(id, (answers.accepted.get(id) ?? 0) + 1);
      else answers.replayed += 1;
    }
    return;
  }
};
