import type { Queryable, Transaction } from '@questline/postgres/database';
import type { NewStoredEvent } from '../events/event.ts';

/** An event that waits for a quest to be resumed. */
export interface PausedEvent {
  readonly quest_id: string;
  readonly event: NewStoredEvent;
}

/** Stores events with the paused quests that would have counted them. */
export const insertPausedEvents = async (
  tx: Transaction,
  waiting: readonly PausedEvent[],
): Promise<void> => {
  if (waiting.length === 0) return;
  await tx.query({
    name: 'insert-paused-events',
    text: `
      insert into paused_events (quest_id, user_id, time, event)
      select quest_id, user_id, time, event
      from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::jsonb[])
        with ordinality as p (quest_id, user_id, time, event, position)
      order by position`,
    values: [
      waiting.map(({ quest_id }) => quest_id),
      waiting.map(({ event }) => event.user_id),
      waiting.map(({ event }) => event.time),
      waiting.map(({ event }) => JSON.stringify(event)),
    ],
  });
};

/** A quest that is no longer paused and has events waiting; undefined when there is none. */
export const selectResumedQuest = async (database: Queryable): Promise<string | undefined> => {
  const { rows } = await database.query<{ quest_id: string }>({
    name: 'select-resumed-quest',
    text: `
      select q.quest_id
      from (select distinct quest_id from quest_state_changes) as c
      cross join lateral (
        select quest_id, state from quests where quest_id = c.quest_id limit 1
      ) as q
      -- A look into the index for each quest, however many events wait for quests that are paused.
      cross join lateral (
        select from paused_events p where p.quest_id = q.quest_id limit 1
      ) as p
      where q.state <> 'paused'
      limit 1`,
  });
  return rows[0]?.quest_id;
};

/** The users of the first events that wait for a quest. */
export const selectWaitingUsers = async (
  tx: Transaction,
  questId: string,
  eventsMax: number,
): Promise<string[]> => {
  const { rows } = await tx.query<{ user_id: string }>({
    name: 'select-waiting-users',
    text: `
      select distinct user_id from (
        select user_id from paused_events where quest_id = $1 order by user_id, seq limit $2
      ) as p`,
    values: [questId, eventsMax],
  });
  return rows.map(({ user_id }) => user_id);
};

/** Takes the first events of some users, who are locked, out of the waiting ones; in order of arrival. */
export const deletePausedEvents = async (
  tx: Transaction,
  questId: string,
  userIds: readonly string[],
  eventsMax: number,
): Promise<NewStoredEvent[]> => {
  const { rows } = await tx.query<{ event: Omit<NewStoredEvent, 'time'> & { time: string } }>({
    name: 'delete-paused-events',
    text: `
      with first as (
        select ctid as at from paused_events
        where quest_id = $1 and user_id = any($2) order by user_id, seq limit $3
      ), taken as (
        delete from paused_events p using first f
        where p.ctid = f.at
        returning p.seq, p.event
      )
      select event from taken order by seq`,
    values: [questId, userIds, eventsMax],
  });
  return rows.map(({ event }) => ({ ...event, time: new Date(event.time) }));
};

/** Deletes events that happened before a time, some at a time; returns how many. */
export const deletePastEvents = async (
  database: Queryable,
  before: Date,
  eventsMax: number,
): Promise<number> => {
  const { rowCount } = await database.query({
    name: 'delete-past-paused-events',
    text: `
      delete from paused_events where ctid = any(array(
        select ctid from paused_events where time < $1 order by time limit $2
        for update skip locked))`,
    values: [before, eventsMax],
  });
  return rowCount ?? 0;
};
