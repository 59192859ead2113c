import { renderMetrics } from '@questline/telemetry/metrics';
import { startTelemetry } from '@questline/telemetry/start-telemetry';
import { eventually } from '@questline/testkit/eventually';
import {
  createTestDatabase,
  type TestDatabase,
  testLogger,
} from '@questline/testkit/test-database';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accepted, type BatchHandler } from '../bus.ts';
import { createInProcessBus } from '../in-process/in-process-bus.ts';
import { messagingMigrations } from '../migrations.ts';
import { startRelay } from '../outbox/relay.ts';
import { numberedEvents, sampleEvent } from '../sample-event.ts';
import { countDeadLetters, selectDeadLetters } from './dead-letters.sql.ts';
import { createDeadLetterCount } from './observe-dead-letters.ts';
import { dropDeadLetters, replayDeadLetters } from './replay-dead-letters.ts';
import { storeDeadLetter } from './store-dead-letter.ts';

const all = { after: 0, upTo: Number.MAX_SAFE_INTEGER };
const known = ['test.sub', 'test.twin'];

describe('stored dead letters', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase([messagingMigrations]);
  });
  afterEach(() => database.close());

  const letters = () => selectDeadLetters(database, {}, all, 1_000);
  const store = (subscription: string, reason: string, event = sampleEvent()) =>
    storeDeadLetter(database, { subscription, event, reason });
  const rowsOf = async (table: 'outbox' | 'dead_letters') =>
    (await database.query<{ count: number }>({ text: `select count(*) from ${table}` })).rows[0]
      ?.count;

  it('are stored whatever they hold', async () => {
    const event = sampleEvent({ data: { text: 'a\u0000b' } });
    await store('test.sub', 'an error with \u0000', event);
    const body = Buffer.from([0, 255, 1]);
    const raw = { subscription: 'test.sub', body, reason: 'not JSON' };
    await storeDeadLetter(database, raw);
    await storeDeadLetter(database, raw);
    expect((await letters()).map(({ reason, body }) => ({ reason, body }))).toEqual([
      { reason: 'an error with ', body: Buffer.from(JSON.stringify(event)) },
      { reason: 'not JSON', body },
    ]);
  });

  it('go back to the subscription that refused them, and to no other', async () => {
    const handled = new Map<string, unknown[]>();
    const record =
      (name: string): BatchHandler =>
      async (events) => {
        handled.set(name, [...(handled.get(name) ?? []), ...events.map(({ data }) => data.n)]);
        return events.map(() => accepted);
      };
    const bus = createInProcessBus({
      logger: testLogger,
      storeDeadLetter: (letter) => storeDeadLetter(database, letter),
    });
    for (const name of known) {
      await bus.subscribe({ name, types: '*', batchSizeMax: 10, handle: record(name) });
    }
    const events = numberedEvents(250);
    for (const event of events) await store('test.sub', 'out of date', event);
    expect(await replayDeadLetters(database, {}, known)).toEqual({ moved: 250, left: 0 });
    const relay = startRelay({ service: 'test', database, bus, logger: testLogger });
    await eventually(async () => expect(await rowsOf('outbox')).toBe(0));
    await relay.stop();
    expect([...handled]).toEqual([['test.sub', events.map(({ data }) => data.n)]]);
    expect(await rowsOf('dead_letters')).toBe(0);
  });

  it('become dead letters again where their subscription is gone', async () => {
    const bus = createInProcessBus({
      logger: testLogger,
      storeDeadLetter: (letter) => storeDeadLetter(database, letter),
    });
    await bus.replay('test.gone', [sampleEvent()]);
    expect(await letters()).toMatchObject([
      { subscription: 'test.gone', reason: 'no such subscription' },
    ]);
  });

  it('stay as they are, or have gone back, when a replay ends in the middle', async () => {
    for (const event of numberedEvents(150)) await store('test.sub', 'out of date', event);
    let transactions = 0;
    const dying = {
      ...database,
      transaction: (async (work) => {
        transactions += 1;
        return database.transaction(async (tx) => {
          const value = await work(tx);
          if (transactions === 2) throw new Error('killed before the commit');
          return value;
        });
      }) as typeof database.transaction,
    };
    await expect(replayDeadLetters(dying, {}, known)).rejects.toThrow('killed');
    expect([await rowsOf('outbox'), await rowsOf('dead_letters')]).toEqual([100, 50]);
    expect(await replayDeadLetters(database, {}, known)).toEqual({ moved: 50, left: 0 });
    expect([await rowsOf('outbox'), await rowsOf('dead_letters')]).toEqual([150, 0]);
  });

  it('are left where they cannot go back: no event, or no such subscription', async () => {
    await store('test.gone', 'out of date');
    const body = Buffer.from('{"half":');
    await storeDeadLetter(database, { subscription: 'test.sub', body, reason: 'not JSON' });
    expect(await replayDeadLetters(database, {}, known)).toEqual({ moved: 0, left: 2 });
    expect(await rowsOf('dead_letters')).toBe(2);
  });

  it('go back from a message that this release takes for an event', async () => {
    const body = Buffer.from(JSON.stringify(sampleEvent()));
    await storeDeadLetter(database, { subscription: 'test.sub', body, reason: 'not an event' });
    expect(await replayDeadLetters(database, {}, known)).toEqual({ moved: 1, left: 0 });
  });

  it('are chosen by id, subscription, type and a part of the reason', async () => {
    await store('test.sub', 'TypeError: cannot read 3', sampleEvent({ type: 'Opened' }));
    await store('test.sub', 'out of date', sampleEvent({ type: 'Closed' }));
    await store('test.twin', 'out of date', sampleEvent({ type: 'Closed' }));
    const [first, second, third] = await letters();
    if (!first || !second || !third) throw new Error('no letters');
    const idsOf = async (filter: Parameters<typeof selectDeadLetters>[1]) =>
      (await selectDeadLetters(database, filter, all, 10)).map(({ id }) => id);
    expect(await idsOf({ reason: 'cannot' })).toEqual([first.id]);
    expect(await idsOf({ type: 'Closed', subscription: 'test.sub' })).toEqual([second.id]);
    expect(await dropDeadLetters(database, { ids: [third.id] })).toEqual({ moved: 1, left: 0 });
    expect(await idsOf({})).toEqual([first.id, second.id]);
  });

  it('are counted by subscription and by the start of the reason, for all who ask', async () => {
    const settings = { OTEL_TRACES_SAMPLER_ARG: 1 };
    const options = { service: 'test', settings, metrics: true, logger: testLogger };
    const telemetry = await startTelemetry(options);
    await store('test.sub', 'TypeError: cannot read 3');
    await store('test.sub', 'TypeError: cannot read 4');
    await store('test.twin', 'out of date');
    expect(await countDeadLetters(database)).toEqual([
      { subscription: 'test.sub', reason: 'TypeError', count: 2 },
      { subscription: 'test.twin', reason: 'out of date', count: 1 },
    ]);
    expect(await createDeadLetterCount(database)()).toBe(3);
    const bus = createInProcessBus({ logger: testLogger, storeDeadLetter: async () => undefined });
    const relay = startRelay({ service: 'test', database, bus, logger: testLogger });
    expect(await renderMetrics()).toContain(
      'questline_dead_letters_waiting{subscription="test.sub",reason="TypeError"} 2\n',
    );
    await relay.stop();
    await telemetry.stop();
  });
});
