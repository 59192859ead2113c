import type { ServiceName } from '@questline/contracts/gateway';
import { subscriptions, userPartitions } from '@questline/contracts/subscriptions';
import { queueBindings } from '@questline/messaging/rabbitmq/routing';
import {
  broadcastExchange,
  deadLetterExchange,
  deadLetterQueue,
  eventsExchange,
  membersExchange,
  replaysExchange,
} from '@questline/messaging/rabbitmq/topology';

/** What a user may configure, write and read: regular expressions over names, as the broker has them. */
export interface Permissions {
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

/** Sees the lengths of queues and touches nothing. */
export const noPermissions: Permissions = { configure: '^$', write: '^$', read: '^$' };

/** Who sends hints to all instances of a service, and who listens to them. */
const broadcasts: Record<ServiceName, { readonly sends: boolean; readonly hears: boolean }> = {
  auth: { sends: true, hears: false },
  catalog: { sends: false, hears: false },
  processing: { sends: true, hears: true },
};

/** How the broker names a queue that belongs to one connection alone. */
const ownQueuesOfConnections = 'amq\\.gen-.+';

const literal = (name: string): string => name.replaceAll('.', '\\.');
const anyOf = (patterns: readonly string[]): string =>
  `^(${[...new Set(patterns)].sort().join('|')})$`;

const all = Object.values(subscriptions);
const queuesOf = (some: typeof all): string[] =>
  some.flatMap((each) => queueBindings(each, userPartitions).map(({ queue }) => literal(queue)));

/**
 * The least a service works with. Every process declares and binds the whole topology, so that no
 * event is sent before its queue is there: it may configure and bind all of it. Each service reads
 * its own queues alone, but for the dead letters, which processing stores. Binding the dead letters needs the right to read them: the exchange and the
 * queue have one name.
 */
export const permissionsOf = (service: ServiceName): Permissions => {
  const own = all.filter(({ name }) => name.startsWith(`${service}.`));
  const { sends, hears } = broadcasts[service];
  const shares = own.some((subscription) => 'partitions' in subscription);
  const temporary = hears || shares ? [ownQueuesOfConnections] : [];
  const deadLetters = [literal(deadLetterExchange), literal(deadLetterQueue)];
  const events = [literal(eventsExchange), literal(replaysExchange)];
  const broadcast = literal(broadcastExchange);
  const members = literal(membersExchange);
  const queues = queuesOf(all);
  return {
    configure: anyOf([...events, ...deadLetters, broadcast, members, ...queues, ...temporary]),
    write: anyOf([
      ...events,
      ...deadLetters,
      ...queues,
      ...temporary,
      ...(sends ? [broadcast] : []),
      ...(shares ? [members] : []),
    ]),
    read: anyOf([
      ...events,
      ...deadLetters,
      ...queuesOf(own),
      ...temporary,
      ...(hears ? [broadcast] : []),
      ...(shares ? [members] : []),
    ]),
  };
};
