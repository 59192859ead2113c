import { signUp, userPassword } from '@questline/e2e/client';
import { startStandaloneProduct } from '../product/standalone-product.ts';
import { atMost, type Figure } from '../report/figure.ts';
import { percentile } from '../statistics/percentile.ts';
import type { Scenario } from './scenario.ts';

/** Sign-ins of one address that are under way at any moment. */
const floodSize = 250;
const measuredMs = 15_000;
const floodAddress = '203.0.113.1';

interface Probe {
  readonly signInsMs: readonly number[];
  readonly filesMs: readonly number[];
}

/** The gateway's part: the address that a request is counted by. */
const signIn = (apiUrl: string, name: string, address: string) =>
  fetch(`${apiUrl}/api/v1/login/access-token`, {
    method: 'POST',
    headers: { 'x-forwarded-for': address },
    body: new URLSearchParams({ username: name, password: userPassword }),
  });

const time = async (work: () => Promise<Response>): Promise<number> => {
  const startedAt = performance.now();
  const answer = await work();
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`a probe was answered ${answer.status}`);
  return performance.now() - startedAt;
};

/** Somebody else's sign-ins and page loads, one after the other, each sign-in from an address of its own. */
const probe = async (apiUrl: string): Promise<Probe> => {
  const signInsMs: number[] = [];
  const filesMs: number[] = [];
  const endsAt = performance.now() + measuredMs;
  for (let index = 0; performance.now() < endsAt; index += 1) {
    const address = `198.51.100.${index % 250}`;
    signInsMs.push(await time(() => signIn(apiUrl, 'somebody', address)));
    filesMs.push(await time(() => fetch(apiUrl, { headers: { accept: 'text/html' } })));
  }
  return { signInsMs, filesMs };
};

/** Keeps so many sign-ins of one address under way until it is stopped; resolves with the answers by status. */
const startFlood = (apiUrl: string) => {
  let stopped = false;
  const statuses = new Map<number, number>();
  const flooding = Array.from({ length: floodSize }, async () => {
    while (!stopped) {
      const answer = await signIn(apiUrl, 'flooder', floodAddress);
      await answer.arrayBuffer();
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    }
  });
  return {
    stop: async () => {
      stopped = true;
      await Promise.all(flooding);
      return [...statuses].map(([status, count]) => `${count} × ${status}`).join(', ');
    },
  };
};

const toFigures = (quiet: Probe, flooded: Probe, answers: string): Figure[] => {
  const p99 = (values: readonly number[]) => percentile(values, 0.99);
  const signInMs = p99(flooded.signInsMs);
  return [
    {
      name: "another address's sign-in, 99 %",
      value: signInMs,
      unit: 'ms',
      limit: { name: 'without the flood', value: p99(quiet.signInsMs) },
      goal: atMost(signInMs, 1_000, ' ms'),
      note: `${floodSize} sign-ins of one address at once: ${answers}`,
    },
    {
      name: 'a page of the web app, 99 %',
      value: p99(flooded.filesMs),
      unit: 'ms',
      limit: { name: 'without the flood', value: p99(quiet.filesMs) },
    },
  ];
};

/** What everybody else notices of a flood of sign-ins, with right passwords, from one address. */
export const runSignInFlood: Scenario = async () => {
  await using product = await startStandaloneProduct({ TRUST_PROXY: 'true' });
  const { apiUrl } = product;
  for (const name of ['somebody', 'flooder']) await signUp(apiUrl, name);
  const quiet = await probe(apiUrl);
  const flood = startFlood(apiUrl);
  const flooded = await probe(apiUrl);
  return toFigures(quiet, flooded, await flood.stop());
};
