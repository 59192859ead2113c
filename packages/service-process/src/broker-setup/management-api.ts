import type { Permissions } from './permissions.ts';

const requestLimitMs = 10_000;

/** A user of the broker with a password, and the virtual host it works in. */
export interface BrokerUser {
  readonly name: string;
  readonly password: string;
  readonly vhost: string;
}

/** Reads the user out of an address like `amqp://user:password@host:5672/vhost`. */
export const userIn = (address: string): BrokerUser => {
  const { username, password, protocol, pathname } = new URL(address);
  const vhost = protocol.startsWith('amqp') ? decodeURIComponent(pathname.slice(1)) : '';
  return {
    name: decodeURIComponent(username),
    password: decodeURIComponent(password),
    vhost: vhost || '/',
  };
};

export interface ManagementApi {
  /** Creates the user, or gives an existing one this password, these tags and no other. */
  putUser(user: BrokerUser, tags: string): Promise<void>;
  /** Replaces what the user may do in its virtual host. */
  putPermissions(user: BrokerUser, permissions: Permissions): Promise<void>;
}

/** The broker's management API, called as an administrator. Calls reject on any refusal. */
export const createManagementApi = (url: string, administrator: BrokerUser): ManagementApi => {
  const credentials = `${administrator.name}:${administrator.password}`;
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  const put = async (segments: readonly string[], body: object) => {
    const path = `/api/${segments.map(encodeURIComponent).join('/')}`;
    const response = await fetch(`${url.replace(/\/$/, '')}${path}`, {
      method: 'PUT',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(requestLimitMs),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`PUT ${path} was answered ${response.status}`);
  };
  return {
    putUser: ({ name, password }, tags) => put(['users', name], { password, tags }),
    putPermissions: ({ name, vhost }, permissions) =>
      put(['permissions', vhost, name], permissions),
  };
};
