import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventFlag, toStoredEvent } from '../events/event.ts';
import { eventOf, signInsOf } from '../testing/events.ts';
import { countOf, fullQuest } from '../testing/full-quests.ts';
import { questVersionOf } from '../testing/quests.ts';
import { definitionsOf, runAdvance } from '../testing/run-advance.ts';
import { decideAdvance, decideAdvanceInTurns } from './advance.ts';
import { createTimeZones } from './time-zones.ts';

const now = new Date('2026-06-01T12:00:00Z');
const ada = '01990000-0000-7000-8000-0000000000aa';
const bob = '01990000-0000-7000-8000-0000000000bb';

const createIds = () => {
  let count = 0;
  return () => {
    count += 1;
    return `01990000-0000-7000-9000-${String(count).padStart(12, '0')}`;
  };
};

const newQuestId = '01990000-0000-7000-8000-0000000000ff';

const advance = (
  events: ReturnType<typeof eventOf>[],
  quests = [questVersionOf()],
  flag: EventFlag | null = null,
) =>
  runAdvance({
    events: events.map((event) => toStoredEvent(event, new Date(event.time), flag)),
    definitions: definitionsOf(quests),
    now,
    newId: createIds(),
  });

describe('decideAdvance', () => {
  it('given a new user, when they sign in nine times, then two completions lie behind the 3rd and 6th', () => {
    const { events, progress, grants, outbox, notifications } = advance(signInsOf(ada, 8));
    expect(events.map(({ type }) => type)).toEqual([
      ...['NewUserSignIn', 'UserSignIn', 'UserSignIn', 'QuestCompleted'],
      ...['UserSignIn', 'UserSignIn', 'UserSignIn', 'QuestCompleted'],
      ...['UserSignIn', 'UserSignIn', 'UserSignIn'],
    ]);
    expect(progress).toHaveLength(1);
    expect(progress[0]).toMatchObject({ status: 2, progress: { state: { completions: 2 } } });
    expect(grants.map(({ ordinal, lines }) => [ordinal, lines])).toEqual([
      [1, [{ currency: 'diamond', amount: 10 }]],
      [2, [{ currency: 'diamond', amount: 10 }]],
    ]);
    expect(outbox.map(({ type, subject }) => [type, subject])).toEqual([
      ['RewardGranted', ada],
      ['RewardGranted', ada],
    ]);
    expect(notifications.map(({ kind }) => kind)).toEqual([
      ...['sign_in', 'sign_in', 'sign_in', 'quest_completed'],
      ...['sign_in', 'sign_in', 'sign_in', 'quest_completed'],
    ]);
  });

  it('given events on traces, then what each causes goes on its trace', () => {
    const parents = ['1', '2', '3'].map((n) => `00-${n.repeat(32)}-b7ad6b7169203331-01`);
    const events = signInsOf(ada, 2).map((event, index) => ({
      ...event,
      traceparent: parents[index],
    }));
    const { outbox, notifications } = advance(events);
    expect(outbox.map(({ traceparent }) => traceparent)).toEqual([parents[2]]);
    expect(notifications.map(({ kind, traceparent }) => [kind, traceparent])).toEqual([
      ['sign_in', parents[0]],
      ['sign_in', parents[1]],
      ['sign_in', parents[2]],
      ['quest_completed', parents[2]],
    ]);
  });

  it('given a traceparent that is none, then nothing copies it', () => {
    const event = eventOf({ subject: ada, traceparent: 'a\0b' });
    const { notifications } = advance([event]);
    expect(notifications[0]?.traceparent).toBeUndefined();
  });

  it('given auto-claim off, when it completes, then nothing is granted yet', () => {
    const quests = [questVersionOf({ auto_claim: false })];
    const { grants, outbox, progress, notifications } = advance(signInsOf(ada, 2), quests);
    expect(grants).toEqual([]);
    expect(outbox).toEqual([]);
    expect(progress[0]).toMatchObject({ status: 1 });
    expect(notifications.at(-1)).toMatchObject({
      kind: 'quest_completed',
      data: { claimable: true },
    });
  });

  it('given no row, when any matching event comes, then it creates one', () => {
    const { progress } = advance([eventOf({ subject: ada })]);
    expect(progress[0]).toMatchObject({ status: 0, progress: { state: { completions: 0 } } });
  });

  it.each([
    ['of an unknown type', [eventOf({ subject: ada, type: 'Whatever' })], null],
    ['too late', signInsOf(ada, 2), 'late' as const],
    ['from the future', signInsOf(ada, 2), 'future' as const],
  ])('given an event %s, then it is stored and moves nothing', (_what, events, flag) => {
    const effects = advance(events, undefined, flag);
    expect(effects.events).toHaveLength(events.length);
    expect(effects.progress).toEqual([]);
    expect(effects.notifications).toEqual([]);
  });

  it.each(['late', 'future'] as const)(
    'given an event that is %s, then each quest that counts its type is listed as unmoved by it',
    (flag) => {
      const quests = [questVersionOf(), questVersionOf({ quest_id: newQuestId, name: 'other' })];
      const { unmoved } = advance(signInsOf(ada, 0), quests, flag);
      expect(unmoved.map(({ quest, reason }) => [quest.quest.name, reason])).toEqual([
        [quests[0]?.name, flag],
        ['other', flag],
      ]);
    },
  );

  it.each([null, 'late'] as const)(
    'given a paused quest and an event flagged %s, then it is listed as paused',
    (flag) => {
      const { unmoved } = advance(signInsOf(ada, 0), [questVersionOf({ state: 'paused' })], flag);
      expect(unmoved.map(({ reason }) => reason)).toEqual(['paused']);
    },
  );

  it('given a quest that was never in force or no longer is, then it is not listed', () => {
    for (const state of ['draft', 'archived'] as const) {
      expect(advance(signInsOf(ada, 0), [questVersionOf({ state })]).unmoved).toEqual([]);
    }
  });

  it.each(['draft', 'paused', 'archived'] as const)(
    'given a quest that is %s, then it does not move',
    (state) => {
      expect(advance(signInsOf(ada, 2), [questVersionOf({ state })]).progress).toEqual([]);
    },
  );

  it('pays each user by their own events alone, however they are mixed and cut into batches', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(ada, bob), { maxLength: 30 }),
        fc.integer({ min: 1, max: 8 }),
        (subjects, batchSize) => {
          const newId = createIds();
          const definitions = definitionsOf([questVersionOf()]);
          const rows = new Map();
          const granted: string[] = [];
          for (let start = 0; start < subjects.length; start += batchSize) {
            const batch = subjects.slice(start, start + batchSize);
            const effects = runAdvance({
              events: batch.map((subject) => toStoredEvent(eventOf({ subject }), now, null)),
              definitions,
              progress: [...rows.values()],
              now,
              newId,
            });
            for (const { progress } of effects.progress) rows.set(progress.user_id, progress);
            granted.push(...effects.grants.map(({ user_id, ordinal }) => `${user_id} ${ordinal}`));
          }
          for (const user of [ada, bob]) {
            const count = subjects.filter((subject) => subject === user).length;
            const expected = Math.min(2, Math.floor(count / 3));
            expect(granted.filter((grant) => grant.startsWith(user))).toHaveLength(expected);
          }
          expect(new Set(granted).size).toBe(granted.length);
        },
      ),
    );
  });
});

