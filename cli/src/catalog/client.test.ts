import { describe, expect, it } from 'vitest';
import { parseAddress } from './address.ts';
import { createClient } from './client.ts';

type Step = Response | Error;

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8', ...headers },
  });

/** A client whose requests are answered by these steps, the last of them for good. */
const clientOf = (...steps: readonly [Step, ...Step[]]) => {
  const sent: RequestInit[] = [];
  const waited: number[] = [];
  const client = createClient({
    url: 'http://quests',
    apiKey: 'qlk_secret',
    fetch: async (_url, init = {}) => {
      const step = steps[Math.min(sent.push(init), steps.length) - 1] ?? steps[0];
      if (step instanceof Error) throw step;
      return step.clone();
    },
    sleep: async (ms) => waited.push(ms),
  });
  return { ask: () => client.send({ method: 'GET', path: '/quests/' }), sent, waited };
};

describe('the client', () => {
  it('waits as long as it is told to, within bounds, and asks again', async () => {
    const { ask, waited } = clientOf(
      json(503, {}, { 'retry-after': '2' }),
      json(429, {}, { 'retry-after': '86400' }),
      json(503, {}),
      new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } }),
      json(200, { data: [] }),
    );
    expect((await ask()).status).toBe(200);
    expect(waited).toEqual([2_000, 10_000, 800, 1_600]);
  });

  it('gives up in the end', async () => {
    const { ask, sent } = clientOf(json(503, { detail: 'The database is away.' }));
    await expect(ask()).rejects.toThrow('http://quests answers 503. The database is away.');
    expect(sent).toHaveLength(6);
    const refused = new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
    await expect(clientOf(refused).ask()).rejects.toThrow(
      'Nobody answers at http://quests: ECONNREFUSED.',
    );
  });

  it('does not ask again where the answer would be the same', async () => {
    const { ask, sent } = clientOf(json(412, { code: 'stale' }));
    expect(await ask()).toMatchObject({ status: 412, body: { code: 'stale' } });
    expect(sent).toHaveLength(1);
  });

  it.each([
    [json(401, { detail: 'Unknown.' }), '401: QUESTLINE_API_KEY is refused. Unknown.'],
    [json(403, { detail: 'No.' }), /^403: the API key needs the scopes .* No\.$/],
    [
      new Response('<html>', { headers: { 'content-type': 'text/html' } }),
      /not seem to be Questline.*text\/html/,
    ],
    [
      new Response('{', { headers: { 'content-type': 'application/json' } }),
      /not seem to be Questline/,
    ],
    [
      new Response(null, { status: 302, headers: { location: 'https://login/?a=qlk_secret' } }),
      'http://quests sends elsewhere, to https://login: use that address.',
    ],
  ])('explains %#', async (response, message) => {
    const { ask } = clientOf(response);
    await expect(ask()).rejects.toThrow(message);
    await expect(ask()).rejects.not.toThrow('qlk_secret');
  });

  it('sends the key to the address alone', async () => {
    const { ask, sent } = clientOf(json(200, {}));
    await ask();
    expect(sent[0]).toMatchObject({ redirect: 'manual', headers: { 'x-api-key': 'qlk_secret' } });
  });
});

describe('an address', () => {
  it('is taken without its last slash', () => {
    expect(parseAddress('https://Example.com/quests/')).toBe('https://example.com/quests');
    expect(parseAddress('http://localhost:5173')).toBe('http://localhost:5173');
  });

  it.each([
    'localhost:5173',
    'ftp://x',
    '',
    'https://u:secret@x',
    'https://x/?a=secret',
    'https://x/#a',
  ])('is not %j', (address) => {
    expect(() => parseAddress(address)).toThrow(/address must/);
    expect(() => parseAddress(address)).not.toThrow('secret');
  });
});
