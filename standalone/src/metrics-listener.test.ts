import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger } from '@questline/telemetry/logger';
import { startTelemetry } from '@questline/telemetry/start-telemetry';
import { expect, it } from 'vitest';
import { metricsListener } from './metrics-listener.ts';

it('answers /metrics, and nothing else', async () => {
  const logger = createLogger({ service: 'test', level: 'silent' });
  const settings = { OTEL_TRACES_SAMPLER_ARG: 1 };
  const telemetry = await startTelemetry({ service: 'test', settings, metrics: true, logger });
  const server = createServer(metricsListener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  expect(await answer.text()).toContain('process_resident_memory_bytes');
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  server.close();
  server.closeAllConnections();
  await telemetry.stop();
});
