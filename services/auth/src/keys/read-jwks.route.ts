import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { RouteDependencies } from '../dependencies.ts';

const jwk = z.object({
  kty: z.string(),
  crv: z.string(),
  x: z.string(),
  y: z.string(),
  kid: z.string(),
  alg: z.string(),
  use: z.string(),
});

const jwks = z.object({ keys: z.array(jwk) }).meta({ id: 'Jwks' });

/** Published at the root, where clients look (RFC 8615), and under the base of the API. */
export const readJwksRoute = (app: HttpServer, deps: RouteDependencies): void => {
  for (const base of ['/api/v1', '']) {
    app.get(
      `${base}/.well-known/jwks.json`,
      {
        schema: {
          operationId: 'getJwks',
          summary: 'The public keys that access tokens are verified with (JWKS)',
          description:
            'RFC 7517. Also at `/.well-known/jwks.json`. Keys may be cached for five minutes.',
          tags: ['keys'],
          security: [],
          hide: base === '',
          response: { 200: jwks },
        },
      },
      async (_request, reply) => {
        reply.header('cache-control', 'public, max-age=300');
        return jwks.parse(await deps.keys.publicKeys());
      },
    );
  }
};
