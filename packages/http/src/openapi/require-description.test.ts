import '@fastify/swagger';
import fastify from 'fastify';
import { expect, test } from 'vitest';
import { requireDescription } from './require-description.ts';

const described = {
  operationId: 'readIt',
  summary: 'Read it',
  description: 'All of it.',
  tags: ['it'],
  security: [],
};

const addRoute = (url: string, schema: object) => {
  const app = fastify();
  requireDescription(app);
  return () => app.get(url, { schema }, () => ({}));
};

test('a public route has all that the document says of one', () => {
  expect(addRoute('/api/v1/it', described)).not.toThrow();
  const { operationId: _, security: __, ...rest } = described;
  expect(addRoute('/api/v1/it', rest)).toThrow(/GET \/api\/v1\/it .* operationId, security/);
});

test('routes for other services and hidden ones need no description', () => {
  expect(addRoute('/internal/v1/it', {})).not.toThrow();
  expect(addRoute('/api/v1/it', { hide: true })).not.toThrow();
});
