import { createLogger } from '@questline/telemetry/logger';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { plainEdge } from './edge.ts';
import { createHttpServer } from './server.ts';

const post = async (payload: object) => {
  const app = await createHttpServer({
    service: 'test',
    logger: createLogger({ service: 'test', level: 'silent' }),
    readiness: {},
    edge: plainEdge,
  });
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
