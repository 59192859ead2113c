import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
import { eventOf, signInsOf } from '../testing/events.ts';
import { type ProcessingHarness, startProcessing } from '../testing/processing-harness.ts';
import { questVersionOf } from '../testing/quests.ts';

const quest = questVersionOf({ auto_claim: false });

const claim = async (processing: ProcessingHarness, user: string, questId = quest.quest_id) =>
  processing.server.inject({
    method: 'POST',
    url: `/api/v1/progress/${questId}/claim`,
    headers: await processing.authorize(user),
  });

const statusOfRow = async (processing: ProcessingHarness, user: string) => {
  const response = await processing.server.inject({
    url: '/api/v1/progress/',
    headers: await processing.authorize(user),
  });
  return response.json().data[0];
};

describe('claiming', () => {
  it('pays a completion once, however many clicks come at the same time', async () => {
    await using processing = await startProcessing({ quests: [quest] });
    const user = newId();
    await processing.bus.publish(signInsOf(user, 2));
    expect(await statusOfRow(processing, user)).toMatchObject({ status: 1, claimable: true });

    const answers = await Promise.all(Array.from({ length: 8 }, () => claim(processing, user)));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(answers[0]?.json().data).toMatchObject([
      { ordinal: 1, lines: [{ currency: 'diamond', amount: 10 }] },
    ]);
    expect(await processing.count('grants')).toBe(1);
    expect(await processing.count('outbox')).toBe(1);
    expect(await statusOfRow(processing, user)).toMatchObject({ status: 0, claimable: false });
  });

  it('pays every completion that waits, and finishes the row', async () => {
    await using processing = await startProcessing({ quests: [quest] });
    const user = newId();
    await processing.bus.publish(signInsOf(user, 6));
    expect(await statusOfRow(processing, user)).toMatchObject({ status: 1, claimable_count: 2 });
    const answer = await claim(processing, user);
    expect(answer.json().data.map(({ ordinal }: { ordinal: number }) => ordinal)).toEqual([1, 2]);
    expect(await statusOfRow(processing, user)).toMatchObject({ status: 2, claimable_count: 0 });
  });

  it('refuses when nothing waits: 409, and after progress a repeat is a new claim', async () => {
    await using processing = await startProcessing({ quests: [quest] });
    const user = newId();
    // The first event of all makes the quests known.
    await processing.bus.publish(signInsOf(newId(), 0));
    expect((await claim(processing, user)).statusCode).toBe(409);
    await processing.bus.publish(signInsOf(user, 2));
    expect((await claim(processing, user)).statusCode).toBe(200);
    await processing.bus.publish([eventOf({ subject: user })]);
    const refused = await claim(processing, user);
    expect(refused.statusCode).toBe(409);
    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect(refused.json()).toMatchObject({ code: 'nothing-to-claim', status: 409 });
  });

  it('gives another user nothing', async () => {
    await using processing = await startProcessing({ quests: [quest] });
    await processing.bus.publish(signInsOf(newId(), 2));
    expect((await claim(processing, newId())).statusCode).toBe(409);
    expect(await processing.count('grants')).toBe(0);
  });

  it('answers 404 for an unknown quest, 422 for a malformed id and 401 without a token', async () => {
    await using processing = await startProcessing({ quests: [quest] });
    expect((await claim(processing, newId(), newId())).statusCode).toBe(404);
    expect((await claim(processing, newId(), 'nonsense')).statusCode).toBe(422);
    const anonymous = await processing.server.inject({
      method: 'POST',
      url: `/api/v1/progress/${quest.quest_id}/claim`,
    });
    expect(anonymous.statusCode).toBe(401);
  });
});
