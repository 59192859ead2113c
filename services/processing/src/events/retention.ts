/** A month of the Event table: a table of its own, named `events_2026_05`. */
export interface EventMonth {
  readonly name: string;
  /** Between the two others where detaching was interrupted; detached ones wait to be dropped. */
  readonly state: 'attached' | 'detaching' | 'detached';
  /** Where it ends, as the database has it; null of a detached one. */
  readonly until: Date | null;
}

/** How long events are kept, and where what is dropped goes before. */
export interface RetentionSettings {
  /** Whole months that events are kept after the one they arrived in, at least 1. */
  readonly months: number;
  /** Undefined: months are dropped without an archive. */
  readonly archiveDir: string | undefined;
}

interface RetentionPolicy extends Pick<RetentionSettings, 'months'> {
  /** How late an event may come and still count. */
  readonly latenessMaxSeconds: number;
}

/** The end of the month that a table is named after; undefined for any other name. */
const endOf = (name: string): number | undefined => {
  const [, year, month] = /^events_(\d{4})_(0[1-9]|1[0-2])$/.exec(name) ?? [];
  return year === undefined ? undefined : Date.UTC(Number(year), Number(month), 1);
};

/**
 * The months that are past keeping, the oldest first: those that ended `months` full months before the
 * current one began, and longer ago than an event may be late. A partition that is not the
 * month of its name was made by somebody else and stays.
 */
export const decideExpired = (
  existing: readonly EventMonth[],
  now: Date,
  { months, latenessMaxSeconds }: RetentionPolicy,
): readonly EventMonth[] => {
  const firstKept = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - Math.max(months, 1), 1);
  const limit = Math.min(firstKept, now.getTime() - latenessMaxSeconds * 1_000);
  return existing
    .filter(({ name, until }) => {
      const end = endOf(name);
      if (end === undefined || end > limit) return false;
      return until === null || until.getTime() === end;
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
};
