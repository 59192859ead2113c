import { setTimeout as wait } from 'node:timers/promises';
import { CatalogError } from './catalog-error.ts';
import { retryDelayMs } from './retry.ts';

const requestLimitMs = 20_000;
const attemptsMax = 6;

/** What is sent; the path is below /api/v1. */
interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined where there is none. */
  readonly body: unknown;
}

export interface CatalogClient {
  readonly url: string;
  /**
   * Resolves with any answer of Questline. Rejects with CatalogError when nobody answers, when it is not
   * Questline, and for 401 and 403. Waits and asks again while it is told to, a few times.
   */
  readonly send: (request: Request) => Promise<Answer>;
}

export interface ClientOptions {
  readonly url: string;
  readonly apiKey: string;
  readonly fetch?: typeof fetch;
  /** How long to wait between attempts; for tests. */
  readonly sleep?: (ms: number) => Promise<unknown>;
}

const causeOf = (error: unknown): string => {
  const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === 'TimeoutError') return `no answer within ${requestLimitMs / 1_000} s`;
  return cause?.code ?? cause?.message ?? message;
};

const readBody = async (response: Response): Promise<unknown> => {
  const text = await response.text();
  if (text === '') return undefined;
  const type = response.headers.get('content-type') ?? '';
  if (!/^application\/([a-z.+-]+\+)?json\b/i.test(type)) return { not_json: type };
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return { not_json: 'what is not JSON' };
  }
};

const detailOf = (body: unknown): string => {
  const { detail } = (body ?? {}) as { detail?: unknown };
  return typeof detail === 'string' ? ` ${detail}` : '';
};

const check = (url: string, { status, headers, body }: Answer): void => {
  if (status >= 300 && status < 400) {
    const to = URL.parse(headers.get('location') ?? '', url)?.origin;
    throw new CatalogError(`${url} sends elsewhere${to ? `, to ${to}` : ''}: use that address.`);
  }
  if (status === 401) throw new CatalogError(`401: QUESTLINE_API_KEY is refused.${detailOf(body)}`);
  if (status === 403) {
    throw new CatalogError(
      `403: the API key needs the scopes catalog:read and catalog:write.${detailOf(body)}`,
    );
  }
  const notJson = (body as { not_json?: string } | undefined)?.not_json;
  if (notJson !== undefined) {
    throw new CatalogError(
      `${url} does not seem to be Questline: it answers ${status} with ${notJson || 'no type'}.`,
    );
  }
  if (status >= 500) throw new CatalogError(`${url} answers ${status}.${detailOf(body)}`);
};

type Attempt = { readonly answer: Answer } | { readonly failure: string };

const attempt = async (
  { url, apiKey, fetch: fetchOnce = fetch }: ClientOptions,
  { method, path, body, headers }: Request,
): Promise<Attempt> => {
  try {
    const response = await fetchOnce(`${url}/api/v1${path}`, {
      method,
      headers: {
        'x-api-key': apiKey,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // The key goes to the address it is meant for, and nowhere else.
      redirect: 'manual',
      signal: AbortSignal.timeout(requestLimitMs),
    });
    const { status } = response;
    return { answer: { status, headers: response.headers, body: await readBody(response) } };
  } catch (error) {
    return { failure: causeOf(error) };
  }
};

/** Talks to the catalog of the Questline at an address. Nothing that it throws names the key. */
export const createClient = (options: ClientOptions): CatalogClient => {
  const { url, sleep = wait } = options;
  const send = async (request: Request): Promise<Answer> => {
    for (let attempts = 1; ; attempts += 1) {
      const tried = await attempt(options, request);
      const delay = retryDelayMs('answer' in tried ? tried.answer : undefined, attempts);
      if (delay === undefined || attempts === attemptsMax) {
        if ('failure' in tried) {
          throw new CatalogError(`Nobody answers at ${url}: ${tried.failure}.`);
        }
        check(url, tried.answer);
        return tried.answer;
      }
      await sleep(delay);
    }
  };
  return { url, send };
};
