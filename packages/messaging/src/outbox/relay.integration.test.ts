import type { QuestlineEvent } from '@questline/contracts/event';
import type { Database } from '@questline/postgres/database';
import { DependencyUnavailable } from '@questline/postgres/unavailable';
import { eventually } from '@questline/testkit/eventually';
import {
  createTestDatabase,
  type TestDatabase,
  testLogger,
} from '@questline/testkit/test-database';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accepted, type Bus } from '../bus.ts';
import { createInProcessBus } from '../in-process/in-process-bus.ts';
import { messagingMigrations } from '../migrations.ts';
import { numberedEvents, sampleEvent } from '../sample-event.ts';
import { insertOutboxEvents } from './outbox.sql.ts';
import { type Relay, type RelayOptions, startRelay } from './relay.ts';

/** Longer than any test: an event that arrives was not found by polling. */
const neverMs = 3_600_000;

const countOutbox = async (database: Database) => {
  const { rows } = await database.query<{ count: number }>({
    text: 'select count(*)::int as count from outbox',
  });
  return rows[0]?.count;
};

/** The server processes that hold the relay's lock, or wait behind it, in this database. */
const selectSessions = async (database: Database, condition: string) => {
  const { rows } = await database.query<{ pid: number }>({
    text: `
      select pid from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and ${condition}`,
  });
  return rows.map(({ pid }) => pid);
};
const holdsLock = `pid in (select pid from pg_locks where locktype = 'advisory' and granted)`;

const terminate = async (database: Database, condition: string) => {
  const pids = await selectSessions(database, condition);
  await database.query({ text: 'select pg_terminate_backend(unnest($1::int[]))', values: [pids] });
  return pids;
};

/** Takes everything, and tells which relay sent it. */
const createRecordingBus = () => {
  const sent: QuestlineEvent[] = [];
  const bus: Bus = {
    ...createInProcessBus({ logger: testLogger, storeDeadLetter: async () => undefined }),
    publish: async (events) => {
      sent.push(...events);
    },
  };
  return { bus, sent };
};

