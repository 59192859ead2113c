import fastify from 'fastify';
import { expect, test } from 'vitest';
import { secureAnswers } from './security-headers.ts';

test('answers of every kind carry what browsers are to know of them', async () => {
  const app = fastify();
  secureAnswers(app);
  app.get('/', () => ({}));
  for (const url of ['/', '/unknown']) {
    const { headers } = await app.inject(url);
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'strict-transport-security': expect.stringMatching(/^max-age=\d+/),
      'x-content-type-options': 'nosniff',
    });
  }
});
