import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../testing/events.ts';
import { ageEvents } from '../testing/past-months.ts';
import { type ProcessingHarness, startProcessing } from '../testing/processing-harness.ts';

const list = async ({ server, authorize }: ProcessingHarness, user: string, query = {}) => {
  const headers = await authorize(user);
  const response = await server.inject({ url: '/api/v1/events/', query, headers });
  expect(response.statusCode).toBe(200);
  return response.json() as { data: { id: string }[]; next_cursor: string | null };
};

describe('a user’s events', () => {
  it('are listed in order of arrival over the months, page by page', async () => {
    await using processing = await startProcessing();
    const user = newId();
    const events = Array.from({ length: 7 }, () => eventOf({ subject: user, type: 'read' }));
    for (const event of events) {
      await processing.bus.publish([event, eventOf({ type: 'read' })]);
      await ageEvents(processing.database, 1);
    }
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await list(processing, user, { limit: '3', ...(cursor && { cursor }) });
      found.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(found).toEqual(events.map(({ id }) => id));
  });

  it('are found by a time they came long ahead of', async () => {
    await using processing = await startProcessing();
    const user = newId();
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const early = eventOf({ subject: user, type: 'read', time: inDays(365) });
    await processing.bus.publish([early, eventOf({ subject: user, type: 'read' })]);
    const page = await list(processing, user, { from: inDays(364) });
    expect(page.data.map(({ id }) => id)).toEqual([early.id]);
    expect((await list(processing, user, { from: inDays(366) })).data).toEqual([]);
    expect((await list(processing, user, { from: '0001-01-01T00:00:00Z' })).data).toHaveLength(2);
  });

  it.each<[Record<string, string>, number]>([
    [{ from: '9999-12-31T23:59:59+23:59' }, 0],
    [{ from: '9999-12-31T23:59:59-23:59' }, 0],
    [{ from: '0000-01-01T00:00:00+23:59' }, 1],
    [{ to: '0000-01-01T00:00:00Z' }, 0],
    [{ to: '9999-12-31t23:59:60z' }, 1],
    [{ from: '2000-01-01T00:00:00-16:00', to: '2999-01-01T00:00:00+18:30' }, 1],
  ])('are found by any time of RFC 3339: %j', async (query, count) => {
    await using processing = await startProcessing();
    const user = newId();
    await processing.bus.publish([eventOf({ subject: user, type: 'read' })]);
    expect((await list(processing, user, query)).data).toHaveLength(count);
  });

  it.each([
    ['from', '2030-01-01'],
    ['to', '2030-13-01T00:00:00Z'],
    ['type', 'a\0b'],
    ['user_id', 'a\0b'],
    ['cursor', '9999999999999999999'],
  ])('are not looked for by %s=%j', async (name, value) => {
    await using processing = await startProcessing();
    const response = await processing.server.inject({
      url: '/api/v1/events/',
      query: { [name]: value },
      headers: await processing.authorize(newId(), { superuser: true }),
    });
    expect(response.statusCode).toBe(422);
    expect(response.json().errors).toMatchObject([{ path: name }]);
  });

  it('are shown with why they moved nothing', async () => {
    await using processing = await startProcessing();
    const user = newId();
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString();
    for (const seconds of [73 * 3_600, 0, -600]) {
      await processing.bus.publish([eventOf({ subject: user, type: 'read', time: ago(seconds) })]);
    }
    const { data } = await list(processing, user);
    expect(data).toMatchObject([{ flag: 'late' }, { flag: null }, { flag: 'future' }]);
  });
});
