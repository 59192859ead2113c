import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { ServiceName } from '@questline/contracts/gateway';
import type { ProcessGroups } from '@questline/testkit/rabbitmq/process-groups';

/** As an orchestrator does: soon, and with a pause so that a bad start does not spin. */
const restartDelayMs = 100;

export type Role = 'http' | 'consumer' | 'relay' | 'commands' | 'queries' | 'projector';

export interface SupervisedProcess {
  /** `<service>-<role>-<number>` */
  readonly name: string;
  readonly service: ServiceName;
  readonly role: Role;
  readonly url: string;
  /** Resolves when it has ended; while it is wanted it is started again. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Ends it with this signal, SIGTERM by default, and leaves it down; resolves with its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  start(): void;
  /** SIGTERM, then a new process once that has ended. */
  restart(): Promise<void>;
  alive(): boolean;
  /** Undefined while it is down. */
  pid(): number | undefined;
  /** What `/health/ready` answers, 0 for no answer. */
  readiness(): Promise<number>;
}

/** One OS process that is started again when it dies, unless it was stopped. */
export const superviseProcess = (options: {
  groups: ProcessGroups;
  name: string;
  service: ServiceName;
  role: Role;
  port: number;
  command: readonly [string, ...string[]];
  env: Record<string, string>;
  autoRestart: boolean;
}): SupervisedProcess => {
  const { groups, name, service, role } = options;
  const url = `http://127.0.0.1:${options.port}`;
  let wanted = false;
  let child: ChildProcess | undefined;

  const launch = () => {
    if (!wanted || child) return;
    const [command, ...args] = options.command;
    const launched = groups.start(command, args, options.env);
    child = launched;
    launched.once('exit', () => {
      child = undefined;
      void groups.kill(launched);
      if (options.autoRestart) setTimeout(launch, restartDelayMs).unref();
    });
  };
  const end = async (signal: NodeJS.Signals) => {
    if (!child) return null;
    const ended = once(child, 'exit');
    child.kill(signal);
    const [code] = (await ended) as [number | null];
    return code;
  };
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    wanted = false;
    return end(signal);
  };
  const start = () => {
    wanted = true;
    launch();
  };

  return {
    name,
    service,
    role,
    url,
    kill: async (signal) => {
      await end(signal);
    },
    stop,
    start,
    restart: async () => {
      await stop();
      start();
    },
    alive: () => child !== undefined,
    pid: () => child?.pid,
    readiness: () =>
      fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_500) }).then(
        ({ status }) => status,
        () => 0,
      ),
  };
};
