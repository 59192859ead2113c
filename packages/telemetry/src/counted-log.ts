/** Writes one line, whose `count` says how often its kind happened since the line before. */
type Write = (fields: { readonly count: number }) => void;

/** Kinds that are told apart; more share one line. */
const kindsMax = 50;
const otherKind = 'other';

/**
 * Logs what may happen thousands of times a second: the first of a kind at once, then one line a
 * second with the count of what came since, for as long as it goes on.
 */
export const createCountedLog = (intervalMs = 1_000): ((kind: string, write: Write) => void) => {
  // As many entries as there are kinds at most; each goes after a second without its kind.
  const open = new Map<string, { count: number; write: Write }>();

  const wait = (kind: string) => {
    const timer = setTimeout(() => {
      const since = open.get(kind);
      if (since === undefined || since.count === 0) {
        open.delete(kind);
        return;
      }
      since.write({ count: since.count });
      since.count = 0;
      wait(kind);
    }, intervalMs);
    timer.unref();
  };

  return (given, write) => {
    const kind = open.has(given) || open.size < kindsMax ? given : otherKind;
    const since = open.get(kind);
    if (since !== undefined) {
      since.count += 1;
      since.write = write;
      return;
    }
    open.set(kind, { count: 0, write });
    write({ count: 1 });
    wait(kind);
  };
};
