import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey, postWithKey } from '../api-keys.ts';
import { signIn } from '../client.ts';
import { expectEdges } from '../expect-edges.ts';
import { rawRequest } from '../raw-request.ts';
import { findPort } from './find-port.ts';
import { type Standalone, startStandalone } from './start-standalone.ts';

const appOrigin = 'https://app.example.com';

describe('the edges of npm start', () => {
  let dataDir: string;
  let standalone: Standalone;
  let metricsUrl: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'questline-e2e-'));
    const metricsPort = await findPort();
    metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`;
    const env = { ALLOWED_ORIGINS: appOrigin, METRICS_PORT: String(metricsPort) };
    standalone = await startStandalone(dataDir, { env });
  });

  afterAll(async () => {
    await standalone?.kill('SIGTERM');
    await rm(dataDir, { recursive: true, force: true });
  });

  it('refuse what nothing is there for, and pack what is long', async () => {
    await expectEdges(standalone.baseUrl);
  });

  it('report health where the world asks, and metrics elsewhere', async () => {
    const { baseUrl } = standalone;
    for (const path of ['/health/live', '/health/ready']) {
      expect((await rawRequest(`${baseUrl}${path}`)).status).toBe(200);
    }
    expect((await rawRequest(metricsUrl)).text).toContain('process_cpu_seconds_total');
  });

  it('answer no name that another site can point here', async () => {
    for (const path of ['/', '/api/v1/utils/health-check/']) {
      const headers = { host: 'evil.example' };
      const answer = await rawRequest(`${standalone.baseUrl}${path}`, { headers });
      expect(answer.status).toBe(421);
      expect(answer.text).toContain('PUBLIC_URL');
    }
  });

  it('let a page of an allowed origin sign in and read, without a cookie', async () => {
    const { baseUrl } = standalone;
    const signedIn = await rawRequest(`${baseUrl}/api/v1/login/access-token`, {
      method: 'POST',
      headers: { origin: appOrigin, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'username=user&password=password',
    });
    expect(signedIn.status).toBe(200);
    expect(signedIn.headers['access-control-allow-origin']).toBe(appOrigin);
    expect(signedIn.headers['set-cookie']).toBeUndefined();
    const { access_token } = JSON.parse(signedIn.text) as { access_token: string };
    const headers = { origin: appOrigin, authorization: `Bearer ${access_token}` };
    const quests = await rawRequest(`${baseUrl}/api/v1/quests/`, { headers });
    expect([quests.status, quests.headers['access-control-allow-origin']]).toEqual([
      200,
      appOrigin,
    ]);
  });

  it('take events while bodies that were announced stall', async () => {
    const { baseUrl } = standalone;
    const { hostname, port } = new URL(baseUrl);
    const token = await signIn(baseUrl, 'user');
    const key = await createApiKey(baseUrl, token, { name: 'edges', scopes: ['events:write'] });
    const stalled = Array.from({ length: 64 }, () => {
      const socket = connect(Number(port), hostname);
      const head = `Host: ${hostname}\r\nX-API-Key: ${key.secret}\r\nContent-Type: application/json`;
      const path = '/api/v1/events/';
      socket.write(`POST ${path} HTTP/1.1\r\n${head}\r\nContent-Length: 4000000\r\n\r\n[`);
      socket.on('error', () => undefined);
      return socket;
    });
    const event = { type: 'edge', user_id: 'edge', data: {} };
    expect((await postWithKey(baseUrl, '/events/', key, event)).status).toBe(202);
    for (const socket of stalled) socket.destroy();
  });
});
