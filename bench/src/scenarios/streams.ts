import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../engine/engine-database.ts';
import { residentMiB } from '../measure/memory.ts';
import { auditProduct } from '../product/audit.ts';
import { startDistributedProduct } from '../product/distributed-product.ts';
import { createEventSender, postInFlight } from '../product/post-events.ts';
import { prepareProduct } from '../product/prepare-product.ts';
import type { Figure } from '../report/figure.ts';
import { median, percentile } from '../statistics/percentile.ts';
import { startStreamClients } from '../streams/stream-clients.ts';
import { startTokenIssuer } from '../streams/token-issuer.ts';
import { toPlainEvent } from '../workload/load-event.ts';
import { userIdOf } from '../workload/workload.ts';
import type { Scenario } from './scenario.ts';

const bareProgram = fileURLToPath(new URL('../streams/bare-streams.process.ts', import.meta.url));
const streams = 10_000;
const toasts = 3;
const eventsPerRequest = 1_000;
const requestsInFlight = 4;
const group = 'watcher';

/** A server with streams on it: what it takes, and how long a toast is on its way to all of them. */
interface Measured {
  readonly kilobytesPerStream: number;
  readonly openSeconds: number;
  readonly failed: number;
  /** Milliseconds until each toast was sent: of the product, until its events were durable. */
  readonly sentMs: readonly number[];
  /** Milliseconds from the beginning of each toast to each stream. */
  readonly latencies: readonly (readonly number[])[];
}

const measureServer = async (
  server: { readonly url: string; readonly pid: number },
  tokens: readonly string[],
  sendToast: () => Promise<unknown>,
): Promise<Measured> => {
  const clients = startStreamClients();
  try {
    const before = (await residentMiB(server.pid)) ?? Number.NaN;
    const opened = await clients.open(server.url, tokens);
    const after = (await residentMiB(server.pid)) ?? Number.NaN;
    const latencies: number[][] = [];
    const sentMs: number[] = [];
    let { failed } = opened;
    for (let toast = 0; toast < toasts; toast += 1) {
      const { arrived } = await clients.expectToasts();
      const startedAt = performance.timeOrigin + performance.now();
      await sendToast();
      sentMs.push(performance.timeOrigin + performance.now() - startedAt);
      const answer = await arrived;
      failed = answer.failed;
      latencies.push(answer.times.map((time) => time - startedAt));
    }
    return {
      kilobytesPerStream: ((after - before) * 1024) / opened.open,
      openSeconds: opened.seconds,
      failed,
      sentMs,
      latencies,
    };
  } finally {
    await clients.stop();
  }
};

const measureBare = async (tokens: readonly string[]): Promise<Measured> => {
  const child = fork(bareProgram);
  try {
    const [port] = (await once(child, 'message')) as [number];
    const server = { url: `http://127.0.0.1:${port}/`, pid: child.pid ?? 0 };
    return await measureServer(server, tokens, async () => child.send('toast'));
  } finally {
    child.disconnect();
  }
};

const measureProduct = async (
  issuer: Awaited<ReturnType<typeof startTokenIssuer>>,
  userIds: readonly string[],
  tokens: readonly string[],
): Promise<Measured> => {
  await using product = await startDistributedProduct({
    env: { AUTH_JWKS_URL: issuer.jwksUrl },
  });
  const processing = openDatabase(product.databaseUrls.processing);
  const superuser = await issuer.sign('01990000-0000-7000-8000-00000000000a', { superuser: true });
  const { apiKey } = await prepareProduct(product, processing, superuser).finally(() =>
    processing.close(),
  );
  const http = product.processes().find(({ name }) => name.startsWith('processing-http'));
  const sender = createEventSender(product.ingestUrl, apiKey);
  const server = {
    url: `${product.ingestUrl}/api/v1/notifications/stream`,
    pid: http?.pid ?? 0,
  };
  const sendToast = () => {
    const bodies = Array.from({ length: userIds.length / eventsPerRequest }, (_, index) => {
      const users = userIds.slice(index * eventsPerRequest, (index + 1) * eventsPerRequest);
      return JSON.stringify(users.map(toPlainEvent));
    });
    return postInFlight(sender, bodies, requestsInFlight);
  };
  const measured = await measureServer(server, tokens, sendToast);
  sender.close();
  await auditProduct(product);
  return measured;
};

const toFigures = (product: Measured, bare: Measured): Figure[] => {
  const limit = (value: number) => ({ name: 'bare node:http', value });
  const lastOf = (each: Measured) => median(each.latencies.map((all) => Math.max(...all)));
  const middleOf = (each: Measured) => median(each.latencies.map((all) => percentile(all, 0.5)));
  const compare = (name: string, unit: string, of: (each: Measured) => number): Figure => ({
    name,
    value: of(product),
    unit,
    limit: limit(of(bare)),
    ratio: of(product) / of(bare),
  });
  const note = `one event and one toast for each user; median of ${toasts}`;
  return [
    compare('memory of a stream', 'KiB', (each) => each.kilobytesPerStream),
    compare(`time to open ${streams} streams`, 's', (each) => each.openSeconds),
    { ...compare('toast to the last stream', 'ms', lastOf), note },
    { ...compare('toast to half of the streams', 'ms', middleOf), note },
    {
      name: 'of which until the events are durable',
      value: median(product.sentMs),
      unit: 'ms',
      note: `${streams} events, ${eventsPerRequest} a request`,
    },
    { name: 'streams that failed', value: product.failed, unit: '', limit: limit(bare.failed) },
  ];
};

/** 10,000 users, each with an open stream on one processing process, are each sent a toast. */
export const runStreams: Scenario = async () => {
  await using issuer = await startTokenIssuer();
  const userIds = Array.from({ length: streams }, (_, index) => userIdOf(group, index));
  const tokens = await Promise.all(userIds.map((userId) => issuer.sign(userId)));
  const bare = await measureBare(tokens);
  const product = await measureProduct(issuer, userIds, tokens);
  return toFigures(product, bare);
};
