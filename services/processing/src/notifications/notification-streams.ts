import {
  type Notification,
  streamResync,
  streamTokenExpiring,
} from '@questline/contracts/processing/notification';
import type { Database } from '@questline/postgres/database';
import { createCountedLog } from '@questline/telemetry/counted-log';
import { toLoggedError } from '@questline/telemetry/logged-error';
import type { Logger } from '@questline/telemetry/logger';
import { startSpan } from '@questline/telemetry/spans';
import { streamsOpen } from '../metrics.ts';
import {
  type StreamedNotification,
  selectNewestNotificationId,
  selectNotificationsAfter,
  selectUnseenNotifications,
  selectUsersWithNews,
} from './notifications.sql.ts';

/** Where a stream writes; `write` says whether the client keeps up. */
interface StreamSink {
  write(text: string): boolean;
  close(): void;
}

interface OpenStream {
  /** Tells the client that its token is about to expire, so that it can come with another in time. */
  tellExpiring(expiresAt: Date): void;
  close(): void;
}

export interface NotificationStreams {
  /**
   * Sends a user's notifications after `after` and then each new one. Without `after`, on a first
   * connection, it starts with the newest unseen ones, so that what happened while nobody looked is
   * still told. Ids grow, and nothing after `after` is left out; an `after` that is yet to be given out
   * is of a database that was set back, and answered with `resync`. Undefined where the user has as
   * many streams as are allowed.
   */
  open(userId: string, after: number | undefined, sink: StreamSink): OpenStream | undefined;
  /** These users have something new. */
  wake(userIds: readonly string[]): void;
  /** Closes every stream. */
  stop(): void;
}

interface Stream {
  readonly userId: string;
  readonly sink: StreamSink;
  /** The last id sent; undefined until the first look. */
  cursor: number | undefined;
  /** Whether the first look was taken. */
  begun: boolean;
  /** Whether a message was sent; the first one says how soon to come back. */
  greeted: boolean;
  pumping: boolean;
  dirty: boolean;
  closed: boolean;
}

const pageSize = 100;
const unseenMax = 50;

/** How soon a client comes back to a stream that was lost. */
const reconnectDelayMs = 1_000;

interface Message {
  /** Undefined leaves the client's last id as it is. */
  readonly id?: string;
  readonly event: string;
  readonly data: unknown;
}

const toMessage = (notification: Notification): Message => ({
  id: notification.id,
  event: notification.kind,
  data: notification,
});

/** As the WHATWG writes it; a block of `retry` alone would be an event without data to some clients. */
const toText = ({ id, event, data }: Message, isFirst: boolean): string =>
  `${isFirst ? `retry: ${reconnectDelayMs}\n` : ''}${id === undefined ? '' : `id: ${id}\n`}` +
  `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/** The open streams of this instance, by user. What they send is always read from the database. */
export const createNotificationStreams = (options: {
  database: Database;
  logger: Logger;
  streamsPerUserMax: number;
  heartbeatIntervalMs: number;
  sweepIntervalMs: number;
}): NotificationStreams => {
  const { database, logger } = options;
  const byUser = new Map<string, Set<Stream>>();
  const logInterrupted = createCountedLog();

  const close = (stream: Stream) => {
    if (stream.closed) return;
    stream.closed = true;
    const streams = byUser.get(stream.userId);
    streams?.delete(stream);
    if (streams?.size === 0) byUser.delete(stream.userId);
    stream.sink.close();
  };

  const write = (stream: Stream, message: Message) => {
    const isFirst = !stream.greeted;
    stream.greeted = true;
    // A client that does not keep up is let go: it comes back with Last-Event-ID and loses nothing.
    if (!stream.sink.write(toText(message, isFirst))) close(stream);
  };

  const send = (stream: Stream, notifications: readonly StreamedNotification[]) => {
    for (const { notification, traceparent } of notifications) {
      if (stream.closed) return;
      stream.cursor = Number(notification.id);
      // The last step of its trace; what began outside of any is sent without.
      const span =
        traceparent === undefined
          ? undefined
          : startSpan('send notification', { kind: 'producer', parent: traceparent });
      span?.setAttributes({ 'questline.notification.kind': notification.kind });
      write(stream, toMessage(notification));
      span?.end();
    }
  };

  const begin = async (stream: Stream) => {
    const newest = await selectNewestNotificationId(database, stream.userId);
    stream.begun = true;
    if (stream.cursor !== undefined) {
      if (stream.cursor <= newest) return;
      stream.cursor = newest;
      return write(stream, { id: String(newest), event: streamResync, data: {} });
    }
    const unseen = await selectUnseenNotifications(database, stream.userId, unseenMax);
    stream.cursor = newest;
    send(stream, unseen);
    stream.cursor = Math.max(newest, stream.cursor);
  };

  const pump = async (stream: Stream) => {
    stream.dirty = true;
    if (stream.pumping) return;
    stream.pumping = true;
    try {
      while (stream.dirty && !stream.closed) {
        stream.dirty = false;
        if (!stream.begun) await begin(stream);
        const page = await selectNotificationsAfter(
          database,
          stream.userId,
          stream.cursor ?? 0,
          pageSize,
        );
        send(stream, page);
        if (page.length === pageSize) stream.dirty = true;
      }
    } catch (error) {
      // The next sweep tries again from the same place.
      logInterrupted('stream', ({ count }) =>
        logger.warn({ reason: toLoggedError(error).message, count }, 'streams interrupted'),
      );
    } finally {
      stream.pumping = false;
    }
  };

  const wake = (userIds: readonly string[]) => {
    for (const userId of userIds) {
      for (const stream of byUser.get(userId) ?? []) void pump(stream);
    }
  };

  /** Finds what a lost hint would have told, with one query for all streams. */
  const sweep = async () => {
    const cursors = [...byUser].map(([user_id, streams]) => ({
      user_id,
      after: Math.min(...[...streams].map(({ cursor }) => cursor ?? 0)),
    }));
    if (cursors.length === 0) return;
    wake(await selectUsersWithNews(database, cursors));
  };

  const heartbeat = setInterval(() => {
    for (const streams of byUser.values()) {
      for (const stream of streams) if (!stream.sink.write(': heartbeat\n\n')) close(stream);
    }
  }, options.heartbeatIntervalMs);
  const sweeper = setInterval(() => {
    sweep().catch((error) => logger.warn({ err: error }, 'sweep failed'));
  }, options.sweepIntervalMs);
  const endGauge = streamsOpen.observe(() => {
    const value = [...byUser.values()].reduce((sum, streams) => sum + streams.size, 0);
    return [{ value, labels: {} }];
  });
  heartbeat.unref();
  sweeper.unref();

  return {
    open: (userId, after, sink) => {
      const streams = byUser.get(userId) ?? new Set<Stream>();
      if (streams.size >= options.streamsPerUserMax) return undefined;
      const stream: Stream = {
        userId,
        sink,
        cursor: after,
        begun: false,
        greeted: false,
        pumping: false,
        dirty: false,
        closed: false,
      };
      byUser.set(userId, streams.add(stream));
      void pump(stream);
      return {
        tellExpiring: (expiresAt) => {
          const data = { expires_at: expiresAt.toISOString() };
          if (!stream.closed) write(stream, { event: streamTokenExpiring, data });
        },
        close: () => close(stream),
      };
    },
    wake,
    stop: () => {
      endGauge();
      clearInterval(heartbeat);
      clearInterval(sweeper);
      for (const streams of [...byUser.values()]) for (const stream of [...streams]) close(stream);
    },
  };
};
