import { hash, verify } from '@node-rs/argon2';
import { signIn, signUp, userPassword } from '@questline/e2e/client';
import { auditProduct } from '../product/audit.ts';
import { startStandaloneProduct } from '../product/standalone-product.ts';
import { median } from '../statistics/percentile.ts';
import type { Scenario } from './scenario.ts';

/** The parameters of the product's own hashes. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const users = 20;
const perRound = 120;
const inFlight = 4;
const rounds = 3;

/** So many at once until all are done; how many a second. */
const measureRate = async (work: (index: number) => Promise<unknown>): Promise<number> => {
  const indexes = Array.from({ length: perRound }, (_, index) => index).values();
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      for (const index of indexes) await work(index);
    }),
  );
  return (perRound * 1000) / (performance.now() - startedAt);
};

/** Sign-ins over HTTP, each with its event, against the password hash that each of them needs. */
export const runSignIns: Scenario = async () => {
  await using product = await startStandaloneProduct();
  const nameOf = (index: number) => `bench-${index % users}`;
  for (let index = 0; index < users; index += 1) await signUp(product.apiUrl, nameOf(index));
  const known = await hash(userPassword, parameters);
  const measured: { rate: number; limit: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const limit = await measureRate(() => verify(known, userPassword));
    const rate = await measureRate((index) => signIn(product.apiUrl, nameOf(index)));
    measured.push({ rate, limit });
  }
  await auditProduct(product);
  const ratio = median(measured.map(({ rate, limit }) => rate / limit));
  return [
    {
      name: 'sign-ins',
      value: median(measured.map(({ rate }) => rate)),
      unit: '/s',
      limit: { name: 'bare hashes', value: median(measured.map(({ limit }) => limit)) },
      ratio,
      note: `${inFlight} at once, median of ${rounds}`,
    },
  ];
};
