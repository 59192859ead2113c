import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
} from 'fastify-type-provider-zod';
import { secureSessionCookie } from '../session-cookie.ts';
import type { ApiDocument } from './document.ts';
import { writeSchema } from './json-schema.ts';
import { documentationKey } from './route-documentation.ts';
import { shapeDocument } from './shape-document.ts';

const zodToJsonConfig = { override: writeSchema };
const toJsonSchema = createJsonSchemaTransform({ skipList: [], zodToJsonConfig });
const addSchemas = createJsonSchemaTransformObject({ zodToJsonConfig });

/** What a route documents of itself passes through as an extension, which the generator keeps. */
const toDocumented: typeof toJsonSchema = (input) => {
  const { documentation, ...schema } = input.schema ?? {};
  if (documentation === undefined || schema.hide) return toJsonSchema({ ...input, schema });
  const written = toJsonSchema({ ...input, schema });
  return { ...written, schema: { ...written.schema, [documentationKey]: documentation } };
};

/** How a service describes itself: OpenAPI 3.1, from the schemas that its routes validate with. */
export const swaggerOptions = (service: string): FastifyDynamicSwaggerOptions => ({
  openapi: {
    openapi: '3.1.0',
    info: { title: `Questline ${service}`, version: 'v1' },
    servers: [{ url: '/', description: 'The origin that this document comes from' }],
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The access token of a sign-in.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: secureSessionCookie,
          description:
            'The same token as the cookie of a browser; writes need the Origin of the host.',
        },
        apiKey: {
          type: 'apiKey',
          in: 'header',
          name: 'x-api-key',
          description:
            'The secret of an API key, for servers; what it may do is bounded by its scopes.',
        },
      },
    },
  },
  transform: toDocumented,
  transformObject: (input) =>
    shapeDocument(addSchemas(input) as unknown as ApiDocument) as unknown as ReturnType<
      typeof addSchemas
    >,
});
