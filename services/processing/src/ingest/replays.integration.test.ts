import { describe, expect, it } from 'vitest';
import { anyOf, countOf, fullQuest, gold } from '../testing/full-quests.ts';
import { noon, play, playScenario } from '../testing/scenario.ts';

const often = { max: 9, policy: 'on_completion' } as const;
const quests = [
  fullQuest('paid', { repeat: often, objectives: anyOf([countOf(2)]), rewards: [gold(5)] }),
  fullQuest('claimed', { repeat: often, auto_claim: false, rewards: [gold(1)] }),
  fullQuest('rich', { objectives: anyOf([countOf(1, { where: 'event.data.n > 3.0' })]) }),
];

const events = [
  { ...play({ n: 1 }), id: 'a' },
  { ...play({}), id: 'b' },
  { ...play({ n: 9 }, '2030-06-01T00:00:00Z'), id: 'c' },
  { type: 'chat', id: 'd' },
];

describe('an event that comes again', () => {
  it('is answered with what it caused the first time, whatever happened since', () =>
    playScenario({ quests, now: noon }, async ({ post, claim, at }) => {
      const first = await post(...events);
      expect(first.map(({ status }) => status)).toEqual(Array(4).fill('accepted'));
      expect(first[1]?.caused).toMatchObject({
        progress: expect.arrayContaining([
          { quest_name: 'paid', streak: 2, target: 2, quest_id: expect.any(String) },
        ]),
        unmoved: [{ quest_name: 'rich', reason: 'field' }],
        completions: expect.arrayContaining([
          expect.objectContaining({ quest_name: 'paid', payment: 'granted', claimable: false }),
          expect.objectContaining({ quest_name: 'claimed', payment: 'claimable' }),
        ]),
        grants: [{ lines: [gold(5)] }],
      });
      expect(first[2]?.caused?.unmoved.map(({ reason }) => reason)).toEqual(Array(3).fill('late'));
      await claim('claimed');
      await post(play({ n: 5 }));
      at('2030-06-06T12:00:00.000Z');
      const again = await post(...[...events].reverse());
      expect(again.map(({ status }) => status)).toEqual(Array(4).fill('replayed'));
      expect([...again].reverse().map(({ caused }) => caused)).toEqual(
        first.map(({ caused }) => caused),
      );
    }));

  it('is answered so in the request that brings it twice', () =>
    playScenario({ quests, now: noon }, async ({ post }) => {
      const [first, second] = await post(
        { ...play({ n: 4 }), id: 'a' },
        { ...play({ n: 4 }), id: 'a' },
      );
      expect([first?.status, second?.status]).toEqual(['accepted', 'replayed']);
      expect(second?.caused).toEqual(first?.caused);
    }));

  it('is answered without it where that is not stored', () =>
    playScenario({ quests, now: noon }, async ({ post, processing }) => {
      const event = { ...play({ n: 4 }), id: 'a' };
      await post(event);
      // As an earlier release stored it.
      await processing.database.query({ text: 'update event_identities set seq = null' });
      const [again] = await post(event);
      expect(again).toEqual({ id: 'a', status: 'replayed' });
    }));
});
