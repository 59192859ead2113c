import { appendFile, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ended, onLinux, query, start, temporaryDirectory } from '../test/fixtures.ts';
import { rotateLog } from './server-log.ts';
import { StartupError } from './startup-error.ts';

const refusal = async (attempt: Promise<unknown>): Promise<StartupError> => {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StartupError)) throw new Error('no StartupError', { cause: error });
  expect(error.message).not.toContain('\n');
  return error;
};

describe('a server on a fresh directory', () => {
  test('starts, keeps its rows, and starts again', async () => {
    const dataDir = join(await temporaryDirectory(), 'not', 'there', 'yet');
    const first = await start({ dataDir });
    expect(first.port).toBeLessThan(32_768);
    await query(first.url('postgres'), 'create table kept as select 7 as n');
    await first.stop();
    await ended(first.pid);

    const second = await start({ dataDir });
    expect(await query(second.url('postgres'), 'select n from kept')).toEqual([{ n: 7 }]);
  });

  test('is durable, local, and closed to those without the password', async () => {
    const dataDir = await temporaryDirectory();
    const server = await start({ dataDir, settings: { shared_buffers: '16MB' } });
    const show = `select name, setting from pg_settings where name in
      ('fsync', 'synchronous_commit', 'listen_addresses', 'unix_socket_directories', 'data_checksums',
       'shared_buffers') order by name`;
    const settings = await query(server.url('postgres'), show);
    expect(settings.map(({ name, setting }) => `${name}=${setting}`)).toEqual([
      'data_checksums=on',
      'fsync=on',
      'listen_addresses=127.0.0.1',
      'shared_buffers=2048',
      'synchronous_commit=on',
      'unix_socket_directories=',
    ]);
    const wrong = server.url('postgres').replace(/:[^:@]+@/, ':wrong@');
    await expect(query(wrong, 'select 1')).rejects.toThrow(/password authentication failed/);
    const password = await stat(join(dataDir, 'postgres.password'));
    expect(password.mode & 0o777).toBe(0o600);
  });

  test.runIf(onLinux)('is not reached by a Ctrl-C meant for its owner', async () => {
    const server = await start({ dataDir: await temporaryDirectory() });
    const fields = (await readFile(`/proc/${server.pid}/stat`, 'utf8')).split(') ')[1]?.split(' ');
    expect(fields?.[2]).toBe(String(server.pid)); // It leads a process group of its own.
  });
});

describe('the end of a server', () => {
  test('stop twice, and exited stays silent', async () => {
    const server = await start({ dataDir: await temporaryDirectory() });
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    const winner = await Promise.race([server.exited, Promise.resolve('silent')]);
    expect(winner).toBe('silent');
  });

  test('an end unasked is reported, and stop still returns', async () => {
    const dataDir = await temporaryDirectory();
    const server = await start({ dataDir });
    process.kill(server.pid, 'SIGKILL');
    expect(await server.exited).toMatch(/ended unasked \(signal SIGKILL\), see .*postgres\.log$/);
    await server.stop();
    const next = await start({ dataDir });
    expect(await query(next.url('postgres'), 'select 1 as n')).toEqual([{ n: 1 }]);
  });
});

