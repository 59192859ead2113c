/** A place in the outbox, and the transactions that may still add a row before it. */
export interface OutboxEnd {
  readonly seq: number;
  readonly writers: readonly string[];
}

/**
 * Where reading begins: no row is left before it and none will come. What was deleted before it, and is
 * not vacuumed yet, is never walked over again. Rows become visible in the order of their commits and
 * not of their numbers, so it rises only past what was given out to transactions that have all ended.
 */
export interface OutboxFloor {
  /** Rows after this number are to be read. */
  readonly after: number;
  /** The outbox's end as it is now; the writers were looked up after `seq`. */
  look(end: OutboxEnd): void;
  /** The first row, if any, that a read found that began after the last look. */
  read(firstSeq: number | undefined): void;
}

export const createOutboxFloor = (): OutboxFloor => {
  let after = 0;
  let candidate: OutboxEnd | undefined;
  let settled: number | undefined;
  return {
    get after() {
      return after;
    },
    look: (end) => {
      if (candidate === undefined) {
        candidate = end;
        return;
      }
      const { seq, writers } = candidate;
      if (writers.some((writer) => end.writers.includes(writer))) return;
      settled = seq;
      candidate = end;
    },
    read: (firstSeq = Number.POSITIVE_INFINITY) => {
      if (settled === undefined) return;
      after = Math.max(after, Math.min(settled, firstSeq - 1));
      settled = undefined;
    },
  };
};
