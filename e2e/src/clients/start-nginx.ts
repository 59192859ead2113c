import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@questline/testkit/eventually';
import { ensureProgram } from '@questline/testkit/install-package';

/** Not on the PATH of every user. */
const places = ['/usr/sbin/nginx', '/usr/bin/nginx', '/opt/homebrew/bin/nginx'];

const findNginx = async (): Promise<string | undefined> => {
  for (const place of places) {
    if (
      await access(place).then(
        () => true,
        () => false,
      )
    ) {
      return place;
    }
  }
  return undefined;
};

const startLimitMs = 10_000;

export interface Nginx extends AsyncDisposable {
  readonly baseUrl: string;
}

/** A real nginx in front of an address, with its default proxy settings and these besides. */
export const startNginx = async (
  port: number,
  target: string,
  settings: readonly string[] = [],
): Promise<Nginx> => {
  const program = await ensureProgram({ label: 'nginx', packageName: 'nginx', find: findNginx });
  const directory = await mkdtemp(join(tmpdir(), 'questline-nginx-'));
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const paths = folders.map((name) => `${name}_temp_path ${join(directory, name)};`);
  const location = [`proxy_pass ${target};`, ...settings].join(' ');
  const configuration = `
    daemon off; master_process off; pid ${join(directory, 'nginx.pid')};
    error_log stderr error;
    events {}
    http {
      access_log off; ${paths.join(' ')}
      server { listen 127.0.0.1:${port}; location / { ${location} } }
    }`;
  const file = join(directory, 'nginx.conf');
  await writeFile(file, configuration);
  const child = spawn(program, ['-p', directory, '-c', file, '-e', 'stderr'], { stdio: 'pipe' });
  let output = '';
  child.stderr.on('data', (text: Buffer) => {
    output += text.toString();
  });
  const ended = once(child, 'close');
  const baseUrl = `http://127.0.0.1:${port}`;
  await eventually(async () => {
    if (child.exitCode !== null) throw new Error(`nginx ended: ${output}`);
    await (await fetch(`${baseUrl}/health/live`)).arrayBuffer();
  }, startLimitMs);
  return {
    baseUrl,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
};
