import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { type RawAnswer, rawRequest } from '../raw-request.ts';
import { findPort } from '../standalone/find-port.ts';
import { startStandalone } from '../standalone/start-standalone.ts';
import { startNginx } from './start-nginx.ts';

/** As the page of the web app does it. */
const signInAt = (baseUrl: string): Promise<RawAnswer> =>
  rawRequest(`${baseUrl}/api/v1/login/access-token`, {
    method: 'POST',
    headers: { origin: baseUrl, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'username=user&password=password',
  });

test('behind nginx as it comes, a refused sign-in names the Host, the Origin and the setting', async () => {
  const target = inject('productUrl');
  await using nginx = await startNginx(await findPort(), target);
  const answer = await signInAt(nginx.baseUrl);
  expect(JSON.parse(answer.text)).toMatchObject({
    status: 403,
    code: 'wrong-origin',
    origin: nginx.baseUrl,
    host: new URL(target).host,
    setting: 'PUBLIC_URL',
    detail: expect.stringContaining('PUBLIC_URL'),
  });
});

test('with PUBLIC_URL and the Host passed on, nginx signs in and lets the stream through', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'questline-nginx-'));
  const port = await findPort();
  const env = { PUBLIC_URL: `http://127.0.0.1:${port}` };
  const product = await startStandalone(dataDir, { env });
  try {
    const passed = ['proxy_set_header Host $http_host;'];
    await using nginx = await startNginx(port, product.baseUrl, passed);
    const answer = await signInAt(nginx.baseUrl);
    expect(answer.status).toBe(200);
    expect(answer.headers['set-cookie']).toHaveLength(1);

    const { access_token } = JSON.parse(answer.text) as { access_token: string };
    const stream = await fetch(`${nginx.baseUrl}/api/v1/notifications/stream`, {
      headers: { authorization: `Bearer ${access_token}` },
      signal: AbortSignal.timeout(10_000),
    });
    let text = '';
    for await (const chunk of stream.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.includes('event: sign_in')) break;
    }
    expect(text).toContain('event: sign_in');

    const direct = await rawRequest(`${product.baseUrl}/`);
    expect([direct.status, JSON.parse(direct.text).setting]).toEqual([421, 'PUBLIC_URL']);
  } finally {
    await product.kill('SIGTERM');
    await rm(dataDir, { recursive: true, force: true });
  }
});
