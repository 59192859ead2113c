import { EventSource } from 'eventsource';
import { v7 as newId } from 'uuid';
import { describe, expect, it, vi } from 'vitest';
import { eventOf, signInsOf } from '../testing/events.ts';
import { type ProcessingHarness, startProcessing } from '../testing/processing-harness.ts';

interface Message {
  id: string;
  event: string;
}

/** Reads a stream until `count` messages have come. */
const readStream = async (
  processing: ProcessingHarness,
  user: string,
  count: number,
  options: { lastEventId?: string; onOpen?: () => Promise<unknown> } = {},
): Promise<Message[]> => {
  if (!processing.server.server.listening) await processing.server.listen({ port: 0 });
  const address = processing.server.server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  const response = await fetch(`http://127.0.0.1:${address.port}/api/v1/notifications/stream`, {
    headers: {
      ...(await processing.authorize(user)),
      ...(options.lastEventId !== undefined && { 'last-event-id': options.lastEventId }),
    },
    signal: AbortSignal.timeout(10_000),
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  await options.onOpen?.();
  const messages: Message[] = [];
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const id = /^id: (.*)$/m.exec(part)?.[1];
      const event = /^event: (.*)$/m.exec(part)?.[1];
      if (id !== undefined && event !== undefined) messages.push({ id, event });
    }
    if (messages.length >= count) break;
  }
  return messages;
};

const addressOf = async ({ server }: ProcessingHarness): Promise<string> => {
  await server.listen({ port: 0, host: '127.0.0.1' });
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return `http://127.0.0.1:${address.port}`;
};

const openStream = async (
  processing: ProcessingHarness,
  address: string,
  user: string,
  { signal, ...claims }: { expiresAt?: Date; signal?: AbortSignal } = {},
): Promise<Response> =>
  fetch(`${address}/api/v1/notifications/stream`, {
    headers: await processing.authorize(user, claims),
    signal: AbortSignal.any([AbortSignal.timeout(20_000), ...(signal ? [signal] : [])]),
  });

/** Reads until so many blocks have come or the stream has ended. */
const readBlocks = async (response: Response, count: number): Promise<string[]> => {
  const blocks: string[] = [];
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    blocks.push(...parts);
    if (blocks.length >= count) break;
  }
  return blocks;
};

/** Whether a stream was opened, which it is no more then. */
const isOpened = async (response: Response): Promise<boolean> => {
  await response.body?.cancel();
  return response.status === 200;
};

const firstBlock = async (response: Response) => (await readBlocks(response, 2))[1];

