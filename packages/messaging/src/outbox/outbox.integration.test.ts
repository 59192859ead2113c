import { renderMetrics } from '@questline/telemetry/metrics';
import { inChildSpan, runInSpan, startSpan } from '@questline/telemetry/spans';
import { startTelemetry } from '@questline/telemetry/start-telemetry';
import { recordSpans } from '@questline/telemetry/testing/record-spans';
import { createTestDatabase, testLogger } from '@questline/testkit/test-database';
import { describe, expect, it } from 'vitest';
import { messagingMigrations } from '../migrations.ts';
import { numberedEvents, sampleEvent } from '../sample-event.ts';
import { observeOutbox } from './observe-outbox.ts';
import { insertOutboxEvents, selectOutboxRows } from './outbox.sql.ts';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('events put into the outbox', () => {
  it('go on the active trace, unless they name a cause', async () => {
    await using recorder = recordSpans();
    await using database = await createTestDatabase([messagingMigrations]);
    const request = startSpan('request');
    await runInSpan(request, () =>
      database.transaction((tx) =>
        insertOutboxEvents(tx, [sampleEvent(), { ...sampleEvent(), traceparent }]),
      ),
    );
    const [transaction] = recorder.spans();
    expect(transaction?.name).toBe('transaction');
    const rows = await selectOutboxRows(database, 10);
    expect(rows.map(({ event }) => event.traceparent)).toEqual([
      `00-${transaction?.trace_id}-${transaction?.span_id}-01`,
      traceparent,
    ]);
  });

  it('are as they are outside of a trace', async () => {
    await using database = await createTestDatabase([messagingMigrations]);
    const event = sampleEvent();
    await database.transaction((tx) => insertOutboxEvents(tx, [event]));
    expect((await selectOutboxRows(database, 10)).map((row) => row.event)).toEqual([event]);
  });

  it('a transaction that rolls back shows in its span', async () => {
    await using recorder = recordSpans();
    await using database = await createTestDatabase([messagingMigrations]);
    const request = startSpan('request');
    const failed = runInSpan(request, () =>
      inChildSpan('inner', {}, () => database.transaction((tx) => tx.query({ text: 'no sql' }))),
    );
    await expect(failed).rejects.toThrow('syntax error');
    expect(recorder.spans().map(({ name, failed }) => [name, failed])).toEqual([
      ['transaction', true],
      ['inner', true],
    ]);
  });
});

describe('metrics of the outbox', () => {
  it('tell how much waits and for how long, with one query a second at most', async () => {
    const settings = { OTEL_TRACES_SAMPLER_ARG: 1 };
    const telemetry = await startTelemetry({
      service: 'test',
      settings,
      metrics: true,
      logger: testLogger,
    });
    await using database = await createTestDatabase([messagingMigrations]);
    await database.transaction((tx) => insertOutboxEvents(tx, numberedEvents(3)));
    await database.query({ text: `update outbox set created_at = now() - interval '1 hour'` });
    let queries = 0;
    const end = observeOutbox(
      {
        query: (statement) => {
          queries += 1;
          return database.query(statement);
        },
      },
      'auth',
    );
    const [text] = await Promise.all([renderMetrics(), renderMetrics(), renderMetrics()]);
    expect(text).toContain('questline_outbox_rows{service="auth"} 3\n');
    expect(text).toMatch(/questline_outbox_oldest_age_seconds\{service="auth"\} 36\d\d\.\d/);
    expect(text).toMatch(/questline_pool_connections\{state="idle"\} \d/);
    expect(queries).toBe(1);
    end();
    expect(await renderMetrics()).not.toContain('questline_outbox_rows{');
    await telemetry.stop();
  });
});
