/**
 * Rows are not where they were read: another transaction changed them without the lock that stands for
 * them. The transaction is tried again.
 */
export class RowsMoved extends Error {
  override name = 'RowsMoved';
  /** serialization_failure */
  readonly code = '40001';
}

/** Throws RowsMoved unless a statement has written as many rows as it was given places. */
export const checkWritten = (rowCount: number | null, expected: number): void => {
  if (rowCount !== expected) throw new RowsMoved(`${rowCount} of ${expected} rows were written`);
};
