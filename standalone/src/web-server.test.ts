import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainEdge } from '@questline/http/edge';
import { createLogger } from '@questline/telemetry/logger';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWebServer } from './web-server.ts';

let directory: string;
let web: Awaited<ReturnType<typeof createWebServer>>;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'questline-web-'));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), '<!doctype html>');
  await writeFile(join(directory, 'assets', 'app-1.js'), 'export {};');
  const logger = createLogger({ service: 'test', level: 'silent' });
  web = await createWebServer({ directory, logger, edge: { ...plainEdge, loopback: true } });
});
afterAll(async () => {
  await web.close();
  await rm(directory, { recursive: true });
});

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

test.each([
  ['/', {}],
  ['/settings', html],
  ['/reset-password?token=a.b', html],
])('the page is there for %s', async (url, headers) => {
  const answer = await web.inject({ url, headers });
  expect([answer.statusCode, answer.body]).toEqual([200, '<!doctype html>']);
});

test.each([
  ['GET', '/settings', { accept: '*/*' }, 404],
  ['GET', '/.well-known/nothing', html, 404],
  ['GET', '//api/v1/quests', html, 404],
  ['GET', '/api/v1/nothing', html, 404],
  ['GET', '/missing.js', html, 404],
  ['POST', '/api/v1/nothing', {}, 404],
  ['GET', '/%', html, 400],
  ['POST', '/settings', html, 405],
  ['PUT', '/assets/app-1.js', {}, 405],
  ['GET', '/', { ...html, host: 'evil.example' }, 421],
])('%s %s as %j is a problem: %i', async (method, url, headers, status) => {
  const answer = await web.inject({ method: method as 'GET', url, headers });
  expect([answer.statusCode, answer.json().status]).toEqual([status, status]);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  if (status === 405) expect(answer.headers.allow).toBe('GET, HEAD');
});
