import { malformed } from './parse-body.ts';

const isSingle = (name: string): boolean =>
  name === 'content-type' || name === 'idempotency-key' || name.startsWith('ce-');

/**
 * Refuses a request that has a header twice which says one thing: of two values the server would join
 * some and drop others, and a proxy before it may choose differently. Throws Refusal 400.
 */
export const refuseRepeated = (rawHeaders: readonly string[]): void => {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    if (!isSingle(name)) continue;
    if (seen.has(name)) throw malformed(`The header ${name} is there more than once.`);
    seen.add(name);
  }
};
