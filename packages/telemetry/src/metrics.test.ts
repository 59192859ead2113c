import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';
import { defineCounter, defineDuration, defineGauge, renderMetrics } from './metrics.ts';
import { startTelemetry, type Telemetry } from './start-telemetry.ts';

const counted = defineCounter<{ result: string }>('test_counted_total', 'Counted.', [
  { result: 'good' },
]);
const duration = defineDuration<{ what: string }>('test_duration_seconds', 'Lasted.');
const gauge = defineGauge<{ of: string }>('test_gauge', 'Read.');

describe('metrics', () => {
  let telemetry: Telemetry;
  beforeEach(async () => {
    telemetry = await startTelemetry({
      service: 'test',
      settings: { OTEL_TRACES_SAMPLER_ARG: 1 },
      metrics: true,
      logger: createLogger({ service: 'test', level: 'silent' }),
    });
  });
  afterEach(() => telemetry.stop());

  it('counts, from 0 where it is known what will be counted', async () => {
    counted.add(2, { result: 'bad' });
    counted.add(3, { result: 'bad' });
    const text = await renderMetrics();
    expect(text).toContain('# TYPE test_counted_total counter\n');
    expect(text).toContain('test_counted_total{result="good"} 0\n');
    expect(text).toContain('test_counted_total{result="bad"} 5\n');
  });

  it.each([
    ['process_cpu_seconds_total', 'counter'],
    ['process_resident_memory_bytes', 'gauge'],
    ['process_virtual_memory_bytes', 'gauge'],
    ['process_start_time_seconds', 'gauge'],
    ['process_open_fds', 'gauge'],
    ['process_max_fds', 'gauge'],
  ])('reports the process by the standard name %s', async (name, type) => {
    const text = (await renderMetrics()) ?? '';
    expect(text).toContain(`# TYPE ${name} ${type}\n`);
    const [, value] = new RegExp(`^${name} (\\S+)$`, 'm').exec(text) ?? [];
    expect(Number(value)).toBeGreaterThan(0);
  });

  it('starts anew with each start', async () => {
    expect(await renderMetrics()).not.toContain('result="bad"');
  });

  it('sorts durations into buckets', async () => {
    duration.record(0.003, { what: 'query' });
    const text = await renderMetrics();
    expect(text).toContain('test_duration_seconds_bucket{what="query",le="0.0025"} 0\n');
    expect(text).toContain('test_duration_seconds_bucket{what="query",le="0.005"} 1\n');
    expect(text).toContain('test_duration_seconds_count{what="query"} 1\n');
  });

  it('adds up what several sources read', async () => {
    const ends = [1, 10].map((value) => gauge.observe(() => [{ value, labels: { of: 'pool' } }]));
    expect(await renderMetrics()).toContain('test_gauge{of="pool"} 11\n');
    ends[0]?.();
    expect(await renderMetrics()).toContain('test_gauge{of="pool"} 10\n');
    ends[1]?.();
  });

  it('leaves out a source that fails, and does not repeat what it said before', async () => {
    let out = false;
    const end = gauge.observe(async () => {
      if (out) throw new Error('out');
      return [{ value: 7, labels: { of: 'flaky' } }];
    });
    expect(await renderMetrics()).toContain('test_gauge{of="flaky"} 7\n');
    out = true;
    expect(await renderMetrics()).not.toContain('flaky');
    end();
  });

  it('takes counts and gives no text while it is off', async () => {
    await telemetry.stop();
    counted.add(1, { result: 'bad' });
    duration.record(1, { what: 'query' });
    expect(await renderMetrics()).toBeUndefined();
  });
});
