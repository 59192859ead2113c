import { describe, expect, it } from 'vitest';
import { fullQuest } from '../testing/full-quests.ts';
import { play, playScenario, type Scenario } from '../testing/scenario.ts';

const daily = fullQuest('daily', {
  time: { timezone: 'user' },
  consecutive: { every: 'day', target: 9 },
});

const playDaily = (scene: (scenario: Scenario) => Promise<void>) =>
  playScenario({ quests: [daily], now: '2030-06-03T12:00:00Z' }, scene);

const playIn = (
  timezone: string | undefined,
  time: string,
  data: Record<string, unknown> = {},
) => ({
  ...play(data, time),
  ...(timezone !== undefined && { timezone }),
});

const moved = { status: 'accepted', caused: { unmoved: [] } };

describe("a user's zone", () => {
  it("is not the one in an order's data", () =>
    playDaily(async ({ post, progress }) => {
      await post(playIn('Asia/Tokyo', '2030-06-01T16:00:00Z'));
      await post(playIn(undefined, '2030-06-03T10:00:00Z', { timezone: 'America/Lima' }));
      const [late] = await post(playIn(undefined, '2030-06-02T16:00:00Z'));
      expect(late).toMatchObject(moved);
      // 2 June and 3 June in Tokyo; in Lima it would have been 1 June and 2 June.
      expect((await progress()).daily).toMatchObject({ streak: 2 });
    }));

  it('is one zone under each of its names', () =>
    playDaily(async ({ post, progress }) => {
      await post(playIn('Asia/Kolkata', '2030-06-01T10:00:00Z'));
      await post(playIn('asia/calcutta', '2030-06-03T10:00:00Z'));
      expect((await post(playIn('Asia/Calcutta', '2030-06-02T10:00:00Z')))[0]).toMatchObject(moved);
      expect((await progress()).daily).toMatchObject({ streak: 3 });
    }));

  it('is named by the event that happened last, though it came first', () =>
    playDaily(async ({ processing, post }) => {
      await post(playIn('Asia/Tokyo', '2030-06-03T10:00:00Z'));
      await post(playIn('America/Lima', '2030-06-02T10:00:00Z'));
      const { rows } = await processing.database.query({
        text: 'select timezone, time from user_time_zones',
      });
      expect(rows).toEqual([{ timezone: 'Asia/Tokyo', time: new Date('2030-06-03T10:00:00Z') }]);
    }));

  it('closes no day when it is learnt', () =>
    playDaily(async ({ post, progress }) => {
      await post(playIn(undefined, '2030-06-01T10:00:00Z'));
      await post(playIn('Asia/Tokyo', '2030-06-03T10:00:00Z'));
      expect((await post(playIn(undefined, '2030-06-02T10:00:00Z')))[0]).toMatchObject(moved);
      expect((await progress()).daily).toMatchObject({ streak: 3 });
    }));

  it('is refused where it is none, and the event with it', () =>
    playDaily(async ({ post, progress }) => {
      expect((await post(playIn('Mars/Olympus', '2030-06-03T10:00:00Z')))[0]).toMatchObject({
        status: 'rejected',
        errors: [{ path: 'timezone' }],
      });
      expect(await progress()).toEqual({});
    }));
});
