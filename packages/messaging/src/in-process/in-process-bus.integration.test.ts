import { createTestDatabase, testLogger } from '@questline/testkit/test-database';
import { expect, it } from 'vitest';
import { rejected } from '../bus.ts';
import { describeBusContract } from '../bus-contract.ts';
import type { DeadLetter } from '../dead-letters/dead-letter.ts';
import { insertDeadLetter } from '../dead-letters/dead-letters.sql.ts';
import { DeliveryStopped } from '../deliver-batch.ts';
import { messagingMigrations } from '../migrations.ts';
import { sampleEvent } from '../sample-event.ts';
import { createInProcessBus } from './in-process-bus.ts';

const selectDeadLetters = {
  text: 'select subscription, event, reason from dead_letters order by id',
};

describeBusContract('in process', async (policy) => {
  const database = await createTestDatabase([messagingMigrations]);
  const bus = createInProcessBus({
    logger: testLogger,
    policy,
    storeDeadLetter: (letter) => insertDeadLetter(database, letter),
  });
  return {
    bus,
    deadLetters: async () => (await database.query<DeadLetter>(selectDeadLetters)).rows,
    close: () => database.close(),
  };
});

it('stores a dead letter once, with its first reason', async () => {
  await using database = await createTestDatabase([messagingMigrations]);
  const event = sampleEvent();
  await insertDeadLetter(database, { subscription: 'test.sub', event, reason: 'first' });
  await insertDeadLetter(database, { subscription: 'test.sub', event, reason: 'second' });
  await insertDeadLetter(database, { subscription: 'test.twin', event, reason: 'third' });
  const { rows } = await database.query<DeadLetter>(selectDeadLetters);
  expect(rows).toEqual([
    { subscription: 'test.sub', event, reason: 'first' },
    { subscription: 'test.twin', event, reason: 'third' },
  ]);
});

it('publish rejects while a refusal cannot be stored, so that the outbox keeps the event', async () => {
  let storing = 0;
  const bus = createInProcessBus({
    logger: testLogger,
    storeDeadLetter: async () => {
      storing += 1;
      if (storing === 1) throw new Error('disk full');
    },
  });
  await bus.subscribe({
    name: 'test.sub',
    types: '*',
    batchSizeMax: 10,
    handle: async (events) => events.map(() => rejected('no')),
  });
  const event = sampleEvent();
  await expect(bus.publish([event])).rejects.toThrow('disk full');
  await bus.publish([event]);
  expect(storing).toBe(2);
});

it('publish rejects for a stopped subscription, and not for events it does not want', async () => {
  const bus = createInProcessBus({ logger: testLogger, storeDeadLetter: async () => undefined });
  const subscription = await bus.subscribe({
    name: 'test.sub',
    types: ['Wanted'],
    batchSizeMax: 10,
    handle: async () => [],
  });
  await subscription.stop();
  await expect(bus.publish([sampleEvent({ type: 'Wanted' })])).rejects.toThrow(DeliveryStopped);
  await bus.publish([sampleEvent({ type: 'Unwanted' })]);
});
