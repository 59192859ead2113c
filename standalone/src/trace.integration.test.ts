import { type RecordedSpan, recordSpans } from '@questline/telemetry/testing/record-spans';
import { eventually } from '@questline/testkit/eventually';
import { describe, expect, it } from 'vitest';
import { type Product, startProduct } from './testing/start-product.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const browserSpanId = 'b7ad6b7169203331';
// No hexadecimal digits: an id must not look like the name.
const credentials = { username: 'zoë', password: 'correct horse battery' };

const signIn = async ({ call }: Product, headers: Record<string, string> = {}): Promise<string> => {
  const answer = await call('/login/access-token', {
    method: 'POST',
    body: new URLSearchParams(credentials),
    headers,
  });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { access_token: string }).access_token;
};

/** Reads the user's stream until the wallet's toast has come. */
const readUntilCredited = async ({ call }: Product, token: string): Promise<string> => {
  const answer = await call('/notifications/stream', {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(20_000),
  });
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.includes('event: wallet_credited')) break;
  }
  return text;
};

/** From a span up to the one that began the trace: what it is caused by, in order. */
const causesOf = (span: RecordedSpan, spans: readonly RecordedSpan[]): string[] => {
  const parent = spans.find(({ span_id }) => span_id === span.parent_id);
  return parent ? [parent.name, ...causesOf(parent, spans)] : [`browser ${span.parent_id}`];
};

describe('a trace', () => {
  it('leads from the sign-in in a browser to the toast', async () => {
    await using recorder = recordSpans();
    await using stack = new AsyncDisposableStack();
    const product = await startProduct(stack);
    const signUp = await product.call('/users/signup', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user_name: credentials.username, password: credentials.password }),
    });
    expect(signUp.status).toBe(201);
    await signIn(product);
    const token = await signIn(product);
    await product.drained();

    const reading = readUntilCredited(product, token);
    await signIn(product, { traceparent: `00-${traceId}-${browserSpanId}-01` });
    expect(await reading).not.toContain('traceparent');

    const spans = await eventually(() => {
      const found = recorder.spans().filter(({ trace_id }) => trace_id === traceId);
      expect(found.filter(({ name }) => name === 'send notification')).toHaveLength(3);
      // The relay ends this one when its event has gone through.
      expect(found.map(({ name }) => name)).toContain('publish UserSignIn');
      return found;
    });
    const browser = `browser ${browserSpanId}`;
    const request = 'POST /api/v1/login/access-token';
    const signedIn = ['publish UserSignIn', 'transaction', request, browser];
    const granted = ['publish RewardGranted', 'process UserSignIn', ...signedIn];
    const credited = ['publish WalletCredited', 'process RewardGranted', ...granted];

    const chains = spans.map((span) => [span.name, ...causesOf(span, spans)].join(' < '));
    expect(chains.toSorted()).toEqual(
      [
        [request, browser],
        ['transaction', request, browser],
        signedIn,
        ['process UserSignIn', ...signedIn],
        ['transaction', 'process UserSignIn', ...signedIn],
        ['send notification', 'process UserSignIn', ...signedIn],
        ['send notification', 'process UserSignIn', ...signedIn],
        granted,
        ['process RewardGranted', ...granted],
        ['transaction', 'process RewardGranted', ...granted],
        credited,
        ['process WalletCredited', ...credited],
        ['transaction', 'process WalletCredited', ...credited],
        ['send notification', 'process WalletCredited', ...credited],
      ]
        .map((chain) => chain.join(' < '))
        .toSorted(),
    );
    expect(spans.filter(({ failed }) => failed)).toEqual([]);
    expect(JSON.stringify(spans)).not.toContain(credentials.username);
  });
});
