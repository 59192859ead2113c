import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
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

  it('closes the oldest stream when a user opens too many', async () => {
    await using processing = await startProcessing();
    const user = newId();
    const closed: number[] = [];
    // The harness allows three.
    const readers = Array.from({ length: 4 }, (_, index) =>
      readStream(processing, user, 99).then(() => closed.push(index)),
    );
    await Promise.race(readers);
    expect(closed).toHaveLength(1);
    await processing.server.close();
    await Promise.allSettled(readers);
  });
});
