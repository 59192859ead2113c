import { createLogger } from '@questline/telemetry/logger';
import { renderMetrics } from '@questline/telemetry/metrics';
import { startTelemetry } from '@questline/telemetry/start-telemetry';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startPeriodicTask } from './periodic-task.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
const everyMs = 60_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const overdue = async () => {
  const line = (await renderMetrics())?.match(/^questline_task_overdue_seconds\{.*\} (.*)$/m);
  return Number(line?.[1]);
};

test('a task that fails is counted, and overdue until it succeeds again', async () => {
  const settings = { OTEL_TRACES_SAMPLER_ARG: 1 };
  const telemetry = await startTelemetry({ service: 'test', settings, metrics: true, logger });
  let fails = true;
  const work = async () => {
    if (fails) throw new Error('no');
    return false;
  };
  const task = startPeriodicTask({ name: 'sweep', everyMs, work, logger });
  await vi.advanceTimersByTimeAsync(10 * everyMs);
  expect(await renderMetrics()).toMatch(/questline_task_failures_total\{task="sweep"\} 1[01]\n/);
  expect(await overdue()).toBe((9 * everyMs) / 1_000);
  fails = false;
  await vi.advanceTimersByTimeAsync(everyMs);
  expect(await overdue()).toBe(0);
  await task.stop();
  await telemetry.stop();
});
