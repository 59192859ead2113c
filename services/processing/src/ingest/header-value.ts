const quoted = /^"((?:[^"\\]|\\.)*)"$/s;
const percentEncoded = /(?:%[0-9a-f]{2})+/gi;
const beyondAscii = /[^\p{ASCII}]/u;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const decode = (bytes: Buffer): string | undefined => {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
};

/** Node gives the bytes of a header as Latin-1; some clients send UTF-8, and those that do not, Latin-1. */
const toText = (header: string): string =>
  beyondAscii.test(header) ? (decode(Buffer.from(header, 'latin1')) ?? header) : header;

const unquote = (text: string): string => {
  const inner = quoted.exec(text)?.[1];
  return inner === undefined ? text : inner.replaceAll(/\\(.)/gs, '$1');
};

/**
 * The text of an attribute in a header (CloudEvents HTTP binding 1.0.2, 3.1.3.2): without the quotes of a
 * quoted string and its backslashes, then percent-decoded once. What is not encoded passes as it is.
 * Undefined where encoded bytes are no UTF-8: two different texts must not become one.
 */
export const decodeHeaderValue = (header: string): string | undefined => {
  const text = unquote(toText(header));
  if (!text.includes('%')) return text;
  let isUtf8 = true;
  const decoded = text.replaceAll(percentEncoded, (encoded) => {
    const part = decode(Buffer.from(encoded.replaceAll('%', ''), 'hex'));
    isUtf8 &&= part !== undefined;
    return part ?? '';
  });
  return isUtf8 ? decoded : undefined;
};
