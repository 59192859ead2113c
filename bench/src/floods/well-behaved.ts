import { Agent } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { toPlainEvent } from '../workload/load-event.ts';
import { callFor, count, type Outcomes, toWords } from './answers.ts';
import type { FloodTarget } from './flood.ts';

/** Another address than the one that floods come from. */
const address = '127.0.0.2';
const patienceMs = 15_000;

const kinds = {
  events: { everyMs: 100, answer: '202' },
  'catalog reads': { everyMs: 100, answer: '200' },
  'sign-ins': { everyMs: 1_000, answer: '200' },
} as const;

export type Kind = keyof typeof kinds;

/** Of one stretch of time. */
export interface Seen {
  /** Milliseconds since each was due, with the failed ones. */
  readonly latenciesMs: Readonly<Record<Kind, readonly number[]>>;
  readonly calls: number;
  readonly failures: number;
  /** What failed, and how. */
  readonly words: string;
}

const callsOf = ({ url, apiKey, token, userName, password }: FloodTarget) => ({
  events: () => ({
    url: `${url}/api/v1/events/`,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
    body: JSON.stringify(toPlainEvent(userName)),
  }),
  'catalog reads': () => ({
    url: `${url}/api/v1/quests/?limit=20`,
    method: 'GET',
    headers: { authorization: `Bearer ${token}` },
  }),
  'sign-ins': () => ({
    url: `${url}/api/v1/login/access-token`,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ username: userName, password }).toString(),
  }),
});

/**
 * Sends events, reads and sign-ins at a constant rate, whatever the answers, from now on until `work`
 * ends. Each on a connection of its own, as one that waits may be closed to make room.
 */
export const behaveDuring = async (target: FloodTarget, work: Promise<unknown>): Promise<Seen> => {
  const agent = new Agent();
  const calls = callsOf(target);
  const latenciesMs: Record<Kind, number[]> = { events: [], 'catalog reads': [], 'sign-ins': [] };
  const failed: Outcomes = new Map();
  let over = false;

  const send = async (kind: Kind, dueAt: number) => {
    const signal = AbortSignal.timeout(patienceMs);
    const outcome = await callFor({ ...calls[kind](), agent, signal, localAddress: address });
    latenciesMs[kind].push(performance.now() - dueAt);
    if (outcome !== kinds[kind].answer) count(failed, `${outcome} of ${kind}`);
  };
  const keepSending = async (kind: Kind) => {
    const sent: Promise<void>[] = [];
    const { everyMs } = kinds[kind];
    for (let dueAt = performance.now(); !over; dueAt += everyMs) {
      await wait(Math.max(0, dueAt - performance.now()));
      sent.push(send(kind, dueAt));
    }
    await Promise.all(sent);
  };

  const ended = work.finally(() => {
    over = true;
  });
  await Promise.all([ended, ...(Object.keys(kinds) as Kind[]).map(keepSending)]);
  agent.destroy();
  return {
    latenciesMs,
    calls: Object.values(latenciesMs).reduce((sum, each) => sum + each.length, 0),
    failures: [...failed.values()].reduce((sum, times) => sum + times, 0),
    words: toWords(failed),
  };
};
