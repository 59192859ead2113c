import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followNotifications, type StreamHandlers } from './notification-stream.ts';

type Listener = (message: { data: string; lastEventId: string }) => void;

/** The streams that were opened, as a browser's. */
class FakeEventSource {
  static readonly CLOSED = 2;
  static readonly opened: FakeEventSource[] = [];
  readonly listeners = new Map<string, Listener>();
  readonly url: string;
  readyState = 1;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(url: string) {
    this.url = url;
    FakeEventSource.opened.push(this);
  }

  addEventListener(event: string, listener: Listener) {
    this.listeners.set(event, listener);
  }

  close() {
    this.readyState = FakeEventSource.CLOSED;
  }

  send(event: string, lastEventId: string, data: object = { id: lastEventId }) {
    this.listeners.get(event)?.({ data: JSON.stringify(data), lastEventId });
  }
}

const follow = (change: Partial<StreamHandlers> = {}) => {
  const seen: string[] = [];
  const stop = followNotifications({
    onNotification: ({ id }) => seen.push(id),
    onStatus: () => undefined,
    onResync: () => seen.push('resync'),
    renew: async () => true,
    hasSession: async () => true,
    ...change,
  });
  const [first] = FakeEventSource.opened;
  if (first === undefined) throw new Error('no stream was opened');
  return { seen, stop, first };
};

describe('the stream of notifications', () => {
  beforeEach(() => {
    FakeEventSource.opened.length = 0;
    vi.stubGlobal('EventSource', FakeEventSource);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('reads everything again at a resync, and takes ids that come again for new ones', () => {
    const { seen, first } = follow();
    first.send('sign_in', '7');
    first.send('sign_in', '7');
    first.send('resync', '5', {});
    first.send('sign_in', '6');
    first.send('sign_in', '7');
    expect(seen).toEqual(['7', 'resync', '6', '7']);
  });

  it('goes over to a stream of the next token before its own ends, from the last id on', async () => {
    const { first } = follow();
    first.send('sign_in', '7');
    first.send('token_expiring', '7', { expires_at: '2030-01-01T00:00:00Z' });
    await vi.waitFor(() => expect(FakeEventSource.opened).toHaveLength(2));
    expect(first.readyState).toBe(FakeEventSource.CLOSED);
    expect(FakeEventSource.opened[1]?.url).toContain('last_event_id=7');
  });

  it.each([
    ['there is no session left', async () => false],
    ['the server cannot be reached', () => Promise.reject(new Error('away'))],
  ])('leaves the stream to its end where %s', async (_, renew) => {
    const { first } = follow({ renew });
    first.send('token_expiring', '');
    await Promise.resolve();
    expect(FakeEventSource.opened).toHaveLength(1);
    expect(first.readyState).not.toBe(FakeEventSource.CLOSED);
  });

  it('opens no stream for a user who left meanwhile', async () => {
    const renewed = Promise.withResolvers<boolean>();
    const { first, stop } = follow({ renew: () => renewed.promise });
    first.send('token_expiring', '');
    stop();
    renewed.resolve(true);
    await renewed.promise;
    expect(FakeEventSource.opened).toHaveLength(1);
  });
});
