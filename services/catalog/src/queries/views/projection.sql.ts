import type { CatalogEvent } from '@questline/contracts/catalog/events';
import type { Queryable, Transaction } from '@questline/postgres/database';

/** A generation of the views, and the last change that is in it. */
export interface Generation {
  readonly number: number;
  readonly position: number;
}

/** The live generation's number, as a part of other statements: each reads one generation alone. */
export const live = '(select live from projection)';

/** Announced with the position at each change of what is shown. */
export const viewsChannel = 'catalog_views';

/** Locks the views against other writers and returns the generation that is shown. */
export const selectLiveForUpdate = async (tx: Transaction): Promise<Generation> => {
  // By itself: the row that is locked is the newest, which a join would have read before it waited.
  const { rows: locked } = await tx.query<{ live: number }>({
    name: 'select-projection-for-update',
    text: 'select live from projection for update',
  });
  const { rows } = await tx.query<Generation>({
    name: 'select-generation',
    text: 'select number, position from generations where number = $1',
    values: [locked[0]?.live],
  });
  const [generation] = rows;
  if (generation === undefined) throw new Error('the views have no live generation');
  return generation;
};

/** The last change that is shown. */
export const selectPosition = async (database: Queryable): Promise<number> => {
  const { rows } = await database.query<{ position: number }>({
    name: 'select-position',
    text: `select position from generations where number = ${live}`,
  });
  return rows[0]?.position ?? 0;
};

export const updatePosition = async (tx: Transaction, generation: Generation): Promise<void> => {
  await tx.query({
    name: 'update-position',
    text: 'update generations set position = $2 where number = $1',
    values: [generation.number, generation.position],
  });
};

/** Tells who listens, once this transaction has committed. */
export const notifyPosition = async (tx: Transaction, position: number): Promise<void> => {
  await tx.query({
    name: 'notify-position',
    text: 'select pg_notify($1, $2)',
    values: [viewsChannel, String(position)],
  });
};

/** Keeps events that came before their turn. */
export const insertEarlyEvents = async (
  tx: Transaction,
  events: readonly CatalogEvent[],
): Promise<void> => {
  if (events.length === 0) return;
  await tx.query({
    name: 'insert-early-events',
    text: `
      insert into early_events (position, event)
      select * from unnest($1::bigint[], $2::jsonb[])
      on conflict (position) do nothing`,
    values: [
      events.map(({ data }) => data.change.position),
      events.map((event) => JSON.stringify(event)),
    ],
  });
};

/** The kept ones that come next, in order. */
export const selectEarlyEvents = async (
  tx: Transaction,
  afterPosition: number,
  limit: number,
): Promise<CatalogEvent[]> => {
  const { rows } = await tx.query<{ event: CatalogEvent }>({
    name: 'select-early-events',
    text: 'select event from early_events where position > $1 order by position limit $2',
    values: [afterPosition, limit],
  });
  return rows.map(({ event }) => event);
};

/** Forgets those whose turn has come. */
export const deleteEarlyEvents = async (tx: Transaction, upTo: number): Promise<void> => {
  await tx.query({
    name: 'delete-early-events',
    text: 'delete from early_events where position <= $1',
    values: [upTo],
  });
};

/** Everything that is shown, by id, and the position it is true at: as of one moment. */
export const selectShown = async <State>(
  database: Queryable,
): Promise<{ readonly position: number; readonly states: ReadonlyMap<string, State> }> => {
  const { rows } = await database.query<{ position: number; id: string | null; state: State }>({
    name: 'select-shown',
    text: `
      select g.position, s.id, s.state
      from generations g
      left join (
        select generation, id, quest as state from quests
        union all
        select generation, id, reward from rewards
      ) as s on s.generation = g.number
      where g.number = ${live}`,
  });
  const states = rows.flatMap(({ id, state }) => (id === null ? [] : [[id, state] as const]));
  return { position: rows[0]?.position ?? 0, states: new Map(states) };
};

/** How many events wait for their turn. */
export const countEarlyEvents = async (database: Queryable): Promise<number> => {
  const { rows } = await database.query<{ count: number }>({
    name: 'count-early-events',
    text: 'select count(*) as count from early_events',
  });
  return rows[0]?.count ?? 0;
};
