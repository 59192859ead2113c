import type pg from 'pg';

/** Where a statement can run: the pool, or a transaction's connection. */
export interface Queryable {
  query<Row extends pg.QueryResultRow>(statement: Statement): Promise<pg.QueryResult<Row>>;
}

/** A named statement is prepared once on each connection; `text` must be the same for a name. */
export interface Statement {
  readonly name?: string;
  /**
   * It does no harm should it commit alone, as a read or a lock, so it need not wait until the
   * transaction is known to have begun.
   */
  readonly early?: boolean;
  readonly text: string;
  readonly values?: unknown[];
}

/**
 * A connection inside a transaction: what functions in `*.sql.ts` take first. Statements run one after
 * the other in the order of their calls. A call need not wait for the one before: those made together
 * travel together, and once one has failed the later ones fail too.
 */
export type Transaction = Queryable & { readonly inTransaction: true };
