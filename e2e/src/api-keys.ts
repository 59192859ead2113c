import { create } from './client.ts';

const requestLimitMs = 15_000;

export interface ApiKey {
  readonly id: string;
  readonly secret: string;
}

/** Makes a key as the superuser who holds the token. */
export const createApiKey = (
  baseUrl: string,
  token: string,
  key: {
    name: string;
    scopes: readonly string[];
    event_types?: readonly string[];
    source?: string;
  },
): Promise<ApiKey> => create<ApiKey>(baseUrl, '/api-keys/', token, key);

export const revokeApiKey = async (baseUrl: string, token: string, { id }: ApiKey) => {
  const response = await fetch(`${baseUrl}/api/v1/api-keys/${id}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(requestLimitMs),
  });
  if (response.status !== 204) throw new Error(`revoke: ${response.status}`);
};

/** Posts as a server of the app does; resolves with whatever is answered. */
export const postWithKey = (
  baseUrl: string,
  path: string,
  { secret }: ApiKey,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(`${baseUrl}/api/v1${path}`, {
    method: 'POST',
    headers: { 'x-api-key': secret, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(requestLimitMs),
  });
