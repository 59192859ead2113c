/** The user a fresh server has; it may only log in over loopback. */
const authorization = `Basic ${Buffer.from('guest:guest').toString('base64')}`;
const requestLimitMs = 10_000;

/** One call of the management API; throws on any refusal. */
export const callManagement = async (
  url: string,
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<unknown> => {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.timeout(requestLimitMs),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
};

/** Whether the server accepts AMQP connections on `port`. */
export const acceptsConnections = (url: string, port: number): Promise<boolean> =>
  callManagement(url, 'GET', `/api/health/checks/port-listener/${port}`).then(
    () => true,
    () => false,
  );