describe('the relay', () => {
  let database: TestDatabase;
  let relays: Relay[];
  beforeEach(async () => {
    database = await createTestDatabase([messagingMigrations]);
    relays = [];
  });
  afterEach(async () => {
    await Promise.all(relays.map((relay) => relay.stop()));
    await database.close();
  });

  const start = (options: Pick<RelayOptions, 'bus'> & Partial<RelayOptions>) => {
    const relay = startRelay({
      service: 'test',
      database,
      logger: testLogger,
      pollIntervalMs: neverMs,
      ...options,
    });
    relays.push(relay);
    return relay;
  };
  const emit = (events: readonly QuestlineEvent[]) =>
    database.transaction((tx) => insertOutboxEvents(tx, events));
  const drained = () => eventually(async () => expect(await countOutbox(database)).toBe(0));
  const active = () =>
    eventually(async () => {
      const [pid] = await selectSessions(database, `${holdsLock} and query like '%outbox%'`);
      if (pid === undefined) throw new Error('no active relay');
      return pid;
    });

  it('sends what was there and what comes, in order, in batches', async () => {
    const { bus, sent } = createRecordingBus();
    const events = numberedEvents(95);
    await emit(events.slice(0, 40));
    start({ bus, batchSizeMax: 10 });
    await emit(events.slice(40, 41));
    await emit(events.slice(41));
    await drained();
    expect(sent).toEqual(events);
  });

  it('sends nothing of a transaction that rolled back', async () => {
    const { bus, sent } = createRecordingBus();
    start({ bus });
    const [first, second] = numberedEvents(2);
    if (!first || !second) throw new Error('no events');
    const failed = database.transaction(async (tx) => {
      await insertOutboxEvents(tx, [first]);
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    await emit([second]);
    await drained();
    expect(sent).toEqual([second]);
  });

  it('wakes by notice: an idle relay does not wait for its poll interval', async () => {
    const { bus, sent } = createRecordingBus();
    start({ bus });
    await active();
    const events = numberedEvents(20);
    for (const event of events) {
      await emit([event]);
      await drained();
    }
    expect(sent).toEqual(events);
  });

  it('finds by polling what no notice told of', async () => {
    const { bus, sent } = createRecordingBus();
    await database.query({ text: 'alter table outbox disable trigger outbox_inserted' });
    start({ bus, pollIntervalMs: 20 });
    await active();
    const events = numberedEvents(3);
    await emit(events);
    await drained();
    expect(sent).toEqual(events);
  });

  it('sends again what it could not mark as sent', async () => {
    const { bus, sent } = createRecordingBus();
    let crashes = 1;
    const crashing: Database = {
      ...database,
      connect: async () => {
        const session = await database.connect();
        const query = session.query.bind(session) as (...given: unknown[]) => Promise<never>;
        const crashingQuery = async (...given: [{ name?: string }, ...unknown[]]) => {
          if (given[0].name === 'delete-outbox-rows' && crashes > 0) {
            crashes -= 1;
            throw new Error('Connection terminated unexpectedly');
          }
          return query(...given);
        };
        return Object.assign(session, { query: crashingQuery as typeof session.query });
      },
    };
    const events = numberedEvents(5);
    await emit(events);
    start({ bus, database: crashing });
    await drained();
    expect(sent).toEqual([...events, ...events]);
  });

  it('keeps what the bus refuses, and goes on when the bus is back', async () => {
    const { bus, sent } = createRecordingBus();
    let outages = 4;
    const failing: Bus = {
      ...bus,
      publish: async (events) => {
        outages -= 1;
        if (outages >= 0) throw new DependencyUnavailable('broker');
        await bus.publish(events);
      },
    };
    const events = numberedEvents(5);
    await emit(events);
    start({ bus: failing, retryDelayMaxMs: 10 });
    await drained();
    expect(sent).toEqual(events);
  });

  it('recovers when the server ends all its connections', async () => {
    const { bus, sent } = createRecordingBus();
    start({ bus });
    const events = numberedEvents(10);
    await emit(events.slice(0, 5));
    await drained();
    const before = await active();
    expect(await terminate(database, 'true')).toContain(before);
    await emit(events.slice(5));
    await drained();
    expect(sent).toEqual(events);
    expect(await active()).not.toBe(before);
  });

  it('of two on one outbox only one sends; the other takes over when its connection dies', async () => {
    const first = createRecordingBus();
    const second = createRecordingBus();
    let cutOff = false;
    const mortal: Database = {
      ...database,
      connect: () =>
        cutOff ? Promise.reject(new DependencyUnavailable('database')) : database.connect(),
    };
    start({ bus: first.bus, database: mortal });
    const before = await active();
    start({ bus: second.bus, pollIntervalMs: 10 });
    // Standing by: connected, and refused the lock.
    await eventually(async () => {
      const waiting = `query like '%pg_try_advisory_lock%' and state = 'idle'`;
      expect(await selectSessions(database, waiting)).not.toEqual([]);
    });
    const events = numberedEvents(20);
    for (const event of events.slice(0, 10)) await emit([event]);
    await drained();
    expect([first.sent.length, second.sent.length]).toEqual([10, 0]);
    cutOff = true;
    await terminate(database, holdsLock);
    // Until it has died, the server may still wake the first.
    await eventually(async () => expect(await active()).not.toBe(before));
    await emit(events.slice(10));
    await drained();
    expect([...first.sent, ...second.sent]).toEqual(events);
    expect(second.sent.length).toBe(10);
  });

  it('hands over at once when it is stopped', async () => {
    const first = createRecordingBus();
    const second = createRecordingBus();
    const relay = start({ bus: first.bus });
    await active();
    start({ bus: second.bus, pollIntervalMs: 10 });
    await relay.stop();
    const events = numberedEvents(3);
    await emit(events);
    await drained();
    expect([first.sent, second.sent]).toEqual([[], events]);
  });

  it('reads from where nothing is left, and misses nothing that commits late', async () => {
    const { bus, sent } = createRecordingBus();
    const late = sampleEvent();
    const readsAfter: unknown[] = [];
    const watched: Database = {
      ...database,
      connect: async () => {
        const session = await database.connect();
        const query = session.query.bind(session) as (...given: unknown[]) => Promise<never>;
        const watchedQuery = async (...given: [{ name?: string; values?: unknown[] }]) => {
          if (given[0].name === 'select-outbox-rows') readsAfter.push(given[0].values?.[1]);
          return query(...given);
        };
        return Object.assign(session, { query: watchedQuery as typeof session.query });
      },
    };
    start({ bus, database: watched });
    const events = numberedEvents(2_500);
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const { promise: written, resolve: wrote } = Promise.withResolvers<void>();
    const slow = database.transaction(async (tx) => {
      await insertOutboxEvents(tx, [late]);
      wrote();
      await held;
    });
    await written;
    await emit(events);
    await drained();
    expect(Math.max(...readsAfter.map(Number))).toBe(0);
    release();
    await slow;
    await drained();
    expect(sent).toEqual([...events, late]);
    await emit(events);
    await drained();
    expect(Math.max(...readsAfter.map(Number))).toBeGreaterThan(2_500);
    expect(sent).toEqual([...events, late, ...events]);
  });

  it('uses the space of what was sent again', async () => {
    const { bus } = createRecordingBus();
    start({ bus });
    const pages = async () => {
      const { rows } = await database.query<{ pages: number }>({
        text: `select (pg_relation_size('outbox') / 8192)::integer as pages`,
      });
      return rows[0]?.pages ?? 0;
    };
    const events = numberedEvents(2_000);
    const sizes: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      await emit(events);
      await drained();
      sizes.push(await pages());
    }
    const ofTenThousand = sizes[4] ?? 0;
    expect(sizes.at(-1)).toBeLessThanOrEqual(2 * ofTenThousand);
  });

  it('with the bus in process: an event leaves the outbox once its handler has committed', async () => {
    const bus = createInProcessBus({ logger: testLogger, storeDeadLetter: async () => undefined });
    const { promise: committed, resolve: commit } = Promise.withResolvers<void>();
    const { promise: entered, resolve: enter } = Promise.withResolvers<void>();
    await bus.subscribe({
      name: 'test.sub',
      types: '*',
      batchSizeMax: 10,
      handle: async (events) => {
        enter();
        await committed;
        return events.map(() => accepted);
      },
    });
    start({ bus });
    await emit(numberedEvents(1));
    await entered;
    expect(await countOutbox(database)).toBe(1);
    commit();
    await drained();
  });
});
