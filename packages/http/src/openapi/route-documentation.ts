import type { RequestHeaderName, ResponseHeaderName } from './headers.ts';

/** What the document says of a route besides its schemas. */
export interface RouteDocumentation {
  readonly requestHeaders?: readonly RequestHeaderName[];
  /** Headers of successful answers. */
  readonly responseHeaders?: readonly ResponseHeaderName[];
  /** Parameters that say what another one says, under a name that generators take for the same. */
  readonly aliases?: readonly string[];
  /** The content type of a successful answer that is no JSON. */
  readonly answers?: string;
}

declare module 'fastify' {
  interface FastifySchema {
    documentation?: RouteDocumentation;
  }
}

/** Under this key it passes through the generator, which keeps extensions as they are. */
export const documentationKey = 'x-documentation';
