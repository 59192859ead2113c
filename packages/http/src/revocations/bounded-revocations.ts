export interface Entry {
  /** By the clock of auth's database. */
  readonly revokedAtMs: number;
  /** By the clock of this process. */
  readonly heardAtMs: number;
  readonly expiresAtMs: number;
}

/** The latest times of what was folded: before them nothing is distinguished any more. */
export type Folded = Pick<Entry, 'revokedAtMs' | 'heardAtMs'>;

export interface BoundedRevocations {
  /** Whether it was new, or newer than what was known of its subject. */
  add(subject: string, entry: Entry): boolean;
  get(subject: string): Entry | undefined;
  folded(): Folded;
  forgetExpired(nowMs: number): void;
  size(): number;
}

/**
 * The latest revocation of each subject, `entriesMax` at most. One more folds the older half into two
 * times: what is from before them counts as revoked, so nothing that was revoked is ever let in.
 */
export const createBoundedRevocations = (entriesMax: number): BoundedRevocations => {
  const entries = new Map<string, Entry>();
  let folded: Folded = {
    revokedAtMs: Number.NEGATIVE_INFINITY,
    heardAtMs: Number.NEGATIVE_INFINITY,
  };

  const fold = () => {
    let surplus = entries.size - Math.floor(entriesMax / 2);
    for (const [subject, entry] of entries) {
      if (surplus <= 0) return;
      surplus -= 1;
      entries.delete(subject);
      folded = {
        revokedAtMs: Math.max(folded.revokedAtMs, entry.revokedAtMs),
        heardAtMs: Math.max(folded.heardAtMs, entry.heardAtMs),
      };
    }
  };

  return {
    add: (subject, entry) => {
      const known = entries.get(subject);
      if (known !== undefined && entry.revokedAtMs <= known.revokedAtMs) return false;
      if (known === undefined && entry.revokedAtMs <= folded.revokedAtMs) {
        // Folded already, or late: either way what was asked before now does not count.
        folded = { ...folded, heardAtMs: entry.heardAtMs };
        return false;
      }
      entries.set(subject, entry);
      if (entries.size > entriesMax) fold();
      return true;
    },
    get: (subject) => entries.get(subject),
    folded: () => folded,
    forgetExpired: (nowMs) => {
      for (const [subject, { expiresAtMs }] of entries) {
        if (expiresAtMs <= nowMs) entries.delete(subject);
      }
    },
    size: () => entries.size,
  };
};
