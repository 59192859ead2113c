import type { BackendName } from '@questline/contracts/gateway';
import { eventually } from '@questline/testkit/eventually';
import { expect } from 'vitest';
import { probe } from './probe.ts';

/** Two seconds within which the end of a credential holds in every process, and a busy machine's share. */
const limitMs = 5_000;

type UrlsOf = (backend: BackendName) => readonly string[];

export const expectLetIn = async (urlsOf: UrlsOf, token: string): Promise<void> => {
  expect(await probe(urlsOf, token)).not.toContain(401);
};

/** Everywhere, soon after the call and from then on. */
export const expectRefused = async (urlsOf: UrlsOf, token: string): Promise<void> => {
  await eventually(async () => expect(await probe(urlsOf, token)).toEqual([401]), limitMs);
  expect(await probe(urlsOf, token)).toEqual([401]);
};

/** The streams of an ended session end soon after the call. */
export const expectEnded = async (ended: readonly Promise<void>[]): Promise<void> => {
  let open = ended.length;
  for (const each of ended) void each.then(() => (open -= 1));
  await eventually(() => expect(open).toBe(0), limitMs);
};
