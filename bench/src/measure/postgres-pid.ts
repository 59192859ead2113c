import { readFile } from 'node:fs/promises';
import type { Queryable } from '@questline/postgres/database';
import { parseStat } from './process-tree.ts';

/** The process of a server on this machine that all its others are children of. */
export const postgresPidOf = async (database: Queryable): Promise<number> => {
  const { rows } = await database.query<{ pid: number }>({
    text: 'select pg_backend_pid() as pid',
  });
  const { parent } = parseStat(await readFile(`/proc/${rows[0]?.pid}/stat`, 'utf8'));
  return parent;
};
