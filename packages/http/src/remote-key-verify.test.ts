import { unknownApiKeyCode } from '@questline/contracts/auth/api-key';
import { DependencyUnavailable } from '@questline/postgres/unavailable';
import { expect, test } from 'vitest';
import { createRemoteKeyVerify } from './remote-key-verify.ts';

const grant = {
  id: '01890000-0000-7000-8000-00000000a001',
  name: 'shop',
  scopes: ['events:write'],
  event_types: null,
  source: 'shop',
  valid_until: null,
};

/** A verify whose auth answers so, and the requests it was sent. */
const setUp = (answer: () => Response) => {
  const requests: Request[] = [];
  const verify = createRemoteKeyVerify({
    url: 'http://auth:3000',
    token: 'internal',
    fetch: async (input, init) => {
      requests.push(new Request(input, init));
      return answer();
    },
  });
  return { verify, requests };
};

test('reads the answer of an auth of the release before, which knows no source', async () => {
  const { source: _source, valid_until: _until, ...before } = grant;
  const { verify } = setUp(() => Response.json(before));
  expect(await verify('a1')).toEqual({ ...before, source: null, valid_until: null });
});

test('asks auth, as a service of the installation, for a hash', async () => {
  const { verify, requests } = setUp(() => Response.json(grant));
  expect(await verify('a1')).toEqual(grant);
  const [request] = requests;
  expect(request?.url).toBe('http://auth:3000/internal/v1/api-keys/verify');
  expect(request?.headers.get('authorization')).toBe('Bearer internal');
  expect(await request?.json()).toEqual({ secret_hash: 'a1' });
});

test('a key that auth does not know is none', async () => {
  const { verify } = setUp(() => Response.json({ code: unknownApiKeyCode }, { status: 404 }));
  expect(await verify('a1')).toBeUndefined();
});

test.each([
  ['nothing at the address', () => Response.json({ code: 'not-found' }, { status: 404 })],
  ['another internal token', () => Response.json({ code: 'unauthorized' }, { status: 401 })],
  ['a page', () => new Response('<html>')],
  ['a body of another shape', () => Response.json({ id: 1 })],
  ['a start', () => Response.json({ code: 'starting' }, { status: 503 })],
  [
    'no answer',
    () => {
      throw new TypeError('fetch failed');
    },
  ],
])('%s leaves a key unjudged', async (_name, answer) => {
  await expect(setUp(answer).verify('a1')).rejects.toThrow(DependencyUnavailable);
});
