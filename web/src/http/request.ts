import type { Problem } from '@questline/contracts/problem';
import { toProblem, toUnreachable } from './problem.ts';
import { renewSession } from './session-renewal.ts';
import { toTraceparent, traceparentBytes } from './traceparent.ts';

export const apiBase = '/api/v1';
const timeoutMs = 15_000;

export type ApiCall = {
  method?: 'GET' | 'POST';
  json?: unknown;
  form?: Record<string, string>;
  signal?: AbortSignal;
  /** False where a 401 is an answer in itself rather than the end of a session. */
  renew?: boolean;
  /** True where the call begins something that goes on in the background: one trace then holds it all. */
  traced?: boolean;
};

const toInit = ({ method = 'GET', json, form, signal, traced }: ApiCall): RequestInit => {
  const timeout = AbortSignal.timeout(timeoutMs);
  const init: RequestInit = {
    method,
    headers: { accept: 'application/json' },
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  };
  if (form) init.body = new URLSearchParams(form);
  if (json !== undefined) {
    init.body = JSON.stringify(json);
    init.headers = { ...init.headers, 'content-type': 'application/json' };
  }
  if (traced) {
    const traceparent = toTraceparent(crypto.getRandomValues(new Uint8Array(traceparentBytes)));
    init.headers = { ...init.headers, traceparent };
  }
  return init;
};

const send = async (path: string, call: ApiCall): Promise<Response> => {
  try {
    return await fetch(`${apiBase}${path}`, toInit(call));
  } catch (error) {
    if (call.signal?.aborted) throw error;
    throw toUnreachable();
  }
};

const readJson = async <T>(answer: Response): Promise<T | null> => {
  try {
    return (await answer.json()) as T;
  } catch {
    return null;
  }
};

/**
 * Calls the API with the session cookie and returns the JSON answer (`undefined` on 204).
 * An expired session is renewed once and the call repeated. Throws an `ApiProblem`.
 */
export const request = async <T>(path: string, call: ApiCall = {}): Promise<T> => {
  let answer = await send(path, call);
  if (answer.status === 401 && call.renew !== false && (await renewSession())) {
    answer = await send(path, call);
  }
  if (answer.status === 204) return undefined as T;
  if (!answer.ok) {
    const body = await readJson<Partial<Problem>>(answer);
    throw toProblem(answer.status, answer.headers.get('retry-after'), body);
  }
  const body = await readJson<T>(answer);
  if (body === null) throw toProblem(502, null, null);
  return body;
};
