import { walletCredited } from '@questline/contracts/auth/events';
import { questPublished } from '@questline/contracts/catalog/events';
import { DependencyUnavailable } from '@questline/postgres/unavailable';
import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
import { createDefinitions } from '../quest-definitions/definitions.ts';
import { eventOf, signInsOf } from '../testing/events.ts';
import { type ProcessingHarness, startProcessing } from '../testing/processing-harness.ts';
import { questVersionOf } from '../testing/quests.ts';
import { advanceProgress } from './advance-progress.consumer.ts';
import { createEventApplier } from './apply-events.ts';

const shuffle = <Item>(items: readonly Item[]): Item[] =>
  items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

/** The subscription as another process would have it, with a memory of its own. */
const advanceProgressOf = ({ deps }: ProcessingHarness) => {
  const definitions = createDefinitions({ ...deps, source: deps.questSource });
  return advanceProgress(createEventApplier({ ...deps, definitions }), deps.settings);
};

describe('advancing progress', () => {
  it('stores nine sign-ins as specified and pays the first two completions', async () => {
    await using processing = await startProcessing();
    const user = newId();
    for (const event of signInsOf(user, 8)) await processing.bus.publish([event]);
    const response = await processing.server.inject({
      url: '/api/v1/events/',
      headers: await processing.authorize(user),
    });
    expect(response.json().data.map(({ type }: { type: string }) => type)).toEqual([
      ...['NewUserSignIn', 'UserSignIn', 'UserSignIn', 'QuestCompleted'],
      ...['UserSignIn', 'UserSignIn', 'UserSignIn', 'QuestCompleted'],
      ...['UserSignIn', 'UserSignIn', 'UserSignIn'],
    ]);
    const progress = await processing.server.inject({
      url: '/api/v1/progress/',
      headers: await processing.authorize(user),
    });
    expect(progress.json()).toMatchObject({
      count: 1,
      data: [
        { status: 2, streak: 0, target: 3, duplication: 2, duplication_limit: 2, claimable: false },
      ],
    });
    expect(await processing.count('grants')).toBe(2);
    expect(await processing.count('outbox')).toBe(2);
  });

  it('changes nothing when a batch is delivered again', async () => {
    await using processing = await startProcessing();
    const events = signInsOf(newId(), 4);
    await processing.bus.publish(events);
    const counts = () =>
      Promise.all(
        ['events', 'grants', 'completions', 'outbox', 'notifications'].map(processing.count),
      );
    const before = await counts();
    await processing.bus.publish(events);
    await processing.bus.publish(shuffle(events));
    expect(await counts()).toEqual(before);
  });

  it('counts exactly once when consumers race over the same users and events', async () => {
    await using processing = await startProcessing();
    const users = Array.from({ length: 6 }, () => newId());
    const events = users.flatMap((user) => signInsOf(user, 5));
    const { handle } = advanceProgressOf(processing);
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        const mine = shuffle(events);
        for (let start = 0; start < mine.length; start += 7)
          await handle(mine.slice(start, start + 7));
      }),
    );
    expect(await processing.count('grants')).toBe(users.length * 2);
    expect(await processing.count('completions')).toBe(users.length * 2);
    expect(await processing.count('events')).toBe(events.length + users.length * 2);
    expect(await processing.count('outbox')).toBe(users.length * 2);
  });

  it('does the work once when the acknowledgement is lost after the commit', async () => {
    await using processing = await startProcessing();
    const subscription = advanceProgressOf(processing);
    const events = signInsOf(newId(), 2);
    await subscription.handle(events);
    // The process died before it could acknowledge: the same batch comes to another one.
    const verdicts = await advanceProgressOf(processing).handle(events);
    expect(verdicts.every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(await processing.count('grants')).toBe(1);
  });

  it('rolls everything back when the transaction fails at its last statement', async () => {
    await using processing = await startProcessing();
    await processing.database.query({
      text: 'alter table outbox add constraint broken check (event is null)',
    });
    const { handle } = advanceProgressOf(processing);
    await expect(handle(signInsOf(newId(), 2))).rejects.toThrow('broken');
    for (const table of ['events', 'user_quest_rewards', 'grants', 'notifications']) {
      expect(await processing.count(table)).toBe(0);
    }
  });

  it('dead-letters another payload under a known identity and goes on with the rest', async () => {
    await using processing = await startProcessing();
    const [user, other] = [newId(), newId()];
    const [first] = signInsOf(user, 0);
    await processing.bus.publish(signInsOf(other, 0));
    if (first === undefined) throw new Error('no event');
    await processing.bus.publish([first]);
    await processing.bus.publish([
      { ...first, data: { user_name: 'eve' } },
      ...signInsOf(newId(), 0),
    ]);
    const { rows } = await processing.database.query<{ subscription: string; reason: string }>({
      text: 'select subscription, reason from dead_letters',
    });
    expect(rows).toEqual([
      { subscription: 'processing.events', reason: 'this identity is stored with another payload' },
    ]);
    expect(await processing.count('events')).toBe(3);
  });

  it('dead-letters a second first sign-in of a user', async () => {
    await using processing = await startProcessing();
    const user = newId();
    await processing.bus.publish(signInsOf(user, 0));
    await processing.bus.publish(signInsOf(user, 0));
    expect(await processing.count('dead_letters')).toBe(1);
    expect(await processing.count('events')).toBe(1);
  });

  it('stores an event of a type nobody knows, and moves nothing', async () => {
    await using processing = await startProcessing();
    await processing.bus.publish([eventOf({ type: 'com.example.Whatever', source: 'a/game' })]);
    expect(await processing.count('events')).toBe(1);
    expect(await processing.count('user_quest_rewards')).toBe(0);
  });

  it('waits for a catalog it has never read, and counts the first sign-in then', async () => {
    let attempts = 0;
    await using processing = await startProcessing({
      questSource: async () => {
        attempts += 1;
        if (attempts < 4) throw new DependencyUnavailable('catalog');
        return [questVersionOf()];
      },
    });
    await processing.bus.publish(signInsOf(newId(), 2));
    expect(attempts).toBe(4);
    expect(await processing.count('grants')).toBe(1);
    expect(await processing.count('dead_letters')).toBe(0);
  });

  it('counts for a quest published after the start', async () => {
    await using processing = await startProcessing({ quests: [] });
    const user = newId();
    await processing.bus.publish(signInsOf(user, 0));
    expect(await processing.count('user_quest_rewards')).toBe(0);
    const quest = questVersionOf({ target: 1, max: 1 });
    const published = eventOf({
      type: questPublished,
      subject: quest.quest_id,
      data: { ...quest },
    });
    await processing.bus.publish([published]);
    await processing.bus.publish([published, eventOf({ subject: user })]);
    expect(await processing.count('grants')).toBe(1);
  });

  it('tells of a credit once', async () => {
    await using processing = await startProcessing();
    const credit = () =>
      eventOf({
        type: walletCredited,
        subject: '01990000-0000-7000-8000-0000000000aa',
        data: {
          grant_id: '01990000-0000-7000-8000-0000000000ab',
          credits: [{ currency: 'diamond', amount: 10 }],
          balances: { gold: 0, diamond: 10 },
        },
      });
    await processing.bus.publish([credit()]);
    await processing.bus.publish([credit(), credit()]);
    expect(await processing.count('notifications')).toBe(1);
    expect(await processing.count('events')).toBe(0);
  });
});
