import { waitSecondsMax } from '@questline/contracts/processing/ingest';

const defaultSeconds = 10;

/** The parts of a header's list, or of one of its members; a quoted string is never taken apart. */
const split = (text: string, separator: ',' | ';'): readonly string[] => {
  const parts: string[] = [];
  let begin = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isQuoted && character === '\\') at += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) {
      parts.push(text.slice(begin, at));
      begin = at + 1;
    }
  }
  parts.push(text.slice(begin));
  return parts;
};

/** `wait`, with or without seconds; more digits than these are as good as the most. */
const wait = /^wait\s*(?:=\s*("?)(\d{1,15})\1)?$/i;

/**
 * Seconds of `Prefer: wait=N` (RFC 7240), at most 30; 10 for `wait` alone; undefined without it. The first
 * preference of the name holds, and one that cannot be understood is as good as none.
 */
export const preferredWait = (header: string | string[] | undefined): number | undefined => {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  for (const preference of split(text, ',')) {
    const [named = ''] = split(preference, ';');
    const match = wait.exec(named.trim());
    if (match === null) continue;
    return Math.min(match[2] === undefined ? defaultSeconds : Number(match[2]), waitSecondsMax);
  }
  return undefined;
};
