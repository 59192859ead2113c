import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureCluster, superuser } from './cluster.ts';
import { type DataDirLayout, layoutOf, openDataDir } from './data-dir.ts';
import { findFreePort } from './free-port.ts';
import { chooseLauncher, commandFor, handOver, type Launcher } from './launcher.ts';
import { stopOrphan } from './orphan.ts';
import { type PostgresBinaries, resolveBinaries } from './platform-package.ts';
import { endedWithin, type Postmaster, spawnPostmaster, stopStepwise } from './postmaster.ts';
import { waitUntilReady } from './readiness.ts';
import { keepLogSmall, openLog } from './server-log.ts';
import { serverArgs } from './server-settings.ts';
import { toStartupError } from './startup-error.ts';

export interface EmbeddedPostgres {
  /** On 127.0.0.1. */
  readonly port: number;
  /** `postgres://…` for a database of this server; `url('postgres')` always exists. */
  readonly url: (database: string) => string;
  readonly pid: number;
  /** Fast shutdown, at most 12 s; safe to call twice and after the server is gone. */
  stop(): Promise<void>;
  /** Resolves with one line when the server ends without stop(); never otherwise. */
  readonly exited: Promise<string>;
}

export interface StartPostgresOptions {
  /** Created when missing. Lock it first (data-dir-lock.ts): a server found on it is stopped. */
  readonly dataDir: string;
  /** Default: a random free one below 32768. */
  readonly port?: number;
  /** Server settings over the defaults, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Default: `postgres.log` in the data directory. */
  readonly logFile?: string;
}

const portAttemptsMax = 10;
const dyingAttemptsMax = 50;
const dyingPauseMs = 100;

interface Prepared {
  readonly layout: DataDirLayout;
  readonly binaries: PostgresBinaries;
  readonly launcher: Launcher;
}

/** One attempt on one port. */
const launch = async (
  { layout, binaries, launcher }: Prepared,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<{ postmaster: Postmaster; readiness: Awaited<ReturnType<typeof waitUntilReady>> }> => {
  const log = await openLog(layout.logFile);
  try {
    await handOver([layout.logFile], launcher.owner);
    const logOffset = (await log.stat()).size;
    const args = serverArgs(layout.cluster, port, settings);
    const prefix = [...launcher.prefix, ...launcher.guard];
    const postmaster = spawnPostmaster(commandFor(prefix, binaries.postgres, args), {
      cwd: layout.root,
      env: binaries.env,
      logFd: log.fd,
      pgCtl: binaries.pgCtl,
    });
    const readiness = await waitUntilReady(postmaster, { layout, logOffset, port });
    return { postmaster, readiness };
  } finally {
    await log.close();
  }
};

/** Attempts until ready; only a lost race for a random port and a dying predecessor are retried. */
const launchUntilReady = async (
  prepared: Prepared,
  fixedPort: number | undefined,
  settings: Readonly<Record<string, string>>,
): Promise<{ postmaster: Postmaster; port: number }> => {
  let portAttempts = 0;
  let dyingAttempts = 0;
  for (;;) {
    const port = fixedPort ?? (await findFreePort());
    const { postmaster, readiness } = await launch(prepared, port, settings);
    if (readiness.kind === 'ready') return { postmaster, port };
    if (readiness.kind === 'predecessor-dying' && dyingAttempts < dyingAttemptsMax) {
      dyingAttempts += 1;
      await delay(dyingPauseMs);
      continue;
    }
    const lostRace = readiness.error.fault === 'port-in-use' && fixedPort === undefined;
    portAttempts += 1;
    if (!lostRace || portAttempts === portAttemptsMax) throw readiness.error;
  }
};

const prepare = async (options: StartPostgresOptions): Promise<Prepared & { password: string }> => {
  const root = await openDataDir(options.dataDir);
  const layout = layoutOf(root, options.logFile && resolve(options.logFile));
  const binaries = await resolveBinaries(layout.libraryLinks);
  const launcher = await chooseLauncher(binaries, layout);
  await stopOrphan(layout, binaries.pgCtl);
  const password = await ensureCluster(layout, binaries, launcher);
  return { layout, binaries, launcher, password };
};

/**
 * Starts a PostgreSQL server of our own on a data directory, creating the database cluster at first.
 * It listens on 127.0.0.1 only, with password authentication. On Linux the kernel stops it when the
 * calling thread ends, however that ends; elsewhere a server left by a killed process is stopped by
 * the next start.
 *
 * @throws StartupError with a one-line message, see StartupFault.
 */
export const startPostgres = async (options: StartPostgresOptions): Promise<EmbeddedPostgres> => {
  try {
    const prepared = await prepare(options);
    const settings = options.settings ?? {};
    const { postmaster, port } = await launchUntilReady(prepared, options.port, settings);
    const log = keepLogSmall(prepared.layout.logFile);
    let stopping: Promise<boolean> | undefined;
    const exited = new Promise<string>((report) => {
      void postmaster.ended.then((reason) => {
        log.stop();
        if (stopping !== undefined) return;
        report(`PostgreSQL ended unasked (${reason}), see ${prepared.layout.logFile}`);
      });
    });
    const credentials = `${superuser}:${encodeURIComponent(prepared.password)}`;
    return {
      port,
      pid: postmaster.pid,
      url: (database) =>
        `postgres://${credentials}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
      exited,
      stop: async () => {
        stopping ??= stopStepwise(postmaster.signal, (ms) => endedWithin(postmaster, ms));
        await stopping;
      },
    };
  } catch (error) {
    throw toStartupError(error, resolve(options.dataDir));
  }
};
