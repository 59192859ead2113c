import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { gzipSync } from 'node:zlib';
import { type Call, callFor, count, type Outcomes } from './answers.ts';
import type { FloodTarget } from './flood.ts';

const floodMs = 15_000;
const queries = 30_000;
const queriesMs = 40_000;
const mebibyte = 1024 * 1024;

/** Sends requests, so many at once, until there are `requestsMax` or the time is over. */
const sendMany = async (
  bounds: { readonly atOnce: number; readonly ms: number; readonly requestsMax?: number },
  callOf: (index: number) => Omit<Call, 'agent'>,
): Promise<Outcomes> => {
  const { atOnce, ms, requestsMax = Number.POSITIVE_INFINITY } = bounds;
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const outcomes: Outcomes = new Map();
  const endsAt = performance.now() + ms;
  let index = 0;
  const sendInTurn = async () => {
    while (index < requestsMax && performance.now() < endsAt) {
      const call = callOf(index);
      index += 1;
      count(outcomes, await callFor({ ...call, agent }));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sendInTurn));
  agent.destroy();
  return outcomes;
};

/** Answers of catalog queries are cached: each of these would take a place of its own. */
export const floodCatalog = ({ url, token }: FloodTarget): Promise<Outcomes> => {
  const headers = { authorization: `Bearer ${token}` };
  return sendMany({ atOnce: 32, ms: queriesMs, requestsMax: queries }, (index) => ({
    url: `${url}/api/v1/quests/?q=${`${index}-`.padEnd(200, 'long')}`,
    headers,
  }));
};

/** With the right password, which costs a hash each. */
export const floodSignIns = ({ url, userName, password }: FloodTarget): Promise<Outcomes> => {
  const body = new URLSearchParams({ username: userName, password }).toString();
  return sendMany({ atOnce: 250, ms: floodMs }, () => ({
    url: `${url}/api/v1/login/access-token`,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  }));
};

const eventsCall = ({ url }: FloodTarget, apiKey: string, headers: Record<string, string>) => ({
  url: `${url}/api/v1/events/`,
  method: 'POST',
  headers: { 'content-type': 'application/json', 'x-api-key': apiKey, ...headers },
});

/** In the form of earlier releases, which has no checksum and can only be looked up. */
const guessKey = () => `qlk_${randomBytes(32).toString('base64url')}`;

export const floodKeys = (target: FloodTarget): Promise<Outcomes> =>
  sendMany({ atOnce: 64, ms: floodMs }, () => ({
    ...eventsCall(target, guessKey(), {}),
    body: '[]',
  }));

/** In turn: too many bytes, too many once unpacked, and a million arrays in each other. */
export const floodBodies = (target: FloodTarget): Promise<Outcomes> => {
  const bodies = [
    { body: Buffer.alloc(5 * mebibyte, ' '), headers: {} },
    {
      body: gzipSync(Buffer.alloc(64 * mebibyte, ' ')),
      headers: { 'content-encoding': 'gzip' },
    },
    { body: Buffer.alloc(mebibyte, '['), headers: {} },
  ] as const;
  return sendMany({ atOnce: 16, ms: floodMs }, (index) => {
    const { body, headers } = bodies[index % bodies.length] ?? bodies[0];
    return { ...eventsCall(target, target.apiKey, headers), body };
  });
};