describe('the log', () => {
  test('begins again past 10 MB while the server runs, and keeps the part before', async () => {
    const dataDir = await temporaryDirectory();
    const logFile = join(dataDir, 'postgres.log');
    const server = await start({ dataDir });
    await rotateLog(logFile);
    expect(await readFile(logFile, 'utf8')).toContain('ready to accept connections');
    await appendFile(logFile, Buffer.alloc(10 * 1024 * 1024 + 1, 'x'));
    await rotateLog(logFile);
    expect((await stat(logFile)).size).toBe(0);
    expect((await stat(`${logFile}.1`)).size).toBeGreaterThan(10 * 1024 * 1024);
    await query(server.url('postgres'), 'checkpoint');
    await server.stop();
    const log = await readFile(logFile, 'utf8');
    expect(log).toContain('database system is shut down');
    expect(log).not.toContain('\0');
  });

  test('holds no value of a statement that fails', async () => {
    const dataDir = await temporaryDirectory();
    const server = await start({ dataDir });
    const url = server.url('postgres');
    await query(url, 'create table people (name text primary key)');
    await query(url, "insert into people values ('a secret name')");
    for (const text of [
      "insert into people values ('a secret name')",
      "select 'a secret name'::integer",
      "select 'a secret name' from nowhere",
    ]) {
      await expect(query(url, text)).rejects.toThrow();
    }
    await server.stop();
    const log = await readFile(join(dataDir, 'postgres.log'), 'utf8');
    expect(log).toContain('database system is shut down');
    expect(log).not.toContain('secret');
  });

  test('is emptied at a start that finds it past 10 MB', async () => {
    const dir = await temporaryDirectory();
    const logFile = join(dir, 'logs', 'server.log');
    await mkdir(join(dir, 'logs'));
    await appendFile(logFile, Buffer.alloc(10 * 1024 * 1024 + 1, 'x'));
    await start({ dataDir: join(dir, 'data'), logFile });
    const log = await readFile(logFile, 'utf8');
    expect(log).toContain('ready to accept connections');
    expect(log.length).toBeLessThan(10_000);
  });
});

describe('a start that cannot go on says so in one line', () => {
  test('port in use', async () => {
    const dataDir = await temporaryDirectory();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      const error = await refusal(start({ dataDir, port }));
      expect(error.fault).toBe('port-in-use');
      expect(error.message).toContain(`cannot listen on port ${port} (Address already in use)`);
    } finally {
      other.close();
    }
    await start({ dataDir, port }); // Nothing was left behind that stands in the way.
  });

  test('a file where the directory should be', async () => {
    const file = join(await temporaryDirectory(), 'file');
    await writeFile(file, '');
    for (const dataDir of [file, join(file, 'below')]) {
      const error = await refusal(start({ dataDir }));
      expect(error.fault).toBe('unwritable');
      expect(error.message).toContain(`Cannot write to ${dataDir} (a file is in the way)`);
    }
  });

  test("somebody else's directory, which stays untouched", async () => {
    const dataDir = await temporaryDirectory();
    await writeFile(join(dataDir, 'thesis.txt'), 'years of work');
    const error = await refusal(start({ dataDir }));
    expect(error.fault).toBe('foreign-directory');
    expect(await readdir(dataDir)).toEqual(['thesis.txt']);
  });

  test('damaged, foreign or newer data', async () => {
    const dataDir = await temporaryDirectory();
    const cluster = join(dataDir, 'postgres');
    await (await start({ dataDir })).stop();
    const attempt = () => refusal(start({ dataDir }));

    await writeFile(join(cluster, 'PG_VERSION'), '17\n');
    expect(await attempt()).toMatchObject({
      fault: 'version-mismatch',
      message: expect.stringMatching(/was written by PostgreSQL 17 and this Questline brings 18/),
    });
    await rename(join(cluster, 'PG_VERSION'), join(dataDir, 'version'));
    expect(await attempt()).toMatchObject({ fault: 'damaged-data' });
    await writeFile(join(cluster, 'PG_VERSION'), '18\n');

    for (const part of ['global/pg_control', 'pg_wal', 'postgresql.conf', 'pg_hba.conf']) {
      await rename(join(cluster, part), join(dataDir, 'part'));
      expect([part, await attempt()]).toMatchObject([part, { fault: 'damaged-data' }]);
      await rename(join(dataDir, 'part'), join(cluster, part));
    }
    const control = await readFile(join(cluster, 'global/pg_control'));
    await writeFile(join(cluster, 'global/pg_control'), Buffer.from(control).fill(1, 100, 120));
    expect(await attempt()).toMatchObject({ fault: 'damaged-data' });
    await writeFile(join(cluster, 'global/pg_control'), control);

    await rename(join(dataDir, 'postgres.password'), join(dataDir, 'password'));
    expect(await attempt()).toMatchObject({
      fault: 'damaged-data',
      message: expect.stringMatching(/postgres\.password is missing/),
    });
    await rename(join(dataDir, 'password'), join(dataDir, 'postgres.password'));
    await start({ dataDir }); // All that was put back works again.
  });
});
