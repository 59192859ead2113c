const known = new Map<string, boolean>();
const knownMax = 2_000;

const check = (name: string): boolean => {
  try {
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
};

/** Whether a text is an IANA time zone name. Asked for every event, so answers are kept. */
export const isTimeZoneName = (name: string): boolean => {
  if (name.length > 64) return false;
  const answer = known.get(name) ?? check(name);
  if (known.size < knownMax) known.set(name, answer);
  return answer;
};
