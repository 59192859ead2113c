/** The longest name of a zone that is looked up. */
const nameLengthMax = 64;
/** Most names that are remembered. */
const knownMax = 2_000;
const known = new Map<string, string | undefined>();

const lookUp = (name: string): string | undefined => {
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
};

/**
 * The one name of a time zone that has several, whatever the case of its letters: `Asia/Kolkata` and
 * `asia/calcutta` have the same. Undefined for what is no IANA name. It is for comparison: what a user
 * or a quest names stays as it is named.
 */
export const canonicalTimeZone = (name: string): string | undefined => {
  if (name.length > nameLengthMax) return undefined;
  if (known.has(name)) return known.get(name);
  const canonical = lookUp(name);
  if (known.size >= knownMax) known.clear();
  known.set(name, canonical);
  return canonical;
};

/** Whether a text is an IANA time zone name, in whatever case. */
export const isTimeZoneName = (name: string): boolean => canonicalTimeZone(name) !== undefined;

/** Whether two names are of one zone. Names that are none of IANA's are the same when they are equal. */
export const isSameTimeZone = (one: string, other: string): boolean =>
  one === other || (canonicalTimeZone(one) ?? one) === (canonicalTimeZone(other) ?? other);
