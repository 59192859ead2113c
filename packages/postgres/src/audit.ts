import type { Queryable } from './database.ts';

/** How many things an audit looked at, and how many break what it states. */
export interface AuditCount {
  readonly checked: number;
  readonly violations: number;
}

/** Runs an audit: a query of one row with `checked` and `violations`. */
export const countAudit = async (database: Queryable, text: string): Promise<AuditCount> => {
  const { rows } = await database.query<{ checked: number; violations: number }>({ text });
  const [row] = rows;
  if (row === undefined) throw new Error('the audit query gave no row');
  return row;
};
