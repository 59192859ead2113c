import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectEnded, expectLetIn, expectRefused } from '../access/expect-refused.ts';
import { logOut, probe } from '../access/probe.ts';
import { signIn } from '../client.ts';
import { readNotifications } from '../distributed/notification-reader.ts';
import { type Standalone, startStandalone } from './start-standalone.ts';

describe('the session of a superuser', () => {
  let dataDir: string;
  let standalone: Standalone;
  const urlsOf = () => [standalone.baseUrl];

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'questline-e2e-'));
    standalone = await startStandalone(dataDir);
  });
  afterAll(async () => {
    await standalone?.kill('SIGTERM');
    await rm(dataDir, { recursive: true, force: true });
  });

  it('counts nowhere after its log-out, not after a restart either, and another one does', async () => {
    const { baseUrl } = standalone;
    const [token, other] = [await signIn(baseUrl, 'user'), await signIn(baseUrl, 'user')];
    const stream = await readNotifications(baseUrl, token);
    await expectLetIn(urlsOf, token);
    await logOut(baseUrl, token);
    // One process hears of it before the answer is sent.
    expect(await probe(urlsOf, token)).toEqual([401]);
    await expectEnded([stream.ended]);
    await expectLetIn(urlsOf, other);

    await standalone.kill('SIGKILL');
    standalone = await startStandalone(dataDir);
    await expectRefused(urlsOf, token);
    await expectLetIn(urlsOf, other);
  });
});
