import { type Agent, type RequestOptions, request } from 'node:http';

/** What requests came to: answers by status, and errors by code. */
export type Outcomes = Map<string, number>;

export const count = (outcomes: Outcomes, outcome: string): void => {
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
};

export const toWords = (outcomes: Outcomes): string =>
  [...outcomes]
    .sort(([, a], [, b]) => b - a)
    .map(([outcome, times]) => `${times} × ${outcome}`)
    .join(', ');

export interface Call extends Pick<RequestOptions, 'method' | 'localAddress'> {
  readonly url: string;
  readonly agent: Agent;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
  readonly signal?: AbortSignal;
}

/** Sends a request and reads all of its answer; resolves with its status or the code of what went wrong. */
export const callFor = ({ url, body, ...options }: Call): Promise<string> =>
  new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.name);
    const call = request(url, options, (answer) => {
      answer.on('end', () => resolve(String(answer.statusCode))).on('error', fail);
      answer.resume();
    });
    call.on('error', fail);
    call.end(body);
  });
