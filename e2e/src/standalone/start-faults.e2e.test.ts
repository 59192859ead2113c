import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

const setPasswordProgram = fileURLToPath(
  new URL('../../../standalone/src/set-password.ts', import.meta.url),
);

/** Runs the operator's reset for the superuser, with the password on stdin; what it printed. */
const setPassword = async (directory: string, password: string): Promise<string> => {
  const child = spawn(process.execPath, [setPasswordProgram, 'user'], {
    env: { ...process.env, QUESTLINE_DATA_DIR: directory, NODE_ENV: undefined },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => {
      output += text.toString();
    });
  }
  child.stdin.end(`${password}\n`);
  await once(child, 'close');
  return output;
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

  it('refuses in production a default password that was stored before, until it is reset', async () => {
    const directory = join(dataDir, 'made-in-development');
    const first = await startStandalone(directory);
    const session = await signIn(first.baseUrl, 'user');
    await first.kill('SIGTERM');
    const own = 'one of our own';
    const env = { NODE_ENV: 'production', FIRST_SUPERUSER_PASSWORD: own, SECURE_COOKIES: 'false' };
    const output = await outputOfFailedStart(directory, { env });
    expect(output).toMatch(/^questline: the superuser user has a default password.*set-password$/m);
    expect(await setPassword(directory, own)).toContain('all sessions have ended');
    const second = await startStandalone(directory, { env });
    await signIn(second.baseUrl, 'user', own);
    const me = await fetch(`${second.baseUrl}/api/v1/users/me`, {
      headers: { authorization: `Bearer ${session}` },
    });
    expect(me.status).toBe(401);
    expect(await second.kill('SIGTERM')).toBe(0);
  });

  it('refuses a default password where others reach it, unless that is allowed', async () => {
    const directory = join(dataDir, 'reached-by-others');
    const env = { HOST: '0.0.0.0' };
    const output = await outputOfFailedStart(directory, { env });
    expect(output).toMatch(/^questline: the superuser user has a default password.*ALLOW_DEFAULT/m);
    const allowed = { ...env, ALLOW_DEFAULT_PASSWORD: '1' };
    const running = await startStandalone(directory, { env: allowed });
    await signIn(running.baseUrl, 'user');
    expect(await running.kill('SIGTERM')).toBe(0);
  });
});
