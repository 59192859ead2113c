import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { QuestlineEvent } from '@questline/contracts/event';
import type { PeriodicTask } from '@questline/lifecycle/periodic-task';
import { eventually } from '@questline/testkit/eventually';
import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
import {
  auditCompletions,
  auditEvents,
  auditFirstSignInEvents,
  auditGrantsOfCompletions,
  auditNotifications,
} from '../audit.sql.ts';
import { startProcessingTasks } from '../tasks.ts';
import { eventOf, signInsOf } from '../testing/events.ts';
import { ageEvents, monthBefore } from '../testing/past-months.ts';
import { type ProcessingHarness, startProcessing } from '../testing/processing-harness.ts';
import { applyRetention, type RetentionDependencies } from './apply-retention.ts';
import { selectEventMonths } from './event-partitions.sql.ts';
import type { RetentionSettings } from './retention.ts';

const month = monthBefore(3);

/** The whole service with an archive, and the events given, which came three months ago. */
const startAged = async (events: readonly QuestlineEvent[] = signInsOf(newId(), 1)) => {
  const processing = await startProcessing();
  const archiveDir = await mkdtemp(join(tmpdir(), 'questline-archive-'));
  for (const event of events) await processing.bus.publish([event]);
  await ageEvents(processing.database, 3);
  const apply = (change: Partial<RetentionDependencies> = {}) =>
    applyRetention({
      ...processing.deps,
      retention: { months: 1, archiveDir },
      latenessMaxSeconds: processing.deps.settings.latenessMaxSeconds,
      ...change,
    });
  return {
    processing,
    archiveDir,
    apply,
    [Symbol.asyncDispose]: async () => {
      await processing[Symbol.asyncDispose]();
      await rm(archiveDir, { recursive: true, force: true });
    },
  };
};

const linesOf = async (archiveDir: string, name = month) =>
  gunzipSync(await readFile(join(archiveDir, `${name}.ndjson.gz`)))
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

const stateOf = async ({ database }: ProcessingHarness, name = month) =>
  (await selectEventMonths(database)).months.find((each) => each.name === name)?.state;

const violations = async ({ database }: ProcessingHarness): Promise<number> => {
  const audits = [
    auditEvents,
    auditCompletions,
    auditFirstSignInEvents,
    auditGrantsOfCompletions,
    auditNotifications,
  ];
  const counts = await Promise.all(audits.map((audit) => audit(database)));
  return counts.reduce((sum, each) => sum + each.violations, 0);
};

const listEvents = async ({ server, authorize }: ProcessingHarness, user: string) => {
  const headers = await authorize(user);
  const response = await server.inject({ url: '/api/v1/events/', headers });
  expect(response.statusCode).toBe(200);
  return response.json().data.map(({ type }: { type: string }) => type);
};

describe('a quest whose events are gone', () => {
  it('is completed by the next event, once, and past events stay replays', async () => {
    const [halfWay, done] = [newId(), newId()];
    const past = [...signInsOf(halfWay, 1), ...signInsOf(done, 2)];
    await using aged = await startAged(past);
    const { processing, apply } = aged;
    expect(await processing.count('completions')).toBe(1);

    expect(await apply()).toContain(month);
    expect(await processing.count('events')).toBe(0);
    expect(await violations(processing)).toBe(0);
    expect(await listEvents(processing, halfWay)).toEqual([]);

    await processing.bus.publish(past);
    expect(await processing.count('events')).toBe(0);
    expect(await processing.count('completions')).toBe(1);
    expect(await processing.count('dead_letters')).toBe(0);

    await processing.bus.publish([eventOf({ subject: halfWay })]);
    expect(await listEvents(processing, halfWay)).toEqual(['UserSignIn', 'QuestCompleted']);
    expect(await processing.count('completions')).toBe(2);
    expect(await processing.count('grants')).toBe(2);

    await processing.bus.publish(past);
    await processing.bus.publish([eventOf({ subject: halfWay })]);
    expect(await processing.count('completions')).toBe(2);
    expect(await violations(processing)).toBe(0);
  });

  it('is told from one whose event of a kept month is missing', async () => {
    const user = newId();
    await using aged = await startAged(signInsOf(user, 2));
    const { processing, apply } = aged;
    await processing.bus.publish(signInsOf(newId(), 2));
    await apply();
    expect(await violations(processing)).toBe(0);
    await processing.database.query({ text: `delete from events where type = 'QuestCompleted'` });
    // The hour after the month began is for clocks that differ.
    await processing.database.query({
      text: `update completions set completed_at = completed_at + interval '2 hours'`,
    });
    expect(await violations(processing)).toBe(1);
  });
});

