import { Agent, get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { count, type Outcomes } from './answers.ts';
import type { FloodTarget } from './flood.ts';

const stalledBodies = 64;
const announcedBytes = 4 * 1024 * 1024;
const sentBytes = 1024 * 1024;
/** Nearly all that the product takes by default; on its own machine an address has no share of its own. */
const idleConnections = 9_900;
const streams = 200;
const streamsMs = 5_000;
/** After the product's own limits of time. */
const heldMsMax = 25_000;
const connectedAtOnce = 200;

/** The status that a connection is answered with, or that it is closed without. */
const outcomeOf = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    socket.on('data', (data) => {
      const status = /^HTTP\/1\.1 (\d{3})/.exec(data.toString('latin1'))?.[1];
      if (status !== undefined) resolve(status);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.name));
    socket.on('close', () => resolve('closed'));
  });

/** Opens connections that begin with `text`, and holds them until each is answered or time is over. */
const holdConnections = async (target: FloodTarget, connections: number, text?: Buffer) => {
  const { hostname, port } = new URL(target.url);
  const outcomes: Outcomes = new Map();
  const sockets: Socket[] = [];
  const held: Promise<void>[] = [];
  for (let index = 0; index < connections; index += 1) {
    const socket = connect(Number(port), hostname);
    if (text) socket.write(text);
    sockets.push(socket);
    held.push(outcomeOf(socket).then((outcome) => count(outcomes, outcome)));
    if (index % connectedAtOnce === 0) await wait(10);
  }
  const ended = new AbortController();
  await Promise.race([
    Promise.all(held).then(() => ended.abort()),
    wait(heldMsMax, undefined, { signal: ended.signal }).catch(() => undefined),
  ]);
  for (const socket of sockets) socket.destroy();
  await Promise.all(held);
  return outcomes;
};

/** Bodies of events that are announced whole, sent in part, and never ended. */
export const floodStalledBodies = (target: FloodTarget): Promise<Outcomes> => {
  const head = [
    'POST /api/v1/events/ HTTP/1.1',
    'host: localhost',
    'content-type: application/json',
    `x-api-key: ${target.apiKey}`,
    `content-length: ${announcedBytes}`,
  ];
  const text = Buffer.concat([
    Buffer.from(`${head.join('\r\n')}\r\n\r\n`),
    Buffer.alloc(sentBytes, ' '),
  ]);
  return holdConnections(target, stalledBodies, text);
};

export const floodIdle = (target: FloodTarget): Promise<Outcomes> =>
  holdConnections(target, idleConnections);

/** More streams of one user than are allowed, held open for some seconds. */
export const floodStreams = async ({ url, token }: FloodTarget): Promise<Outcomes> => {
  const agent = new Agent({ maxSockets: streams });
  const outcomes: Outcomes = new Map();
  const headers = { authorization: `Bearer ${token}` };
  const open = () =>
    new Promise<void>((resolve) => {
      const end = (outcome: string) => {
        count(outcomes, outcome);
        resolve();
      };
      const call = get(`${url}/api/v1/notifications/stream`, { agent, headers }, (answer) => {
        answer.on('error', () => undefined).resume();
        end(String(answer.statusCode));
      });
      call.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.name));
    });
  await Promise.all(Array.from({ length: streams }, open));
  await wait(streamsMs);
  agent.destroy();
  return outcomes;
};
