import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  type BrokerPorts,
  brokerEnvironment,
  choosePorts,
  writeBrokerFiles,
} from './broker-settings.ts';
import { ensureRabbitMq } from './ensure-rabbitmq.ts';
import { acceptsConnections } from './management.ts';
import { createProcessGroups } from './process-groups.ts';

export interface RabbitMqServer {
  /** `amqp://…` of its default virtual host. */
  readonly url: string;
  readonly port: number;
  readonly managementUrl: string;
  /** SIGKILL for the whole server, as a crash would do; what is on disk stays. */
  kill(): Promise<void>;
  /** Starts it again over the same data and ports, after a kill if it still runs. */
  restart(): Promise<void>;
  /** Has the server end as an operator would, and starts it again. */
  restartInOrder(): Promise<void>;
  /** Runs `rabbitmqctl`, 1–2 s a call. */
  control(...args: readonly string[]): Promise<string>;
  /** Ends every process and removes the folder, unless it was given. */
  stop(): Promise<void>;
}

const startAttemptsMax = 3;
const readyLimitMs = 90_000;
const probeIntervalMs = 100;
const controlLimitMs = 30_000;

const startNode = async (options: {
  scripts: string;
  dir: string;
  ports: BrokerPorts;
  removeDir: boolean;
}): Promise<RabbitMqServer> => {
  const { scripts, dir, ports } = options;
  const managementUrl = `http://127.0.0.1:${ports.management}`;
  const environment = brokerEnvironment(dir, ports);
  await writeBrokerFiles(dir, ports);
  const logFile = join(dir, 'log', 'output.log');
  const log = await open(logFile, 'a');
  const groups = createProcessGroups({ dir, removeDir: options.removeDir, log });

  const startServer = async () => {
    const server = groups.start(join(scripts, 'rabbitmq-server'), [], environment);
    const deadline = Date.now() + readyLimitMs;
    while (!(await acceptsConnections(managementUrl, ports.amqp))) {
      const ended = server.pid === undefined || server.exitCode !== null;
      if (ended || Date.now() > deadline) {
        const output = (await readFile(logFile, 'utf8')).trim().split('\n').slice(-5).join(' | ');
        throw new Error(`RabbitMQ ${ended ? 'ended' : 'was not ready'} at its start: ${output}`);
      }
      await wait(probeIntervalMs);
    }
    return server;
  };
  const stop = async () => {
    await groups.end();
    await log.close();
    if (options.removeDir) await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  };

  try {
    // In the foreground and started by us: `-daemon` would leave the group, and stay behind.
    groups.start('epmd', ['-address', '127.0.0.1', '-port', String(ports.epmd)], environment);
    let server = await startServer();
    const control = async (...args: readonly string[]) => {
      const settings = { env: environment, timeout: controlLimitMs };
      return (await promisify(execFile)(join(scripts, 'rabbitmqctl'), args, settings)).stdout;
    };
    const restart = async () => {
      await groups.kill(server);
      server = await startServer();
    };
    return {
      url: `amqp://guest:guest@127.0.0.1:${ports.amqp}`,
      port: ports.amqp,
      managementUrl,
      kill: () => groups.kill(server),
      restart,
      restartInOrder: async () => {
        await control('-q', 'shutdown');
        await restart();
      },
      control,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};

/**
 * Starts a private RabbitMQ, in 6–8 s, as any user: its own data, cookie, name server and ports on
 * loopback. It ends with this process, however that ends.
 */
export const startRabbitMq = async (options: { dir?: string } = {}): Promise<RabbitMqServer> => {
  const scripts = await ensureRabbitMq();
  let reason: unknown;
  for (let attempt = 1; attempt <= startAttemptsMax; attempt += 1) {
    const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'questline-rabbitmq-')));
    await mkdir(dir, { recursive: true });
    const ports = await choosePorts();
    try {
      return await startNode({ scripts, dir, ports, removeDir: options.dir === undefined });
    } catch (error) {
      // Most likely a port was taken since it was found free: the next attempt has others.
      reason = error;
    }
  }
  throw reason;
};
