import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';
import { activeTraceparent, isTracing, startSpan } from './spans.ts';
import { startTelemetry } from './start-telemetry.ts';
import { productVersion } from './version.ts';

/** Stands in for a collector. */
const startCollector = async (listener: RequestListener) => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}/base/`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

const start = (endpoint: string | undefined, lines: string[] = []) =>
  startTelemetry({
    service: 'auth-http',
    settings: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: 1 },
    metrics: false,
    logger: createLogger(
      { service: 'test', level: 'info' },
      { write: (line) => void lines.push(line) },
    ),
  });

describe('startTelemetry', () => {
  it('hands spans to the collector, the last of them when it stops', async () => {
    const received: { url: string | undefined; body: string }[] = [];
    await using collector = await startCollector((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        received.push({ url: request.url, body });
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    const telemetry = await start(collector.endpoint);
    const span = startSpan('work', { attributes: { 'http.route': '/things/:id' } });
    span?.end();
    await telemetry.stop();
    expect(received.map(({ url }) => url)).toEqual(['/base/v1/traces']);
    expect(productVersion).toMatch(/^\d+\.\d+\.\d+/);
    for (const text of [
      'auth-http',
      'service.version',
      productVersion,
      'service.instance.id',
      'work',
      '/things/:id',
    ]) {
      expect(received[0]?.body).toContain(text);
    }
    expect(received[0]?.body).toContain(span?.traceparent.split('-')[1]);
  });

  it('stops although the collector says nothing', async () => {
    await using collector = await startCollector(() => undefined);
    const telemetry = await start(collector.endpoint);
    startSpan('work')?.end();
    const startedMs = performance.now();
    await telemetry.stop();
    expect(performance.now() - startedMs).toBeLessThan(3_000);
  });

  it('tells that the collector refuses, without the credentials in its address', async () => {
    await using collector = await startCollector((_request, response) =>
      response.writeHead(400).end(),
    );
    const lines: string[] = [];
    const endpoint = collector.endpoint.replace('//', '//user:hunter2@');
    const telemetry = await start(endpoint, lines);
    startSpan('work')?.end();
    await telemetry.stop();
    expect(lines.join('')).toContain('traces are not taken');
    expect(lines.join('')).not.toContain('hunter2');
  });

  it('does nothing without an endpoint', async () => {
    const telemetry = await start(undefined);
    expect(isTracing()).toBe(false);
    expect(startSpan('work')).toBeUndefined();
    expect(activeTraceparent()).toBeUndefined();
    await telemetry.stop();
  });
});
