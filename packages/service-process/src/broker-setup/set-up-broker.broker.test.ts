import { randomUUID } from 'node:crypto';
import { subscriptions } from '@questline/contracts/subscriptions';
import { accepted } from '@questline/messaging/bus';
import { toEvent } from '@questline/messaging/event';
import type { RabbitMqBus } from '@questline/messaging/rabbitmq/rabbitmq-bus';
import { deadLetterQueue } from '@questline/messaging/rabbitmq/topology';
import { eventually } from '@questline/testkit/eventually';
import { callManagement } from '@questline/testkit/rabbitmq/management';
import { createVhost } from '@questline/testkit/rabbitmq/test-vhost';
import { testLogger } from '@questline/testkit/test-database';
import { type Channel, connect } from 'amqplib';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { type BrokerSetupSettings, brokerSetupSettings } from '../config.ts';
import { openBroker } from '../open-broker.ts';
import { setUpBroker } from './set-up-broker.ts';

describe('a broker that is set up', () => {
  let stack: AsyncDisposableStack;
  let settings: BrokerSetupSettings;
  beforeEach(async () => {
    stack = new AsyncDisposableStack();
    const server = inject('rabbitmq');
    const vhost = stack.use(await createVhost(server));
    const as = (service: string) => {
      const url = new URL(vhost.url);
      url.username = `${service}-${randomUUID()}`;
      url.password = randomUUID();
      stack.defer(async () => {
        await callManagement(server.managementUrl, 'DELETE', `/api/users/${url.username}`);
      });
      return url.href;
    };
    settings = brokerSetupSettings.parse({
      RABBITMQ_URL: vhost.url,
      RABBITMQ_MANAGEMENT_URL: server.managementUrl,
      AUTH_RABBITMQ_URL: as('auth'),
      CATALOG_RABBITMQ_URL: as('catalog'),
      PROCESSING_RABBITMQ_URL: as('processing'),
      SCALER_RABBITMQ_URL: as('scaler').replace('amqp:', 'http:'),
    });
    await setUpBroker(settings, testLogger);
  });
  afterEach(() => stack.disposeAsync());

  const openAs = async (url: string): Promise<RabbitMqBus> => {
    const bus = await openBroker({
      name: 'test',
      settings: { RABBITMQ_URL: url },
      logger: testLogger,
      stack,
    });
    await eventually(() => bus.ready());
    return bus;
  };
  const channelAs = async (url: string): Promise<Channel> => {
    const connection = await connect(url);
    connection.on('error', () => undefined);
    stack.defer(() => connection.close().catch(() => undefined));
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    return channel;
  };
  const refused = expect.objectContaining({ message: expect.stringContaining('ACCESS_REFUSED') });

  it('carries the events of every service to every reader, and hints to those that listen', async () => {
    const users = {
      auth: await openAs(settings.AUTH_RABBITMQ_URL),
      catalog: await openAs(settings.CATALOG_RABBITMQ_URL),
      processing: await openAs(settings.PROCESSING_RABBITMQ_URL),
    };
    const received = new Set<string>();
    for (const subscription of Object.values(subscriptions)) {
      const [service] = subscription.name.split('.') as [keyof typeof users];
      await users[service].subscribe({
        ...subscription,
        types: '*',
        batchSizeMax: 10,
        handle: async (events) => {
          for (const { source } of events) received.add(`${source} to ${subscription.name}`);
          return events.map(() => accepted);
        },
      });
    }
    const names = Object.keys(users) as (keyof typeof users)[];
    const expected = names.flatMap((source) =>
      Object.keys(subscriptions).map((name) => `${source} to ${name}`),
    );
    for (const source of names) {
      const about = { type: 'Tried', subject: 'user-1', time: new Date(), data: {} };
      await users[source].publish([toEvent({ ...about, id: randomUUID(), source })]);
    }
    await eventually(() => expect([...received].sort()).toEqual(expected.sort()));

    const heard: unknown[] = [];
    await users.processing.listen('hints', (message) => heard.push(message));
    await eventually(async () => {
      await users.auth.broadcast('hints', { from: 'auth' });
      await users.processing.broadcast('hints', { from: 'processing' });
      expect(heard).toEqual(expect.arrayContaining([{ from: 'auth' }, { from: 'processing' }]));
    });
  });

  it.each([
    ['the queue of another service', 'catalog.views'],
    ['the events of another service', 'processing.events.0'],
  ])('keeps %s from being read or emptied', async (_what, queue) => {
    const url = settings.AUTH_RABBITMQ_URL;
    const consume = async () => (await channelAs(url)).consume(queue, () => undefined);
    await expect(consume()).rejects.toEqual(refused);
    await expect((await channelAs(url)).get(queue)).rejects.toEqual(refused);
    await expect((await channelAs(url)).purgeQueue(queue)).rejects.toEqual(refused);
  });

  it('keeps services from names that are not the product’s', async () => {
    const url = settings.CATALOG_RABBITMQ_URL;
    await expect((await channelAs(url)).assertQueue('orders')).rejects.toEqual(refused);
    await expect((await channelAs(url)).assertQueue('')).rejects.toEqual(refused);
    await expect((await channelAs(url)).assertExchange('orders', 'topic')).rejects.toEqual(refused);
    const channel = await channelAs(url);
    const closed = new Promise((resolve) => channel.once('error', resolve));
    channel.publish('questline.broadcast', 'revocations', Buffer.from('{}'));
    expect(await closed).toEqual(refused);
  });

  it('shows its management to the administrator, and to the scaler the lengths of queues', async () => {
    const statusOf = async (address: string, path: string) => {
      const { username, password } = new URL(address);
      const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
      const url = `${settings.RABBITMQ_MANAGEMENT_URL}${path}`;
      return (await fetch(url, { headers: { authorization } })).status;
    };
    const vhost = new URL(settings.RABBITMQ_URL).pathname.slice(1);
    const queues = `/api/queues/${vhost}?use_regex=true&name=processing`;
    expect(await statusOf(settings.RABBITMQ_URL, '/api/users')).toBe(200);
    expect(await statusOf(settings.SCALER_RABBITMQ_URL ?? '', queues)).toBe(200);
    expect(await statusOf(settings.SCALER_RABBITMQ_URL ?? '', '/api/users')).toBe(401);
    expect(await statusOf(settings.PROCESSING_RABBITMQ_URL, queues)).toBe(401);
  });

  it('is set up again without a loss, with other passwords and the permissions of this release', async () => {
    const auth = await openAs(settings.AUTH_RABBITMQ_URL);
    const about = { type: 'Tried', subject: 'user-1', time: new Date(), data: {} };
    await auth.publish([toEvent({ ...about, id: 'event-1', source: 'auth' })]);

    const { username } = new URL(settings.AUTH_RABBITMQ_URL);
    const vhost = new URL(settings.RABBITMQ_URL).pathname.slice(1);
    const everything = { configure: '.*', write: '.*', read: '.*' };
    const { managementUrl } = inject('rabbitmq');
    await callManagement(managementUrl, 'PUT', `/api/permissions/${vhost}/${username}`, everything);
    const changed = new URL(settings.AUTH_RABBITMQ_URL);
    changed.password = randomUUID();
    await setUpBroker({ ...settings, AUTH_RABBITMQ_URL: changed.href }, testLogger);

    await expect(connect(settings.AUTH_RABBITMQ_URL)).rejects.toThrow('ACCESS_REFUSED');
    const purge = (await channelAs(changed.href)).purgeQueue('catalog.views');
    await expect(purge).rejects.toEqual(refused);
    const administrator = await channelAs(settings.RABBITMQ_URL);
    const counts = await Promise.all(
      Array.from({ length: 8 }, (_, n) => administrator.checkQueue(`processing.events.${n}`)),
    );
    expect(counts.reduce((sum, { messageCount }) => sum + messageCount, 0)).toBe(1);
    expect((await administrator.checkQueue(deadLetterQueue)).messageCount).toBe(0);
  });
});
