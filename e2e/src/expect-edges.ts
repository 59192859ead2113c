import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { signIn } from './client.ts';
import { rawRequest } from './raw-request.ts';

const html = { accept: 'text/html' };

const expectProblem = (answer: Awaited<ReturnType<typeof rawRequest>>, status: number) => {
  expect([answer.status, answer.headers['content-type']]).toEqual([
    status,
    expect.stringContaining('application/problem+json'),
  ]);
};

/** Holds whatever answers at this origin, services and gateway together, to the rules of its edges. */
export const expectEdges = async (baseUrl: string): Promise<void> => {
  const token = await signIn(baseUrl, 'user');
  const authorization = `Bearer ${token}`;
  const ask = (method: string, path: string, headers: Record<string, string> = {}) =>
    rawRequest(`${baseUrl}${path}`, { method, headers: { authorization, ...headers } });

  for (const path of ['/users/me', '/quests/', '/events/', '/wallets/me']) {
    expectProblem(await ask('GET', `/api/v1${path}?junk=1`), 422);
  }
  for (const [path, allow] of [
    ['/quests/', 'GET, HEAD, POST'],
    ['/events/', 'GET, HEAD, POST'],
    ['/users/me', 'GET'],
  ] as const) {
    const answer = await ask('PUT', `/api/v1${path}`);
    expectProblem(answer, 405);
    expect(answer.headers.allow).toContain(allow);
  }
  const head = await ask('HEAD', '/api/v1/notifications/stream');
  expect([head.status, head.headers.allow]).toEqual([405, 'GET']);

  for (const path of ['/metrics', '/api/v1/nothing', '/api', '/.well-known/nothing', '/x.js']) {
    expectProblem(await ask('GET', path, html), 404);
  }
  expectProblem(await ask('GET', '/settings'), 404);
  expect((await ask('GET', '/settings', html)).text).toContain('<!doctype html>');

  const user = { user_name: `packed ${randomUUID()}`, password: 'correct horse battery' };
  const packed = await rawRequest(`${baseUrl}/api/v1/users/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: gzipSync(JSON.stringify(user)),
  });
  expect(packed.status).toBe(201);
  const document = await ask('GET', '/api/docs/auth.json', { 'accept-encoding': 'gzip' });
  expect(document.headers['content-encoding']).toBe('gzip');
};
