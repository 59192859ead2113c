import { Agent, get } from 'node:http';
import type { ClientsAnswer, ClientsQuestion } from './stream-clients.ts';

const openAtOnce = 100;
const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
const toast = 'event: quest_progress';

const state = { open: 0, failed: 0, waiting: false, arrivals: new Map<number, number>() };

const answer = (message: ClientsAnswer) => process.send?.(message);
const nowMs = () => performance.timeOrigin + performance.now();

const arrive = (index: number) => {
  if (!state.waiting || state.arrivals.has(index)) return;
  state.arrivals.set(index, nowMs());
  if (state.arrivals.size < state.open) return;
  state.waiting = false;
  answer({ kind: 'arrived', times: [...state.arrivals.values()], failed: state.failed });
};

/** Resolves once the stream is open, or has failed; one that ends later has failed too. */
const openStream = (url: string, token: string, index: number) =>
  new Promise<void>((resolve) => {
    const fail = () => {
      state.failed += 1;
      resolve();
    };
    const headers = { authorization: `Bearer ${token}` };
    const call = get(url, { agent, headers }, (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        return fail();
      }
      state.open += 1;
      response.on('data', (chunk: Buffer) => {
        if (chunk.includes(toast)) arrive(index);
      });
      response.on('error', () => undefined);
      response.on('close', () => {
        state.open -= 1;
        state.failed += 1;
      });
      resolve();
    });
    call.on('error', fail);
  });

const openAll = async (url: string, tokens: readonly string[]) => {
  const startedAt = performance.now();
  const rest = tokens.entries();
  await Promise.all(
    Array.from({ length: openAtOnce }, async () => {
      for (const [index, token] of rest) await openStream(url, token, index);
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  answer({ kind: 'opened', open: state.open, failed: state.failed, seconds });
};

process.on('message', (question: ClientsQuestion) => {
  if (question.kind === 'open') {
    void openAll(question.url, question.tokens);
    return;
  }
  state.arrivals = new Map();
  state.waiting = true;
  answer({ kind: 'expecting' });
});
// Nobody left to answer to.
process.once('disconnect', () => process.exit());