describe('a batch whose conditions are costly', () => {
  const list = Array.from({ length: 300 }, (_, index) => index);
  const where = 'event.data.list.exists(x, event.data.list.exists(y, x + y < 0.0))';
  const optionsOf = (data: object, count: number) => ({
    events: Array.from({ length: count }, () =>
      toStoredEvent(eventOf({ type: 'play', subject: ada, data: { ...data } }), now, null),
    ),
    definitions: definitionsOf([
      fullQuest('costly', { objectives: { any_of: [{ all_of: [countOf(1_000, { where })] }] } }),
    ]),
    versionOf: () => undefined,
    zones: createTimeZones([]),
    latenessMaxSeconds: 72 * 3600,
    progress: [],
    now,
    newId: createIds(),
  });
  const pausesOf = async (data: object) => {
    let pauses = 0;
    await decideAdvanceInTurns(optionsOf(data, 5), async () => {
      pauses += 1;
    });
    return pauses;
  };

  it('gives others their turn after each event of it, and not in a batch of cheap ones', async () => {
    expect(await pausesOf({ list })).toBe(5);
    expect(await pausesOf({ list: [1] })).toBe(0);
  });

  it('is decided in turns as in one go', async () => {
    const inTurns = await decideAdvanceInTurns(optionsOf({ list }, 3), async () => undefined);
    const inOneGo = decideAdvance(optionsOf({ list }, 3));
    const shownOf = ({ effects }: typeof inOneGo) => effects.map(({ unmoved }) => unmoved.length);
    expect(shownOf(inTurns)).toEqual(shownOf(inOneGo));
    expect(inTurns.effects).toHaveLength(3);
  });
});
