import { authorizationServer } from '@questline/contracts/auth/token';
import { edgeOf } from '@questline/http/edge';
import type { HttpServer } from '@questline/http/server';
import type { FastifyRequest } from 'fastify';
import { signatureAlgorithm } from '../keys/key-source.ts';

/** The origin that clients use: PUBLIC_URL, or the one this request was sent to. */
const originOf = (request: FastifyRequest): string =>
  edgeOf(request).publicOrigin ?? `${request.protocol}://${request.host}`;

const toMetadata = (issuer: string) => ({
  issuer,
  token_endpoint: `${issuer}/api/v1/login/access-token`,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  grant_types_supported: ['password', 'refresh_token'],
  token_endpoint_auth_methods_supported: ['none'],
  response_types_supported: [],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: [signatureAlgorithm],
});

/** Where OAuth2 clients look an authorization server up: RFC 8414, and OpenID Connect Discovery. */
const addresses = [
  ['/.well-known/oauth-authorization-server', 'readAuthorizationServer'],
  ['/.well-known/openid-configuration', 'readOpenidConfiguration'],
] as const;

export const readMetadataRoute = (app: HttpServer): void => {
  for (const [url, operationId] of addresses) {
    app.get(
      url,
      {
        schema: {
          operationId,
          summary: 'What OAuth2 clients need to know of this server',
          description: 'There is no authorization endpoint and there are no ID tokens.',
          tags: ['login'],
          security: [],
          response: { 200: authorizationServer },
        },
      },
      async (request) => toMetadata(originOf(request)),
    );
  }
};
