import { questPaused, questPublished } from '@questline/contracts/catalog/events';
import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../testing/events.ts';
import { anyOf, countOf, fullQuest } from '../testing/full-quests.ts';
import { internalToken, type ProcessingHarness } from '../testing/processing-harness.ts';
import { startScenario } from '../testing/scenario.ts';

const change = { position: 1, author: { kind: 'system', id: null }, reason: null };
const quest = fullQuest('new', { objectives: anyOf([countOf(3)]) });

const published = eventOf({
  type: questPublished,
  subject: quest.quest_id,
  data: { ...quest, revision: 1, category: null, short_form: null, change },
});

const hand = ({ server }: ProcessingHarness, payload: object, token = internalToken) =>
  server.inject({
    method: 'POST',
    url: '/internal/v1/catalog-events',
    headers: { authorization: `Bearer ${token}` },
    payload,
  });

describe('a change of a quest that the catalog hands over', () => {
  it('is counted by from its answer on, and once when the bus brings it too', async () => {
    await using scenario = await startScenario({ quests: [] });
    const { processing, post } = scenario;
    await post({ type: 'play' });
    expect((await hand(processing, published)).statusCode).toBe(204);
    const [first] = await post({ type: 'play' });
    expect(first?.caused?.progress).toMatchObject([{ quest_name: 'new', streak: 1 }]);
    await processing.bus.publish([published]);
    expect((await hand(processing, published)).statusCode).toBe(204);
    const [second] = await post({ type: 'play' });
    expect(second?.caused?.progress).toMatchObject([{ streak: 2 }]);
    const paused = eventOf({
      type: questPaused,
      subject: quest.quest_id,
      time: new Date().toISOString(),
      data: { quest_id: quest.quest_id, version: 1, state: 'paused', revision: 2, change },
    });
    expect((await hand(processing, paused)).statusCode).toBe(204);
    const [third] = await post({ type: 'play' });
    expect(third?.caused?.unmoved).toMatchObject([{ quest_name: 'new', reason: 'paused' }]);
  });

  it('is refused from others, of other types and where it cannot be counted by', async () => {
    await using scenario = await startScenario({ quests: [] });
    const { processing } = scenario;
    expect((await hand(processing, published, 'of somebody else')).statusCode).toBe(401);
    expect((await hand(processing, eventOf({ subject: newId() }))).statusCode).toBe(422);
    const broken = { ...published, data: { quest_id: quest.quest_id } };
    expect((await hand(processing, broken)).statusCode).toBe(422);
    expect(await processing.count('quest_versions')).toBe(0);
  });
});
