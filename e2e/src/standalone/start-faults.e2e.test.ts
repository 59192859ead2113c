import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../client.ts';
import { startStandalone } from './start-standalone.ts';

/** What a start that must fail printed, without the harness's own words. */
const outputOfFailedStart = async (...args: Parameters<typeof startStandalone>) => {
  try {
    const standalone = await startStandalone(...args);
    await standalone.kill('SIGTERM');
  } catch (error) {
    return String(error).replace('Error: standalone ended: ', '').trim();
  }
  throw new Error('it started');
};

describe('npm start, where it cannot', () => {
  let dataDir: string;
  let occupied: Server;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'questline-faults-'));
    occupied = createServer();
    await new Promise<void>((resolve) => occupied.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    occupied.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('says in one line that the port is in use', async () => {
    const address = occupied.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    const output = await outputOfFailedStart(dataDir, { port: address.port });
    expect(output).toMatch(/^questline: 127\.0\.0\.1:\d+ is in use: .*PORT$/);
  });

  it('says in one line that the data directory is in use, and the first goes on', async () => {
    const first = await startStandalone(dataDir);
    const output = await outputOfFailedStart(dataDir);
    expect(output).toMatch(/^questline: .*already runs on .*$/);
    await signIn(first.baseUrl, 'user');
    expect(await first.kill('SIGTERM')).toBe(0);
  });

  it('says in one line that the data directory cannot be written', async () => {
    const file = join(dataDir, 'a-file');
    await writeFile(file, '');
    const output = await outputOfFailedStart(join(file, 'data'));
    expect(output).toMatch(/^questline: Cannot write to .*a-file.*$/);
  });

  it('lists every bad setting at once', async () => {
    const env = { LOG_LEVEL: 'loud', FIRST_SUPERUSER_PASSWORD: 'short' };
    const output = await outputOfFailedStart(dataDir, { env });
    expect(output).toMatch(/^questline: bad settings: FIRST_SUPERUSER_PASSWORD.*; LOG_LEVEL.*$/);
  });

  it('refuses the default password in production', async () => {
    const output = await outputOfFailedStart(dataDir, { env: { NODE_ENV: 'production' } });
    expect(output).toMatch(/^questline: bad settings: FIRST_SUPERUSER_PASSWORD: .*refuses$/);
  });
});
