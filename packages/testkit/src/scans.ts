import type { Database } from '@questline/postgres/database';
import type { NamedStatement } from './named-statements.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'TID Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** What a plan reads from end to end: a table without a key, or all of an index. */
const wholeScansOf = (node: PlanNode): string[] => {
  const isScan = /^(Seq|Sample|Index|Index Only|Bitmap Index|Tid|Tid Range) Scan$/.test(
    node['Node Type'],
  );
  const isKeyed = node['Index Cond'] !== undefined || node['TID Cond'] !== undefined;
  const own =
    isScan && !isKeyed ? [`${node['Node Type']} of ${node['Relation Name'] ?? 'an index'}`] : [];
  return [...own, ...(node.Plans ?? []).flatMap(wholeScansOf)];
};

/**
 * What statements read whole by the plan that a connection keeps for them, whatever their values; of
 * tables other than `small` ones. A line for each: `name: Seq Scan of table`.
 */
export const wholeScans = async (
  database: Database,
  statements: readonly NamedStatement[],
  small: readonly string[],
): Promise<string[]> => {
  const session = await database.connect();
  try {
    const found: string[] = [];
    for (const { name, text } of statements) {
      const { rows } = await session.query({
        text: `explain (generic_plan, format json) ${text}`,
      });
      const scans = wholeScansOf(rows[0]['QUERY PLAN'][0].Plan);
      found.push(
        ...scans
          .filter((scan) => !small.some((table) => scan.endsWith(` of ${table}`)))
          .map((scan) => `${name}: ${scan}`),
      );
    }
    return found;
  } finally {
    await session.end();
  }
};

/**
 * Tables that were read from end to end since the database was made, by triggers and constraints too.
 * Closes it: a connection counts what it did when it ends.
 */
export const tablesReadWhole = async (
  { close, url }: TestDatabase,
  small: readonly string[],
): Promise<string[]> => {
  await close();
  await using database = openTestDatabase(url);
  const { rows } = await database.query<{ name: string }>({
    text: `
      select relname as name from pg_stat_user_tables
      where seq_scan > 0 and relname <> all($1) order by relname`,
    values: [small],
  });
  return rows.map(({ name }) => name);
};
