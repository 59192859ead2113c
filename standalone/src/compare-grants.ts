/** A line of a grant, as one of the two services has it. */
interface GrantLine {
  readonly grant_id: string;
  readonly user_id: string;
  readonly currency: string;
  readonly amount: number;
}

export interface GrantComparison {
  /** Granted lines looked at. */
  readonly checked: number;
  /** Granted, and not in the wallet yet. */
  readonly uncredited: number;
  /** In the wallet without a grant, or with another amount or for another user. */
  readonly wrong: number;
}

/** Reads lines in order of grant ids after one, at most so many grants; empty at the end. */
export type ReadLines = (after: string | null) => Promise<readonly GrantLine[]>;

const readAll = async function* (read: ReadLines): AsyncGenerator<GrantLine> {
  let after: string | null = null;
  for (;;) {
    const page: readonly GrantLine[] = await read(after);
    const last = page.at(-1);
    if (last === undefined) return;
    yield* page;
    after = last.grant_id;
  }
};

const keyOf = (line: GrantLine) => `${line.grant_id} ${line.currency}`;

/**
 * Walks what was granted and what was credited side by side, both in order of grant id and then
 * currency, in memory for one page of each at a time.
 */
export const compareGrants = async (
  readGranted: ReadLines,
  readCredited: ReadLines,
): Promise<GrantComparison> => {
  const granted = readAll(readGranted);
  const credited = readAll(readCredited);
  let [checked, uncredited, wrong] = [0, 0, 0];
  let grant = await granted.next();
  let credit = await credited.next();
  while (!grant.done || !credit.done) {
    const grantKey = grant.done ? undefined : keyOf(grant.value);
    const creditKey = credit.done ? undefined : keyOf(credit.value);
    if (grantKey === creditKey && !grant.done && !credit.done) {
      checked += 1;
      const same =
        grant.value.amount === credit.value.amount && grant.value.user_id === credit.value.user_id;
      if (!same) wrong += 1;
      grant = await granted.next();
      credit = await credited.next();
    } else if (creditKey === undefined || (grantKey !== undefined && grantKey < creditKey)) {
      checked += 1;
      uncredited += 1;
      grant = await granted.next();
    } else {
      wrong += 1;
      credit = await credited.next();
    }
  }
  return { checked, uncredited, wrong };
};
