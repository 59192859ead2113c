import type { Database, Queryable, Transaction } from '@questline/postgres/database';
import type { Generation } from './projection.sql.ts';

/** The generation that is being built beside the live one, if there is one. */
export const selectBuilding = async (database: Queryable): Promise<Generation | undefined> => {
  const { rows } = await database.query<Generation>({
    name: 'select-building',
    text: `
      select number, position from generations
      where number > (select live from projection) order by number desc limit 1`,
  });
  return rows[0];
};

/** Begins the next generation. */
export const insertGeneration = async (database: Queryable): Promise<Generation> => {
  const { rows } = await database.query<Generation>({
    name: 'insert-generation',
    text: `
      insert into generations (number) select max(number) + 1 from generations
      returning number, position`,
  });
  const [generation] = rows;
  if (generation === undefined) throw new Error('no generation was made');
  return generation;
};

/** Puts a generation in the place of the live one. */
export const updateLive = async (tx: Transaction, generation: number): Promise<void> => {
  await tx.query({
    name: 'update-live',
    text: 'update projection set live = $1',
    values: [generation],
  });
};

/** Removes some rows of the generations before the live one; returns how many went. */
export const deleteRetired = async (
  database: Database,
  table: 'quests' | 'rewards' | 'quest_changes',
  limit: number,
): Promise<number> => {
  const { rowCount } = await database.query({
    name: `delete-retired-${table}`,
    text: `
      delete from ${table} where ctid = any(array(
        select ctid from ${table} where generation < (select live from projection) limit $1))`,
    values: [limit],
  });
  return rowCount ?? 0;
};

/** Forgets the generations before the live one, whose rows are gone. */
export const deleteRetiredGenerations = async (database: Queryable): Promise<void> => {
  await database.query({
    name: 'delete-retired-generations',
    text: 'delete from generations where number < (select live from projection)',
  });
};