describe('an archive', () => {
  it('holds every column of every event, as its manifest says, and can be read back', async () => {
    const tricky = { note: 'a\n"b" \u2028 ü \\. ', rate: 0.1 };
    const event = eventOf({ subject: 'a user', data: { timezone: 'UTC', ...tricky } });
    await using aged = await startAged([event, ...signInsOf(newId(), 2)]);
    const { processing, archiveDir, apply } = aged;
    const { database } = processing;
    const exact = { text: `update events set data = data || '{"exact": 12345678901234567890.10}'` };
    await database.query(exact);
    await database.query({ text: `create table before as select * from events` });
    await apply();

    const bytes = await readFile(join(archiveDir, `${month}.ndjson.gz`));
    const manifest = JSON.parse(await readFile(join(archiveDir, `${month}.manifest.json`), 'utf8'));
    expect(manifest).toMatchObject({
      file: `${month}.ndjson.gz`,
      rows: 5,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect(await readdir(archiveDir)).toHaveLength(2);
    expect((await linesOf(archiveDir))[0]).toMatchObject({ user_id: 'a user', data: tricky });

    const lines = gunzipSync(bytes).toString().trimEnd().split('\n');
    await database.query({
      text: `
        create table restored as
        select e.* from unnest(array[${lines.map((_, at) => `$${at + 1}`).join()}]::jsonb[]) as line,
          jsonb_populate_record(null::events, line) as e`,
      values: lines,
    });
    const { rows } = await database.query({
      text: `(table before except table restored) union all (table restored except table before)`,
    });
    expect(rows).toEqual([]);
    expect(await processing.count('restored')).toBe(5);

    await ageEvents(database, 3);
    await database.query({
      text: 'insert into events overriding system value select * from restored',
    });
    expect(await listEvents(processing, 'a user')).toEqual(['UserSignIn']);
    expect(await violations(processing)).toBe(0);
  });

  it('is not replaced by one of other events, and their month stays', async () => {
    await using aged = await startAged();
    const { processing, archiveDir, apply } = aged;
    await apply();
    const kept = await linesOf(archiveDir);
    await processing.bus.publish(signInsOf(newId(), 1));
    await ageEvents(processing.database, 3);
    await expect(apply()).rejects.toThrow('move it away');
    expect(await stateOf(processing)).toBe('attached');
    expect(await processing.count('events')).toBe(2);
    expect(await linesOf(archiveDir)).toEqual(kept);
    expect(await readdir(archiveDir)).toHaveLength(2);
  });

  it('is not left for a month without events, whose archive may be there already', async () => {
    await using aged = await startAged();
    const { processing, archiveDir, apply } = aged;
    expect(await apply()).toEqual([month, monthBefore(2)]);
    expect(await readdir(archiveDir)).toHaveLength(2);
    await ageEvents(processing.database, 3);
    expect(await apply()).toEqual([month, monthBefore(2)]);
    expect(await linesOf(archiveDir)).toHaveLength(2);
  });

  it.each([
    ['cannot be written', async (dir: string) => rm(dir, { recursive: true })],
    [
      'is damaged on the disk',
      async (dir: string) => {
        await writeFile(join(dir, `${month}.ndjson.gz`), 'no gzip');
      },
    ],
  ])('that %s keeps its month', async (_name, harm) => {
    await using aged = await startAged();
    const { processing, archiveDir, apply } = aged;
    const onStep = (step: string) => {
      if (step === 'archived') throw new Error('killed');
    };
    await expect(apply({ onStep })).rejects.toThrow('killed');
    await harm(archiveDir);
    await expect(apply()).rejects.toThrow();
    expect(await stateOf(processing)).toBe('attached');
    expect(await processing.count('events')).toBe(2);
  });

  it('that lacks an event keeps its month', async () => {
    await using aged = await startAged();
    const { processing, apply } = aged;
    const onStep = async (step: string) => {
      if (step !== 'detached') return;
      await processing.database.query({
        text: `
          insert into ${month} select copied.* from ${month} e,
            jsonb_populate_record(null::events, to_jsonb(e) || '{"seq": 9999}') as copied limit 1`,
      });
    };
    await expect(apply({ onStep })).rejects.toThrow('holds 3 events and its archive 2');
    expect(await processing.count(month)).toBe(3);
    await expect(apply()).rejects.toThrow('move it away');
    expect(await processing.count(month)).toBe(3);
  });

  it('is not asked for where no directory is given', async () => {
    await using aged = await startAged();
    const { processing, archiveDir, apply } = aged;
    const retention = { months: 1, archiveDir: undefined };
    expect(await apply({ retention })).toContain(month);
    expect(await processing.count('events')).toBe(0);
    expect(await readdir(archiveDir)).toEqual([]);
  });
});

describe('a run that ends early', () => {
  it.each(['written', 'renamed', 'archived', 'marked', 'detached', 'dropped'])(
    'after “%s” is gone on with, and nothing is lost or twice',
    async (last) => {
      const user = newId();
      await using aged = await startAged(signInsOf(user, 2));
      const { processing, archiveDir, apply } = aged;
      await processing.bus.publish([eventOf({ subject: user })]);
      const onStep = (step: string) => {
        if (step === last) throw new Error('killed');
      };
      await expect(apply({ onStep })).rejects.toThrow('killed');
      // Nobody's events of another month are touched, and new ones come in.
      await processing.bus.publish([eventOf({ subject: user })]);
      await apply();
      expect(await stateOf(processing)).toBeUndefined();
      const { rows } = await processing.database.query({
        text: 'select to_regclass($1) as there',
        values: [month],
      });
      expect(rows).toEqual([{ there: null }]);
      expect((await linesOf(archiveDir)).map(({ type }) => type)).toEqual([
        'NewUserSignIn',
        'UserSignIn',
        'UserSignIn',
        'QuestCompleted',
      ]);
      expect((await readdir(archiveDir)).sort()).toEqual([
        `${month}.manifest.json`,
        `${month}.ndjson.gz`,
      ]);
      expect(await listEvents(processing, user)).toEqual(['UserSignIn', 'UserSignIn']);
      expect(await violations(processing)).toBe(0);
      expect(await apply()).toEqual([]);
    },
  );

  it('by a signal gives up the statement in hand', async () => {
    await using aged = await startAged();
    const { processing, apply } = aged;
    const stopping = new AbortController();
    const reader = await processing.database.connect();
    await reader.query('begin; select from events');
    const running = apply({ signal: stopping.signal });
    await eventually(async () => expect(await stateOf(processing)).toBe('detaching'));
    stopping.abort();
    expect(await running).toEqual([]);
    await reader.end();
    // The server finishes or gives up the statement that nobody waits for, then lets go of the lock.
    await eventually(async () => {
      await apply();
      expect(await stateOf(processing)).toBeUndefined();
    });
  });

  it('leaves alone a table of the same name that it has not detached', async () => {
    await using aged = await startAged();
    const { processing, apply } = aged;
    await processing.database.query({ text: `alter table events detach partition ${month}` });
    expect(await apply()).toEqual([monthBefore(2)]);
    expect(await processing.count(month)).toBe(2);
  });
});

describe('while a long transaction reads events', () => {
  const startReader = async ({ database }: ProcessingHarness) => {
    const reader = await database.connect();
    await reader.query('begin; select from events');
    return reader;
  };

  it('events go on coming in and months are made, and the past one goes after it', async () => {
    await using aged = await startAged();
    const { processing, apply } = aged;
    const reader = await startReader(processing);
    const running = apply({ lockTimeoutMs: 60_000 });
    await eventually(async () => expect(await stateOf(processing)).toBe('detaching'));
    await processing.bus.publish(signInsOf(newId(), 2));
    const { rows } = await processing.database.query({
      text: `select ensure_event_partitions(now(), now() + interval '6 months') as made`,
    });
    expect(rows[0]?.made).toBeGreaterThan(2);
    await processing.bus.publish(signInsOf(newId(), 2));
    expect(await processing.count('events')).toBe(8);
    expect(await stateOf(processing)).toBe('detaching');
    await reader.end();
    expect(await running).toContain(month);
  });

  it('the wait is given up, and the next run finishes', async () => {
    await using aged = await startAged();
    const { processing, apply } = aged;
    const reader = await startReader(processing);
    expect(await apply({ lockTimeoutMs: 20 })).toEqual([]);
    expect(await stateOf(processing)).toBe('detaching');
    await processing.bus.publish(signInsOf(newId(), 1));
    expect(await violations(processing)).toBe(0);
    await reader.end();
    expect(await apply()).toContain(month);
    expect(await processing.count('events')).toBe(2);
  });

  it('one process alone waits', async () => {
    await using aged = await startAged();
    const { processing, apply } = aged;
    const reader = await startReader(processing);
    const running = apply({ lockTimeoutMs: 60_000 });
    await eventually(async () => expect(await stateOf(processing)).toBe('detaching'));
    expect(await apply()).toEqual([]);
    await reader.end();
    expect(await running).toContain(month);
  });
});

it('drops many months under load, and every event of it is stored', async () => {
  await using aged = await startAged();
  const { processing, apply } = aged;
  const { database } = processing;
  await database.query({
    text: `select ensure_event_partitions(now() - interval '2 years', now())`,
  });
  let dropping = true;
  let sent = 0;
  const lanes = Array.from({ length: 4 }, async () => {
    while (dropping) {
      const events = signInsOf(newId(), 1);
      await processing.bus.publish(events);
      sent += events.length;
    }
  });
  const dropped = await apply().finally(() => {
    dropping = false;
  });
  await Promise.all(lanes);
  expect(dropped.length).toBeGreaterThan(20);
  expect(await processing.count('events')).toBe(sent);
  expect(await violations(processing)).toBe(0);
});

it('is a task of the process where it is set, and stops in the midst of a month', async () => {
  await using aged = await startAged();
  const { processing, archiveDir } = aged;
  const startTasks = (retention: RetentionSettings | undefined) =>
    startProcessingTasks({
      ...processing.deps,
      settings: { ...processing.deps.settings, retention },
    });
  const stop = (tasks: readonly PeriodicTask[]) => Promise.all(tasks.map((task) => task.stop()));

  const reader = await processing.database.connect();
  await reader.query('begin; select from events');
  const waiting = startTasks({ months: 1, archiveDir });
  await eventually(async () => expect(await stateOf(processing)).toBe('detaching'));
  await stop(waiting);
  expect(await stateOf(processing)).toBe('detaching');
  await reader.end();
  const withoutRetention = startTasks(undefined);
  await stop(withoutRetention);
  expect(waiting).toHaveLength(withoutRetention.length + 1);

  // The lock is let go of once the server has ended the statement that nobody waits for.
  await eventually(async () => {
    const { rows } = await processing.database.query({
      text: `
        select from pg_locks join pg_database d on d.oid = database
        where locktype = 'advisory' and datname = current_database()`,
    });
    expect(rows).toEqual([]);
  });
  const going = startTasks({ months: 1, archiveDir });
  await eventually(async () => expect(await stateOf(processing)).toBeUndefined());
  await stop(going);
  expect(await linesOf(archiveDir)).toHaveLength(2);
});

it('months are made while the relay holds its lock', async () => {
  await using processing = await startProcessing();
  const relay = await processing.database.connect();
  await relay.query('select pg_advisory_lock(7305816202612)');
  const { rows } = await processing.database.query({
    text: `select ensure_event_partitions(now(), now() + interval '4 months') as made`,
  });
  expect(rows[0]?.made).toBeGreaterThan(0);
  await relay.end();
});
