/**
 * A program that owns an embedded server, for tests that kill it or run it as somebody else.
 * `node owner.ts '{"dataDir": …, "lockOnly"?: true, "port"?: n}'` prints one line, an OwnerReport,
 * then lives until its standard input ends.
 */
import { lockDataDir } from '../src/data-dir-lock.ts';
import { startPostgres } from '../src/start-postgres.ts';
import { StartupError } from '../src/startup-error.ts';

export type OwnerReport =
  | { readonly ok: true; readonly pid: number; readonly url: string }
  | { readonly ok: false; readonly fault: string; readonly message: string };

export interface OwnerOptions {
  readonly dataDir: string;
  readonly lockOnly?: true;
  readonly port?: number;
}

const report = (line: OwnerReport): void => console.log(JSON.stringify(line));

const own = async ({ lockOnly, ...options }: OwnerOptions): Promise<void> => {
  const lock = await lockDataDir(options.dataDir);
  const server = lockOnly ? undefined : await startPostgres(options);
  report({ ok: true, pid: server?.pid ?? process.pid, url: server?.url('postgres') ?? '' });
  for await (const _ of process.stdin);
  await server?.stop();
  await lock.release();
};

try {
  await own(JSON.parse(process.argv[2] ?? '{}'));
} catch (error) {
  if (!(error instanceof StartupError)) throw error;
  report({ ok: false, fault: error.fault, message: error.message });
}
