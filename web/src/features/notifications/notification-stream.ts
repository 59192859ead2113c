import {
  type Notification,
  streamResync,
  streamTokenExpiring,
} from '@questline/contracts/processing/notification';
import { apiBase } from '../../http/request.ts';
import { createOnlyOnce } from './only-once.ts';
import { reopenDelayMs } from './reopen-delay.ts';

export type StreamStatus = 'connecting' | 'open' | 'down';

export type StreamHandlers = {
  onNotification: (notification: Notification) => void;
  onStatus: (status: StreamStatus) => void;
  /** The server's past is another than before: everything known is to be read again. */
  onResync: () => void;
  /** Renews the session before the token of the stream ends; false when there is no session left. */
  renew: () => Promise<boolean>;
  /** Asked before a refused stream is opened again; false when there is no session any more. */
  hasSession: () => Promise<boolean>;
};

const kinds: readonly Notification['kind'][] = [
  'sign_in',
  'quest_progress',
  'quest_completed',
  'reward_granted',
  'wallet_credited',
];
const rememberedMax = 1_000;

const parse = (message: MessageEvent<unknown>): Notification | null => {
  try {
    return JSON.parse(String(message.data)) as Notification;
  } catch {
    return null;
  }
};

/**
 * Follows the user's notifications until the returned function is called. A lost connection is
 * reopened by the browser, a refused one here; both go on after the last id received.
 */
export const followNotifications = (handlers: StreamHandlers): (() => void) => {
  let isNew = createOnlyOnce(rememberedMax);
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastId = '';
  let attempt = 0;
  let stopped = false;

  const receive = (message: MessageEvent<unknown>) => {
    const notification = parse(message);
    if (!notification) return;
    lastId = message.lastEventId || notification.id;
    if (isNew(notification.id)) handlers.onNotification(notification);
  };

  const resync = (message: MessageEvent<unknown>) => {
    lastId = message.lastEventId;
    // Ids that were given out before are given out again.
    isNew = createOnlyOnce(rememberedMax);
    handlers.onResync();
  };

  /** Goes over to a stream of the next token; without one the stream ends, and is refused. */
  const renew = async () => {
    if (!(await handlers.renew().catch(() => false)) || stopped) return;
    source?.close();
    open();
  };

  const reopen = async () => {
    const known = await handlers.hasSession().catch(() => true);
    if (stopped || !known) return;
    timer = setTimeout(open, reopenDelayMs(attempt, Math.random()));
    attempt += 1;
  };

  const open = () => {
    const query = lastId ? `?last_event_id=${encodeURIComponent(lastId)}` : '';
    const opened = new EventSource(`${apiBase}/notifications/stream${query}`);
    source = opened;
    opened.onopen = () => {
      attempt = 0;
      handlers.onStatus('open');
    };
    opened.onerror = () => {
      if (stopped) return;
      handlers.onStatus('down');
      if (opened.readyState === EventSource.CLOSED) void reopen();
    };
    for (const kind of kinds) opened.addEventListener(kind, receive);
    opened.addEventListener(streamResync, resync);
    opened.addEventListener(streamTokenExpiring, () => void renew());
  };

  handlers.onStatus('connecting');
  open();
  return () => {
    stopped = true;
    clearTimeout(timer);
    source?.close();
  };
};
