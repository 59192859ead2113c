import { generateKeyPair, SignJWT } from 'jose';
import { afterEach, expect, it, vi } from 'vitest';
import { createRevocations } from './revocations/revocations.ts';
import {
  createHolderCheck,
  createUserCheck,
  standingByRevocations,
  tokenAudience,
  tokenIssuer,
} from './token-check.ts';

const { publicKey, privateKey } = await generateKeyPair('ES256');

const tokenFor = (lifetime: string) =>
  new SignJWT({ sid: 's', superuser: false })
    .setProtectedHeader({ alg: 'ES256' })
    .setSubject('ada')
    .setJti('t')
    .setIssuer(tokenIssuer)
    .setAudience(tokenAudience)
    .setIssuedAt()
    .setExpirationTime(lifetime)
    .sign(privateKey);

const requestWith = (token: string) =>
  ({ headers: { authorization: `Bearer ${token}` }, cookies: {}, method: 'GET' }) as never;

afterEach(() => {
  vi.useRealTimers();
});

it('checks a signature once in a while, and a withdrawn key is noticed', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const keys = vi.fn(async () => publicKey);
  const check = createHolderCheck(keys);
  const token = await tokenFor('10m');
  await check(requestWith(token));
  expect(await check(requestWith(token))).toMatchObject({ user_id: 'ada' });
  expect(keys).toHaveBeenCalledTimes(1);
  vi.setSystemTime(Date.now() + 30_001);
  await check(requestWith(token));
  expect(keys).toHaveBeenCalledTimes(2);
});

it('believes no token past its end, however lately it was checked', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const check = createHolderCheck(async () => publicKey);
  const token = await tokenFor('10s');
  await check(requestWith(token));
  vi.setSystemTime(Date.now() + 20_000);
  await expect(check(requestWith(token))).rejects.toMatchObject({ status: 401 });
});

it('refuses what only looks like a token it knows', async () => {
  const check = createHolderCheck(async () => publicKey);
  const token = await tokenFor('10m');
  await check(requestWith(token));
  await expect(check(requestWith(`${token}x`))).rejects.toMatchObject({ status: 401 });
});

it('refuses a token that it checked a moment ago once its session has ended', async () => {
  const source = async () => ({ data: [], more: null, cursor: '0' });
  const revocations = createRevocations({ source });
  const check = createUserCheck(async () => publicKey, standingByRevocations(revocations));
  const token = await tokenFor('10m');
  await expect(check(requestWith(token))).rejects.toMatchObject({ dependency: 'auth' });
  await revocations.refresh();
  expect(await check(requestWith(token))).toMatchObject({ user_id: 'ada', session_id: 's' });
  const revoked_at = new Date().toISOString();
  const expires_at = new Date(Date.now() + 60_000).toISOString();
  revocations.hear({ revocations: [{ kind: 'session', subject: 's', revoked_at, expires_at }] });
  await expect(check(requestWith(token))).rejects.toMatchObject({ status: 401 });
});
