import { waitSecondsMax } from '@questline/contracts/processing/ingest';

const defaultSeconds = 10;

/** Seconds of `Prefer: wait=N` (RFC 7240), at most 30; 10 for `wait` alone; undefined without it. */
export const preferredWait = (header: string | string[] | undefined): number | undefined => {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  const match = /(?:^|[,;])\s*wait\s*(?:=\s*"?(\d{1,6})"?\s*)?(?=$|[,;])/i.exec(text);
  if (!match) return undefined;
  return Math.min(match[1] === undefined ? defaultSeconds : Number(match[1]), waitSecondsMax);
};
