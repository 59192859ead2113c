import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./stream-clients.process.ts', import.meta.url));
const limitMs = 120_000;

/** What the process of the clients is asked, and what it answers. */
export type ClientsQuestion =
  | { readonly kind: 'open'; readonly url: string; readonly tokens: readonly string[] }
  | { readonly kind: 'expect' };
export type ClientsAnswer =
  | {
      readonly kind: 'opened';
      readonly open: number;
      readonly failed: number;
      readonly seconds: number;
    }
  | { readonly kind: 'expecting' }
  /** A toast has come to every stream; when, in milliseconds of the wall clock. */
  | { readonly kind: 'arrived'; readonly times: readonly number[]; readonly failed: number };

type Answer<Kind extends ClientsAnswer['kind']> = Extract<ClientsAnswer, { kind: Kind }>;

export interface StreamClients {
  open(url: string, tokens: readonly string[]): Promise<Answer<'opened'>>;
  /** From now on each stream's next toast is waited for; `arrived` resolves with when they came. */
  expectToasts(): Promise<{ readonly arrived: Promise<Answer<'arrived'>> }>;
  stop(): Promise<void>;
}

const answerOf = async <Kind extends ClientsAnswer['kind']>(
  child: ChildProcess,
  kind: Kind,
): Promise<Answer<Kind>> => {
  const [answer] = (await once(child, 'message', {
    signal: AbortSignal.timeout(limitMs),
  })) as [ClientsAnswer];
  if (answer.kind !== kind) throw new Error(`the clients say ${answer.kind}, not ${kind}`);
  return answer as Answer<Kind>;
};

/** Starts a process that holds streams as so many browsers would. */
export const startStreamClients = (): StreamClients => {
  const child = fork(program);
  const ask = (question: ClientsQuestion) => child.send(question);
  return {
    open: (url, tokens) => {
      const opened = answerOf(child, 'opened');
      ask({ kind: 'open', url, tokens });
      return opened;
    },
    expectToasts: async () => {
      const expecting = answerOf(child, 'expecting');
      ask({ kind: 'expect' });
      await expecting;
      const arrived = answerOf(child, 'arrived');
      arrived.catch(() => undefined);
      return { arrived };
    },
    stop: async () => {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
};
