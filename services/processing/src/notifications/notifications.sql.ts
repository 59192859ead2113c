import type { Notification } from '@questline/contracts/processing/notification';
import { jsonColumn, textColumn } from '@questline/postgres/columns';
import type { Queryable, Transaction } from '@questline/postgres/database';
import type { NewNotification } from './notification.ts';

const insertInOrder = `
  insert into notifications (user_id, kind, data, traceparent, created_at)
  select user_id, kind, data, traceparent, $5
  from unnest($1::text[], $2::text[], $3::jsonb[], $4::text[])
    with ordinality as n (user_id, kind, data, traceparent, position)
  order by position`;

const toValues = (notifications: readonly NewNotification[], now: Date) => [
  textColumn(notifications.map(({ user_id }) => user_id)),
  textColumn(notifications.map(({ kind }) => kind)),
  jsonColumn(notifications.map(({ data }) => data)),
  textColumn(notifications.map(({ traceparent }) => traceparent ?? null)),
  now,
];

type Insert = (
  tx: Transaction,
  notifications: readonly NewNotification[],
  now: Date,
) => Promise<void>;

/** Stores notifications of any kind but `wallet_credited` in their order. */
export const insertNotifications: Insert = async (tx, notifications, now) => {
  if (notifications.length === 0) return;
  await tx.query({
    name: 'insert-notifications',
    text: insertInOrder,
    values: toValues(notifications, now),
  });
};

/** Stores credits in their order; one that was told already is left out. */
export const insertCreditNotifications: Insert = async (tx, notifications, now) => {
  if (notifications.length === 0) return;
  await tx.query({
    name: 'insert-credit-notifications',
    text: `${insertInOrder} on conflict do nothing`,
    values: toValues(notifications, now),
  });
};

interface NotificationRow {
  readonly id: number;
  readonly user_id: string;
  readonly kind: string;
  readonly data: unknown;
  readonly created_at: Date;
  readonly seen_at: Date | null;
}

const columns = 'id, user_id, kind, data, created_at, seen_at';

/** Only this module writes the table, so `kind` and `data` are what a NewNotification held. */
const toNotification = (row: NotificationRow): Notification =>
  ({
    ...row,
    id: String(row.id),
    created_at: row.created_at.toISOString(),
    seen_at: row.seen_at?.toISOString() ?? null,
  }) as Notification;

/** A notification as a stream sends it, with the trace it belongs to. */
export interface StreamedNotification {
  readonly notification: Notification;
  readonly traceparent: string | undefined;
}

type StreamedRow = NotificationRow & { readonly traceparent: string | null };

const toStreamed = ({ traceparent, ...row }: StreamedRow): StreamedNotification => ({
  notification: toNotification(row),
  traceparent: traceparent ?? undefined,
});

/** A user's notifications after an id, oldest first. */
export const selectNotificationsAfter = async (
  database: Queryable,
  userId: string,
  after: number,
  limit: number,
): Promise<StreamedNotification[]> => {
  const { rows } = await database.query<StreamedRow>({
    name: 'select-notifications-after',
    text: `
      select ${columns}, traceparent from notifications
      where user_id = $1 and id > $2
      order by id limit $3`,
    values: [userId, after, limit],
  });
  return rows.map(toStreamed);
};

/** Older notifications are not looked through for unseen ones: a feed that grows costs no more. */
const unseenAmongMax = 1_000;

/**
 * The newest `limit` unseen notifications of a user among the newest `unseenAmongMax`, oldest of them
 * first.
 */
export const selectUnseenNotifications = async (
  database: Queryable,
  userId: string,
  limit: number,
): Promise<StreamedNotification[]> => {
  const { rows } = await database.query<StreamedRow>({
    name: 'select-unseen-notifications',
    text: `
      select * from (
        select * from (
          select ${columns}, traceparent from notifications
          where user_id = $1
          order by id desc limit ${unseenAmongMax}
        ) as newest
        where seen_at is null
        order by id desc limit $2
      ) as unseen
      order by id`,
    values: [userId, limit],
  });
  return rows.map(toStreamed);
};

export const selectNewestNotificationId = async (
  database: Queryable,
  userId: string,
): Promise<number> => {
  const { rows } = await database.query<{ id: number | null }>({
    name: 'select-newest-notification-id',
    text: 'select max(id) as id from notifications where user_id = $1',
    values: [userId],
  });
  return rows[0]?.id ?? 0;
};

/** A page of a user's feed, newest first; `before` is the last id of the page before. */
export const selectNotificationFeed = async (
  database: Queryable,
  userId: string,
  before: string | null,
  limit: number,
): Promise<Notification[]> => {
  const { rows } = await database.query<NotificationRow>({
    name: 'select-notification-feed',
    text: `
      select ${columns} from notifications
      where user_id = $1 and id < coalesce($2::bigint, 9223372036854775807)
      order by id desc limit $3`,
    values: [userId, before, limit],
  });
  return rows.map(toNotification);
};

/** Marks a notification seen, once; false if the user has none of that id. */
export const updateSeen = async (
  database: Queryable,
  userId: string,
  id: string,
  now: Date,
): Promise<boolean> => {
  const { rowCount } = await database.query({
    name: 'update-notification-seen',
    text: `
      update notifications set seen_at = coalesce(seen_at, $3)
      where user_id = $1 and id = $2`,
    values: [userId, id, now],
  });
  return rowCount !== 0;
};

/** Which of these users have notifications after the id given for each. */
export const selectUsersWithNews = async (
  database: Queryable,
  cursors: readonly { user_id: string; after: number }[],
): Promise<string[]> => {
  const { rows } = await database.query<{ user_id: string }>({
    name: 'select-users-with-news',
    text: `
      select c.user_id
      from unnest($1::text[], $2::bigint[]) as c (user_id, after)
      where exists (
        select from notifications n where n.user_id = c.user_id and n.id > c.after)`,
    values: [cursors.map(({ user_id }) => user_id), cursors.map(({ after }) => after)],
  });
  return rows.map(({ user_id }) => user_id);
};

/** Which of these grants their users have been told are credited. */
export const selectCreditedGrants = async (
  database: Queryable,
  grants: readonly { readonly user_id: string; readonly grant_id: string }[],
): Promise<Set<string>> => {
  const { rows } = await database.query<{ grant_id: string }>({
    name: 'select-credited-grants',
    text: `
      select g.grant_id
      from unnest($1::text[], $2::text[]) as g (user_id, grant_id)
      cross join lateral (
        select from notifications
        where user_id = g.user_id and data ->> 'grant_id' = g.grant_id and kind = 'wallet_credited'
        limit 1
      ) as n`,
    values: [grants.map(({ user_id }) => user_id), grants.map(({ grant_id }) => grant_id)],
  });
  return new Set(rows.map(({ grant_id }) => grant_id));
};
