import { eventually } from '@questline/testkit/eventually';
import { expect } from 'vitest';
import { create, signIn } from '../client.ts';
import { queryOne } from './query.ts';

/**
 * A quest that pays one gold for every second sign-in, without end: there is always a reward due.
 * Resolves once processing counts it.
 */
export const publishEndlessQuest = async (shape: {
  baseUrl: string;
  databaseUrls: { processing: string };
}): Promise<void> => {
  const token = await signIn(shape.baseUrl, 'user');
  const reward = await create<{ id: string }>(shape.baseUrl, '/rewards/', token, {
    reward_name: 'one gold',
    reward_item: 'gold',
    reward_qty: 1,
  });
  const quest = await create<{ id: string }>(shape.baseUrl, '/quests/', token, {
    name: 'every-second-sign-in',
    reward_id: reward.id,
    auto_claim: true,
    streak: 2,
    duplication: 1_000_000,
  });
  await eventually(async () => {
    const text = 'select count(*)::int as count from quest_versions where quest_id = $1';
    const known = await queryOne(shape.databaseUrls.processing, text, [quest.id]);
    expect(known).toEqual({ count: 1 });
  });
};
