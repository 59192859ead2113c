import { createLogger } from '@questline/telemetry/logger';
import { activeTraceparent } from '@questline/telemetry/spans';
import { startTelemetry } from '@questline/telemetry/start-telemetry';
import { recordSpans } from '@questline/telemetry/testing/record-spans';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { plainEdge } from './edge.ts';
import { createHttpServer } from './server.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
const logger = createLogger({ service: 'test', level: 'silent' });

const createServer = async () => {
  const app = await createHttpServer({
    service: 'test',
    logger,
    readiness: { nothing: async () => undefined },
    edge: plainEdge,
  });
  const query = z.object({ secret: z.string().optional() });
  app.get('/things/:id', { schema: { querystring: query } }, () => ({
    traceparent: activeTraceparent() ?? null,
  }));
  app.post('/things', () => ({ traceparent: activeTraceparent() ?? null }));
  app.get('/fault', () => {
    throw new Error('broken');
  });
  app.get('/polled', { config: { polled: true } }, () => ({}));
  app.get('/stream', { config: { streams: true } }, (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200).flushHeaders();
  });
  return Object.assign(app, { [Symbol.asyncDispose]: () => app.close() });
};

const startMetrics = async () => {
  const settings = { OTEL_TRACES_SAMPLER_ARG: 1 };
  const telemetry = await startTelemetry({ service: 'test', settings, metrics: true, logger });
  return { [Symbol.asyncDispose]: () => telemetry.stop() };
};

describe('a span of a request', () => {
  it('goes on the trace of the client, also where a body is read', async () => {
    await using recorder = recordSpans();
    await using app = await createServer();
    for (const request of [
      { method: 'GET', url: '/things/7?secret=1' } as const,
      { method: 'POST', url: '/things', payload: { a: 1 } } as const,
    ]) {
      const answer = await app.inject({ ...request, headers: { traceparent } });
      const span = recorder.spans().at(-1);
      expect(span).toMatchObject({ trace_id: traceId, parent_id: traceparent.split('-')[2] });
      expect(answer.json().traceparent).toBe(`00-${traceId}-${span?.span_id}-01`);
    }
    expect(recorder.spans().map(({ name }) => name)).toEqual(['GET /things/:id', 'POST /things']);
    expect(JSON.stringify(recorder.spans())).not.toContain('secret');
  });

  it('leads a real body back into the trace', async () => {
    await using recorder = recordSpans();
    await using app = await createServer();
    const address = await app.listen({ port: 0 });
    const answer = await fetch(`${address}/things`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent },
      body: JSON.stringify({ long: 'x'.repeat(500_000) }),
    });
    expect(await answer.json()).toEqual({ traceparent: expect.stringContaining(traceId) });
    expect(recorder.spans()).toHaveLength(1);
  });

  it('begins a trace where the client named none', async () => {
    await using recorder = recordSpans();
    await using app = await createServer();
    await app.inject({ url: '/things/7', headers: { traceparent: 'nonsense' } });
    expect(recorder.spans()).toEqual([expect.objectContaining({ parent_id: undefined })]);
  });

  it('has failed when we have, and not when the client has', async () => {
    await using recorder = recordSpans();
    await using app = await createServer();
    await app.inject({ url: '/fault' });
    await app.inject({ url: '/unknown/7' });
    expect(recorder.spans().map(({ name, failed }) => [name, failed])).toEqual([
      ['GET /fault', true],
      ['GET unmatched', false],
    ]);
  });

  it('ends with the opening of a stream', async () => {
    await using recorder = recordSpans();
    await using app = await createServer();
    const address = await app.listen({ port: 0 });
    const stopped = new AbortController();
    await fetch(`${address}/stream`, { signal: stopped.signal });
    expect(recorder.spans().map(({ name }) => name)).toEqual(['GET /stream']);
    stopped.abort();
  });

  it('keeps, of what a browser asks to keep, the part that is wanted', async () => {
    await using recorder = recordSpans({ sampleRatio: 0 });
    await using app = await createServer();
    const answer = await app.inject({ url: '/things/7', headers: { traceparent } });
    expect(recorder.spans()).toEqual([]);
    expect(answer.json().traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
  });
});

describe('/metrics', () => {
  it('has durations by route template, and never a path', async () => {
    await using _metrics = await startMetrics();
    await using app = await createServer();
    await app.inject({ url: '/things/7' });
    await app.inject({ url: '/things/8' });
    await app.inject({ url: '/secret/9' });
    await app.inject({ url: '/health/ready' });
    await app.inject({ url: '/polled' });
    const { headers, body } = await app.inject({ url: '/metrics' });
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const labels = 'route="/things/:id",method="GET",status="200"';
    expect(body).toContain(`http_server_request_duration_seconds_count{${labels}} 2\n`);
    expect(body).toMatch(
      new RegExp(`http_server_request_duration_seconds_bucket{${labels},le="0.005"} \\d`),
    );
    expect(body).toContain('{route="unmatched",method="GET",status="404"} 1\n');
    expect(body).not.toMatch(/things\/7|secret|health|polled/);
  });

  it('tells of the process', async () => {
    await using _metrics = await startMetrics();
    await using app = await createServer();
    const { body } = await app.inject({ url: '/metrics' });
    for (const name of [
      'process_resident_memory_bytes',
      'nodejs_heap_size_used_bytes',
      'nodejs_heap_size_total_bytes',
      'nodejs_eventloop_lag_p99_seconds',
      'nodejs_eventloop_utilization_ratio',
    ]) {
      expect(body).toMatch(new RegExp(`# TYPE ${name} gauge\n${name} [\\d.e-]+\n`));
    }
  });

  it('is not there while metrics are off', async () => {
    await using app = await createServer();
    expect((await app.inject({ url: '/metrics' })).statusCode).toBe(404);
  });
});
