import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
import { signInsOf } from '../testing/events.ts';
import { startProcessing } from '../testing/processing-harness.ts';
import { questVersionOf } from '../testing/quests.ts';

const quest = questVersionOf();

describe('counting the users of a quest', () => {
  it('tells users and those half-way by version, to superusers only', async () => {
    await using processing = await startProcessing({ quests: [quest] });
    await processing.bus.publish([...signInsOf(newId(), 0), ...signInsOf(newId(), 5)]);
    const ask = async (superuser: boolean, id = quest.quest_id) =>
      processing.server.inject({
        url: `/api/v1/progress/${id}/users`,
        headers: await processing.authorize(newId(), { superuser }),
      });
    expect((await ask(true)).json()).toEqual({
      data: [{ version: 1, users: 2, half_way: 1 }],
      count: 1,
    });
    expect((await ask(false)).statusCode).toBe(403);
    expect((await ask(true, newId())).statusCode).toBe(404);
  });
});
