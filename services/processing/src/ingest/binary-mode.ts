import { invalid, Refusal } from '@questline/http/refusal';
import type { FastifyRequest } from 'fastify';
import { decodeHeaderValue } from './header-value.ts';
import { isJson, isText, type MediaType, requireUtf8, unsupported } from './media-type.ts';
import { decodeUtf8, malformed, parseJsonBody } from './parse-body.ts';

const prefix = 'ce-';
/** The body is the data, and `Content-Type` says of what type it is. */
const notAttributes = new Set(['data', 'datacontenttype']);

const decodeAttribute = (name: string, value: string): string => {
  const text = decodeHeaderValue(value);
  if (text === undefined) throw invalid(name, 'is not percent-encoded UTF-8');
  return text;
};

/** The attributes in the `ce-` headers of a request. Throws Refusal 422. */
const attributesOf = (headers: FastifyRequest['headers']): Record<string, string> => {
  const attributes: Record<string, string> = {};
  for (const [header, value] of Object.entries(headers)) {
    if (!header.startsWith(prefix) || typeof value !== 'string') continue;
    const name = header.slice(prefix.length);
    if (!notAttributes.has(name)) attributes[name] = decodeAttribute(name, value);
  }
  return attributes;
};

const decodeText = (body: Buffer, charset: string | undefined): string => {
  if (charset === undefined) return decodeUtf8(body);
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(charset, { fatal: true });
  } catch {
    throw unsupported('The charset is not known here.');
  }
  try {
    return decoder.decode(body);
  } catch {
    throw malformed('The body is not in the charset of its content type.');
  }
};

type Content = { readonly data?: unknown; readonly data_base64?: string };

const bytes = (body: Buffer): Content => ({ data_base64: body.toString('base64') });

/** Without a content type data are JSON (CloudEvents JSON format, 3.1.1), or bytes if they are none. */
const guess = (body: Buffer): Content => {
  try {
    return { data: parseJsonBody(body) };
  } catch (error) {
    if (error instanceof Refusal && error.status === 400) return bytes(body);
    throw error;
  }
};

const contentOf = (body: Buffer, mediaType: MediaType | undefined): Content => {
  if (body.length === 0) return {};
  if (mediaType === undefined) return guess(body);
  if (isJson(mediaType.type)) {
    requireUtf8(mediaType);
    return { data: parseJsonBody(body) };
  }
  return isText(mediaType.type) ? { data: decodeText(body, mediaType.charset) } : bytes(body);
};

/** The event of a request in the binary mode, in its JSON form. Throws Refusal 400, 415 and 422. */
export const fromBinaryMode = (
  headers: FastifyRequest['headers'],
  body: Buffer,
  mediaType: MediaType | undefined,
): unknown => {
  const datacontenttype = headers['content-type'];
  return {
    ...attributesOf(headers),
    ...(datacontenttype !== undefined && { datacontenttype }),
    ...contentOf(body, mediaType),
  };
};
