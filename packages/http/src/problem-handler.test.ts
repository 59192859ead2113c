import { createLogger } from '@questline/telemetry/logger';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { plainEdge } from './edge.ts';
import { createHttpServer } from './server.ts';

const start = () =>
  createHttpServer({
    service: 'test',
    logger: createLogger({ service: 'test', level: 'silent' }),
    readiness: {},
    edge: plainEdge,
  });

const post = async (payload: object) => {
  const app = await start();
  const address = z.strictObject({ city: z.string().min(2) });
  const body = z.strictObject({ name: z.string().max(3), address });
  app.post('/', { schema: { body } }, () => null);
  return app.inject({ method: 'POST', url: '/', payload });
};

describe('a body that is not valid', () => {
  it('is refused with the path of every fault, unknown keys by their names', async () => {
    const response = await post({ name: 'long', gold: 5, address: { city: 'x', zip: 1 } });
    expect(response.statusCode).toBe(422);
    expect(response.headers['content-type']).toContain('application/problem+json');
    const { errors, ...problem } = response.json();
    expect(problem).toEqual({
      type: 'about:blank',
      title: 'Unprocessable Entity',
      status: 422,
      detail: 'The request is not valid.',
      code: 'invalid',
    });
    const paths = errors.map(({ path }: { path: string }) => path);
    expect(paths.sort()).toEqual(['address.city', 'address.zip', 'gold', 'name']);
  });

  it('is told a hundred faults at most, however many there are', async () => {
    const unknown = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`k${at}`, 0]));
    const response = await post({ name: 'ada', address: { city: 'Rome' }, ...unknown });
    expect(response.statusCode).toBe(422);
    expect(response.json().errors).toHaveLength(100);
  });
});

describe('a value that only the database refuses', () => {
  it.each(['22021', '22008', '22P99', '2200H'])('is not valid: SQLSTATE %s', async (code) => {
    const app = await start();
    app.get('/', () => {
      throw Object.assign(new Error('internal words'), { code });
    });
    const response = await app.inject('/');
    expect(response.statusCode).toBe(422);
    expect(response.json()).toMatchObject({ code: 'invalid', errors: [{ path: '' }] });
    expect(response.body).not.toContain('internal words');
  });

  it.each(['23505', '220', '42601'])('is our fault otherwise: %s', async (code) => {
    const app = await start();
    app.get('/', () => {
      throw Object.assign(new Error('internal words'), { code });
    });
    expect((await app.inject('/')).statusCode).toBe(500);
  });
});

describe('a content type that is not read', () => {
  it('is refused with those that are', async () => {
    const app = await start();
    app.post('/', () => null);
    const headers = { 'content-type': 'text/csv' };
    const response = await app.inject({ method: 'POST', url: '/', payload: 'a', headers });
    expect(response.statusCode).toBe(415);
    expect(response.headers['accept-post']).toContain('application/json');
  });
});