describe('the notification stream', () => {
  it('tells what happens while it is open, to that user only', async () => {
    await using processing = await startProcessing();
    const [user, other] = [newId(), newId()];
    const messages = await readStream(processing, user, 4, {
      onOpen: async () => {
        await processing.bus.publish(signInsOf(other, 2));
        await processing.bus.publish(signInsOf(user, 2));
      },
    });
    expect(messages.map(({ event }) => event)).toEqual([
      ...['sign_in', 'sign_in', 'sign_in', 'quest_completed'],
    ]);
    const { rows } = await processing.database.query<{ id: number }>({
      text: 'select id from notifications where user_id = $1 order by id',
      values: [user],
    });
    expect(messages.map(({ id }) => Number(id))).toEqual(rows.map(({ id }) => id));
  });

  it('replays what came after Last-Event-ID, and nothing twice', async () => {
    await using processing = await startProcessing();
    const user = newId();
    await processing.bus.publish(signInsOf(user, 3));
    const all = await readStream(processing, user, 5);
    const rest = await readStream(processing, user, 4, {
      lastEventId: all[1]?.id ?? '',
      onOpen: () => processing.bus.publish([eventOf({ subject: user })]),
    });
    expect(rest.slice(0, 3)).toEqual(all.slice(2));
    expect(rest[3]?.event).toBe('sign_in');
  });

  it('starts a first connection with what was not seen', async () => {
    await using processing = await startProcessing();
    const user = newId();
    await processing.bus.publish(signInsOf(user, 1));
    const [first] = await readStream(processing, user, 2);
    const seen = await processing.server.inject({
      method: 'POST',
      url: `/api/v1/notifications/${first?.id}/seen`,
      headers: await processing.authorize(user),
    });
    expect(seen.statusCode).toBe(204);
    const [next] = await readStream(processing, user, 1);
    expect(Number(next?.id)).toBeGreaterThan(Number(first?.id));
  });

  it('refuses without a token, and does not mark what belongs to another', async () => {
    await using processing = await startProcessing();
    const response = await processing.server.inject({ url: '/api/v1/notifications/stream' });
    expect(response.statusCode).toBe(401);
    const [user, other] = [newId(), newId()];
    await processing.bus.publish(signInsOf(user, 0));
    const feed = await processing.server.inject({
      url: '/api/v1/notifications/',
      headers: await processing.authorize(user),
    });
    const { id } = feed.json().data[0];
    const url = `/api/v1/notifications/${id}/seen`;
    const theirs = { method: 'POST' as const, url, headers: await processing.authorize(other) };
    expect((await processing.server.inject(theirs)).statusCode).toBe(404);
  });

  it('refuses another stream of a user who has too many, and leaves the others open', async () => {
    await using processing = await startProcessing();
    const user = newId();
    const address = await addressOf(processing);
    const leaving = new AbortController();
    // The harness allows three.
    const open = await Promise.all(
      Array.from({ length: 3 }, () =>
        openStream(processing, address, user, { signal: leaving.signal }),
      ),
    );
    const refused = await openStream(processing, address, user);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('10');
    expect(await refused.json()).toMatchObject({ code: 'too-many-streams' });
    expect(await isOpened(await openStream(processing, address, newId()))).toBe(true);
    await processing.bus.publish(signInsOf(user, 0));
    const blocks = await Promise.all(open.map(firstBlock));
    for (const block of blocks) expect(block).toContain('event: sign_in');
    leaving.abort();
    await vi.waitFor(async () => {
      expect(await isOpened(await openStream(processing, address, user))).toBe(true);
    });
  });

  it('says with its first message how soon to come back, and nothing without a message', async () => {
    await using processing = await startProcessing();
    const user = newId();
    const stream = await openStream(processing, await addressOf(processing), user);
    await processing.bus.publish(signInsOf(user, 0));
    const blocks = await readBlocks(stream, 2);
    expect(blocks[0]).toBe(': open');
    expect(blocks[1]).toMatch(/^retry: 1000\nid: \d+\nevent: sign_in\ndata: \{/);
  });

  it('announces the end of its token once, and ends with it', async () => {
    await using processing = await startProcessing();
    const user = newId();
    const expiresAt = new Date(Date.now() + 3_000);
    const stream = await openStream(processing, await addressOf(processing), user, { expiresAt });
    const blocks = await readBlocks(stream, Number.POSITIVE_INFINITY);
    const seconds = Math.floor(expiresAt.getTime() / 1_000) * 1_000;
    expect(blocks).toEqual([
      ': open',
      `retry: 1000\nevent: token_expiring\ndata: ${JSON.stringify({ expires_at: new Date(seconds) })}`,
    ]);
  });

  it('is not opened with a token that has just ended', async () => {
    await using processing = await startProcessing();
    const expiresAt = new Date(Date.now() - 2_000);
    const address = await addressOf(processing);
    expect((await openStream(processing, address, newId(), { expiresAt })).status).toBe(401);
  });

  it('stays open with a token that ends after the longest wait of a timer', async () => {
    await using processing = await startProcessing();
    const user = newId();
    const expiresAt = new Date(Date.now() + 40 * 86_400_000);
    const stream = await openStream(processing, await addressOf(processing), user, { expiresAt });
    await processing.bus.publish(signInsOf(user, 0));
    expect((await readBlocks(stream, 2))[1]).toContain('event: sign_in');
  });

  it.each([true, false])(
    'resyncs a client that comes with an id above the newest, then goes on: with others before: %s',
    async (withOthers) => {
      await using processing = await startProcessing();
      const user = newId();
      if (withOthers) await processing.bus.publish(signInsOf(user, 1));
      const newest = await processing.database.query<{ id: number }>({
        text: 'select coalesce(max(id), 0) as id from notifications where user_id = $1',
        values: [user],
      });
      const messages = await readStream(processing, user, 2, {
        lastEventId: '999999',
        onOpen: () => processing.bus.publish([eventOf({ subject: user })]),
      });
      expect(messages.slice(0, 2).map(({ event }) => event)).toEqual(['resync', 'sign_in']);
      expect(messages[0]?.id).toBe(String(newest.rows[0]?.id));
    },
  );

  it('is followed by an EventSource', async () => {
    await using processing = await startProcessing();
    const user = newId();
    const headers = await processing.authorize(user);
    const source = new EventSource(`${await addressOf(processing)}/api/v1/notifications/stream`, {
      fetch: (input, init) =>
        fetch(input, { ...init, headers: { ...init.headers, ...headers } } as RequestInit),
    });
    try {
      const ids = Promise.withResolvers<string[]>();
      const found: string[] = [];
      source.addEventListener('sign_in', ({ lastEventId }) => {
        if (found.push(lastEventId) === 3) ids.resolve(found);
      });
      await new Promise((resolve) => {
        source.onopen = resolve;
      });
      await processing.bus.publish(signInsOf(user, 2));
      expect(new Set(await ids.promise).size).toBe(3);
    } finally {
      source.close();
    }
  });
});
