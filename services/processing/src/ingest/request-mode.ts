import type { FastifyRequest } from 'fastify';
import {
  batchedMode,
  isJson,
  type MediaType,
  parseMediaType,
  requireUtf8,
  structuredMode,
  unsupported,
} from './media-type.ts';

/** How a request carries its events (CloudEvents HTTP binding 1.0.2, 3); `plain` is JSON of Questline's own. */
export type RequestMode =
  | { readonly kind: 'structured' | 'batched' | 'plain' }
  | { readonly kind: 'binary'; readonly mediaType: MediaType | undefined };

type Headers = FastifyRequest['headers'];

const cloudEventsPrefix = 'application/cloudevents';
const requiredAttributes = ['ce-specversion', 'ce-id', 'ce-type', 'ce-source'];

const isBinary = (headers: Headers) =>
  requiredAttributes.some((name) => headers[name] !== undefined);

/**
 * The media type decides: `ce-` headers with a structured or a batched body repeat what is in it. Throws
 * Refusal 415 for a body that nothing here reads.
 */
export const modeOf = (headers: Headers): RequestMode => {
  const header = headers['content-type'];
  const mediaType = header === undefined ? undefined : parseMediaType(header);
  if (mediaType?.type === structuredMode || mediaType?.type === batchedMode) {
    requireUtf8(mediaType);
    return { kind: mediaType.type === structuredMode ? 'structured' : 'batched' };
  }
  if (mediaType?.type.startsWith(cloudEventsPrefix)) {
    throw unsupported('Of the formats of CloudEvents only JSON is read here.');
  }
  if (isBinary(headers)) return { kind: 'binary', mediaType };
  if (mediaType === undefined || !isJson(mediaType.type)) {
    throw unsupported('The content type is not supported here.');
  }
  requireUtf8(mediaType);
  return { kind: 'plain' };
};
