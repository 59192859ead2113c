import { Refusal } from '@questline/http/refusal';

export const plainJson = 'application/json';
export const structuredMode = 'application/cloudevents+json';
export const batchedMode = 'application/cloudevents-batch+json';

/** A `Content-Type` taken apart; `type` is in lower case. */
export interface MediaType {
  readonly type: string;
  /** As its parameter names it, in lower case. */
  readonly charset: string | undefined;
}

const charsetParameter = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;"]+))/i;

export const parseMediaType = (header: string): MediaType => {
  const end = header.indexOf(';');
  if (end < 0) return { type: header.trim().toLowerCase(), charset: undefined };
  const charset = charsetParameter.exec(header);
  return {
    type: header.slice(0, end).trim().toLowerCase(),
    charset: (charset?.[1] ?? charset?.[2])?.toLowerCase(),
  };
};

/** `application/json`, `text/json`, and whatever has the suffix `+json` (RFC 6839, 3.1). */
export const isJson = (type: string): boolean => /^(?:application|text)\/json$|.\+json$/.test(type);

/** What is read as text: the rest is bytes. */
export const isText = (type: string): boolean => /^text\/.|^application\/xml$|.\+xml$/.test(type);

/** 415 with what this address takes (LDP, 7.1). */
export const unsupported = (detail: string): Refusal =>
  new Refusal(415, 'refused', detail, {
    headers: { 'accept-post': [plainJson, structuredMode, batchedMode].join(', ') },
  });

/** JSON is UTF-8 (RFC 8259, 8.1). Throws Refusal 415 for a charset that is not. */
export const requireUtf8 = ({ charset }: MediaType): void => {
  if (charset === undefined || charset === 'utf-8' || charset === 'utf8' || charset === 'us-ascii')
    return;
  throw unsupported('JSON is read as UTF-8 only.');
};
