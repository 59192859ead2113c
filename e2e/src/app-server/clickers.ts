import { eventually } from '@questline/testkit/eventually';
import { expect } from 'vitest';
import { read, signIn, signUp } from '../client.ts';

const clickerCount = 3;
const clicksAtOnce = 50;
const requestLimitMs = 15_000;

interface Clicker {
  readonly id: string;
  readonly token: string;
}

/** Users who claim what waits for them, again and again. */
export interface Clickers {
  readonly ids: readonly string[];
  readonly counts: { clicks: number; paid: number };
  /** One of them clicks fifty times at once. */
  click(): Promise<void>;
  /** All of them click until nothing waits any more. */
  finish(limitMs: number): Promise<void>;
}

export const createClickers = async (
  baseUrl: string,
  prefix: string,
  questId: string,
): Promise<Clickers> => {
  const clickers: Clicker[] = [];
  for (let index = 0; index < clickerCount; index += 1) {
    const name = `clicker-${prefix}-${index}`;
    clickers.push({ id: await signUp(baseUrl, name), token: await signIn(baseUrl, name) });
  }
  const counts = { clicks: 0, paid: 0 };

  const clickOnce = async ({ token }: Clicker) => {
    counts.clicks += 1;
    const answer = await fetch(`${baseUrl}/api/v1/progress/${questId}/claim`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(requestLimitMs),
    }).catch(() => undefined);
    await answer?.arrayBuffer().catch(() => undefined);
    if (answer === undefined || answer.status >= 500) return;
    expect([200, 409]).toContain(answer.status);
    if (answer.status === 200) counts.paid += 1;
  };

  return {
    ids: clickers.map(({ id }) => id),
    counts,
    click: async () => {
      const clicker = clickers[Math.floor(Math.random() * clickers.length)] as Clicker;
      await Promise.all(Array.from({ length: clicksAtOnce }, () => clickOnce(clicker)));
    },
    finish: async (limitMs) => {
      for (const clicker of clickers) {
        await eventually(async () => {
          await clickOnce(clicker);
          const { data } = await read<{ data: { quest_id: string; claimable: boolean }[] }>(
            baseUrl,
            '/progress/',
            clicker.token,
          );
          expect(data.find(({ quest_id }) => quest_id === questId)?.claimable).not.toBe(true);
        }, limitMs);
      }
    },
  };
};
