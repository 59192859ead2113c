const units = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const;

const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

/** How long before `now` (ms since the epoch) an RFC 3339 time was; a fast server clock is `just now`. */
export const relativeTime = (time: string, now: number): string => {
  const ago = now - Date.parse(time);
  const found = units.find(({ ms }) => ago >= ms);
  return found ? format.format(-Math.floor(ago / found.ms), found.unit) : 'just now';
};
