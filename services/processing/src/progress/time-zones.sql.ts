import type { Queryable, Transaction } from '@questline/postgres/database';

/** A user's own time zone, and when the latest event that named one happened. */
export interface UserTimeZone {
  readonly user_id: string;
  /** An IANA name. */
  readonly timezone: string;
  readonly time: Date;
}

export const selectTimeZones = async (
  database: Queryable,
  userIds: readonly string[],
): Promise<UserTimeZone[]> => {
  if (userIds.length === 0) return [];
  const { rows } = await database.query<UserTimeZone>({
    name: 'select-time-zones',
    text: 'select user_id, timezone, time from user_time_zones where user_id = any($1)',
    values: [userIds],
  });
  return rows;
};

/** Stores zones; one that a later event has named stays. */
export const upsertTimeZones = async (
  tx: Transaction,
  zones: readonly UserTimeZone[],
): Promise<void> => {
  if (zones.length === 0) return;
  await tx.query({
    name: 'upsert-time-zones',
    text: `
      insert into user_time_zones (user_id, timezone, time)
      select * from unnest($1::text[], $2::text[], $3::timestamptz[])
      on conflict (user_id) do update set timezone = excluded.timezone, time = excluded.time
      where excluded.time >= user_time_zones.time`,
    values: [
      zones.map(({ user_id }) => user_id),
      zones.map(({ timezone }) => timezone),
      zones.map(({ time }) => time),
    ],
  });
};
