import type { Notification } from '@questline/contracts/processing/notification';
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { request } from '../../http/request.ts';

type Feed = { data: Notification[]; next_cursor: string | null };

/** More than are shown, for many of them may be told as one. */
const keptMax = 100;

export const feedQuery = queryOptions({
  queryKey: ['notifications'],
  queryFn: ({ signal }) => request<Feed>(`/notifications/?limit=${keptMax}`, { signal }),
});

export const markSeen = (id: string): Promise<unknown> =>
  request(`/notifications/${encodeURIComponent(id)}/seen`, { method: 'POST' });

const newestFirst = (a: Notification, b: Notification): number => {
  if (a.id.length !== b.id.length) return b.id.length - a.id.length;
  return a.id < b.id ? 1 : -1;
};

/** `feed` with a notification of the stream in its place; one that is there already changes nothing. */
export const withNotification = (
  feed: readonly Notification[],
  notification: Notification,
): Notification[] => {
  if (feed.some(({ id }) => id === notification.id)) return [...feed];
  return [notification, ...feed].sort(newestFirst).slice(0, keptMax);
};

/** Adds to the feed on screen; one not loaded yet will bring the notification itself. */
export const addToFeed = (client: QueryClient, notification: Notification): void => {
  client.setQueryData(
    feedQuery.queryKey,
    (feed) => feed && { ...feed, data: withNotification(feed.data, notification) },
  );
};
