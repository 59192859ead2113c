const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Each unit is used up to so many of it. */
const units = [
  { unit: 'minute', ms: minuteMs, most: 120 },
  { unit: 'hour', ms: hourMs, most: 36 },
  { unit: 'day', ms: dayMs, most: Number.POSITIVE_INFINITY },
] as const;

/** `40 minutes`, `3 hours`, `5 days`: how long it is at least from `now` until `at`, both in epoch ms. */
export const timeAhead = (at: number, now: number): string => {
  const ahead = Math.max(minuteMs, at - now);
  const { unit, ms } = units.find((entry) => ahead < entry.most * entry.ms) ?? units[2];
  return Math.floor(ahead / ms).toLocaleString('en', { style: 'unit', unit, unitDisplay: 'long' });
};

const dayOf = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

const dateText = (at: number, now: number): string => {
  const days = Math.round((dayOf(at) - dayOf(now)) / dayMs);
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  if (days > 1 && days < 7) return new Date(at).toLocaleDateString('en', { weekday: 'long' });
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Date(at).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  });
};

/** `today 18:00`, `tomorrow 00:00`, `Saturday 08:30`, `1 December 00:00`, on the clock of the page. */
export const momentText = (at: number, now: number): string => {
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return `${dateText(at, now)} ${new Date(at).toLocaleTimeString('en-GB', clock)}`;
};
