import { subscriptions, userPartitions } from '@questline/contracts/subscriptions';
import { queueBindings } from '@questline/messaging/rabbitmq/routing';
import { describe, expect, it } from 'vitest';
import { noPermissions, permissionsOf } from './permissions.ts';

const services = ['auth', 'catalog', 'processing'] as const;
const exchanges = ['events', 'replays', 'dead-letters', 'broadcast', 'members'].map(
  (n) => `questline.${n}`,
);
const queues = Object.values(subscriptions).flatMap((subscription) =>
  queueBindings(subscription, userPartitions).map(({ queue }) => queue),
);
const matches = (pattern: string, names: readonly string[]) =>
  names.filter((name) => new RegExp(pattern).test(name));

describe.each(services)('the user of %s', (service) => {
  const { configure, write, read } = permissionsOf(service);

  it('declares and binds the whole topology, and nothing else', () => {
    expect(matches(configure, [...exchanges, ...queues])).toEqual([...exchanges, ...queues]);
    expect(matches(write, queues)).toEqual(queues);
    const foreign = ['', 'orders', 'questline.eventsx', 'xauth.wallet', 'auth-wallet', 'amq.topic'];
    for (const pattern of [configure, write, read]) expect(matches(pattern, foreign)).toEqual([]);
  });

  it('reads the queues of its own subscriptions alone', () => {
    expect(matches(read, queues)).toEqual(queues.filter((name) => name.startsWith(`${service}.`)));
  });
});

describe('hints', () => {
  it('are sent by auth and processing and heard by processing', () => {
    const names = ['questline.broadcast', 'questline.members', 'amq.gen-aB3'];
    const rights = services.map((service) => {
      const { write, read } = permissionsOf(service);
      return [matches(write, names), matches(read, names)];
    });
    expect(rights).toEqual([
      [['questline.broadcast'], []],
      [[], []],
      [names, names],
    ]);
  });
});

it('the user that counts messages touches nothing', () => {
  for (const pattern of Object.values(noPermissions)) {
    expect(matches(pattern, [...exchanges, ...queues, 'amq.gen-aB3'])).toEqual([]);
  }
});
