import type { Queryable } from '@questline/postgres/database';
import type { FailureCount } from './attempt-limit.ts';

interface FailedAttemptsRow extends FailureCount {
  readonly key: Buffer;
}

/** The counts under these keys that are not over at `now`. */
export const selectFailedAttempts = async (
  database: Queryable,
  keys: readonly Buffer[],
  now: Date,
): Promise<FailedAttemptsRow[]> => {
  const { rows } = await database.query<FailedAttemptsRow>({
    name: 'select-failed-attempts',
    text: `
      select key, failures, last_failed_at from failed_attempts
      where key = any($1::bytea[]) and expires_at > $2`,
    values: [keys, now],
  });
  return rows;
};

/**
 * Counts one failure more under each key, and deletes some counts that are over. Does not wait for the
 * disk: a crash may lose the counts of its last second.
 */
export const upsertFailedAttempts = async (
  database: Queryable,
  failed: { keys: readonly Buffer[]; now: Date; expiresAt: Date },
): Promise<void> => {
  await database.query({
    name: 'upsert-failed-attempts',
    text: `
      with over as (
        delete from failed_attempts where key = any(array(
          select key from failed_attempts
          where expires_at <= $2 and key <> all($1::bytea[])
          order by expires_at
          limit 10
          for update skip locked
        ))
      )
      insert into failed_attempts as known (key, failures, last_failed_at, expires_at)
      select key, 1, $2, $3
      from unnest($1::bytea[]) as key, set_config('synchronous_commit', 'off', true)
      order by key
      on conflict (key) do update set
        failures = case when known.expires_at > $2 then least(known.failures, 1000000) else 0 end + 1,
        last_failed_at = excluded.last_failed_at,
        expires_at = excluded.expires_at`,
    values: [failed.keys, failed.now, failed.expiresAt],
  });
};

export const deleteFailedAttempts = async (database: Queryable, key: Buffer): Promise<void> => {
  await database.query({
    name: 'delete-failed-attempts',
    text: 'delete from failed_attempts where key = $1',
    values: [key],
  });
};

/** Leaves the `rowsMax` counts that end last. */
export const deleteFailedAttemptsBeyond = async (
  database: Queryable,
  rowsMax: number,
): Promise<void> => {
  await database.query({
    name: 'delete-failed-attempts-beyond',
    text: `
      delete from failed_attempts where key = any(array(
        select key from failed_attempts
        order by expires_at desc
        offset $1
        for update skip locked
      ))`,
    values: [rowsMax],
  });
};
