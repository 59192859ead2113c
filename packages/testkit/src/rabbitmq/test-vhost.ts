import { randomUUID } from 'node:crypto';
import { callManagement } from './management.ts';

export interface TestVhost extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
  delete(): Promise<void>;
}

/** A virtual host of its own on a running server, in some 100 ms: nothing is shared with other tests. */
export const createVhost = async (server: {
  readonly url: string;
  readonly managementUrl: string;
}): Promise<TestVhost> => {
  const name = `test-${randomUUID()}`;
  const call = (method: 'PUT' | 'DELETE', path: string, body?: unknown) =>
    callManagement(server.managementUrl, method, path, body);
  await call('PUT', `/api/vhosts/${name}`);
  const everything = { configure: '.*', write: '.*', read: '.*' };
  await call('PUT', `/api/permissions/${name}/guest`, everything);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  const remove = async () => {
    await call('DELETE', `/api/vhosts/${name}`);
  };
  return { name, url: url.href, delete: remove, [Symbol.asyncDispose]: remove };
};
