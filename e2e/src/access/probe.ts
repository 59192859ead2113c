import { randomUUID } from 'node:crypto';
import type { BackendName } from '@questline/contracts/gateway';

const requestLimitMs = 15_000;
const someId = '01890000-0000-7000-8000-00000000a001';

interface Operation {
  readonly backend: BackendName;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
}

/** One operation at least of each process that lets users in; they change nothing that counts. */
const operations: readonly Operation[] = [
  { backend: 'auth-http', method: 'GET', path: '/users/me' },
  {
    backend: 'auth-http',
    method: 'POST',
    path: '/wallets/nobody/transactions',
    body: { currency: 'gold', amount: 1, reason: 'a probe' },
  },
  { backend: 'catalog-commands', method: 'POST', path: '/quests/', body: {} },
  { backend: 'catalog-queries', method: 'GET', path: '/quests/' },
  { backend: 'processing-http', method: 'GET', path: '/events/' },
  { backend: 'processing-http', method: 'POST', path: '/events/', body: {} },
  { backend: 'processing-http', method: 'POST', path: `/progress/${someId}/claim` },
  { backend: 'processing-http', method: 'GET', path: '/notifications/' },
];

const statusOf = async (url: string, { method, path, body }: Operation, token: string) => {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'idempotency-key': randomUUID(),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(requestLimitMs),
  });
  await response.arrayBuffer();
  return response.status;
};

/** What the holder of the token is answered by every replica at these addresses, each status once. */
export const probe = async (
  urlsOf: (backend: BackendName) => readonly string[],
  token: string,
): Promise<number[]> => {
  const statuses = await Promise.all(
    operations.flatMap((operation) =>
      urlsOf(operation.backend).map((url) => statusOf(url, operation, token)),
    ),
  );
  return [...new Set(statuses)].toSorted((a, b) => a - b);
};

/** Ends the token's session. */
export const logOut = async (baseUrl: string, token: string): Promise<void> => {
  const response = await fetch(`${baseUrl}/api/v1/logout`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(requestLimitMs),
  });
  if (response.status !== 204) throw new Error(`log-out: ${response.status}`);
};
