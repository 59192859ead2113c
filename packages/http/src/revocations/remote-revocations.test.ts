import { DependencyUnavailable } from '@questline/postgres/unavailable';
import { expect, it, vi } from 'vitest';
import { createRemoteRevocations } from './remote-revocations.ts';

const page = { data: [], more: null, cursor: '7' };
const setUp = (respond: () => Response | Promise<Response>) => {
  const fetchPage = vi.fn<typeof fetch>(async () => respond());
  const source = createRemoteRevocations({
    url: 'http://auth:3000',
    token: 'internal',
    fetch: fetchPage,
  });
  return { fetchPage, read: () => source({ since: '5', after: '0' }) };
};

it('asks auth from the cursor on, as a service', async () => {
  const { fetchPage, read } = setUp(() => Response.json(page));
  expect(await read()).toEqual(page);
  const [url, init] = fetchPage.mock.calls[0] ?? [];
  expect(url).toBe('http://auth:3000/internal/v1/revocations?since=5&after=0');
  expect(init?.headers).toEqual({ authorization: 'Bearer internal' });
});

it.each<[string, () => Response]>([
  ['refuses', () => new Response(null, { status: 401 })],
  ['is of an earlier release', () => Response.json({}, { status: 404 })],
  ['is not auth', () => Response.json({ hello: 'there' })],
  ['answers no JSON', () => new Response('<html>')],
])('cannot tell while who answers %s', async (_what, respond) => {
  await expect(setUp(respond).read()).rejects.toThrow(DependencyUnavailable);
});
