import { expect, type Page } from '@playwright/test';
import { create, read, signIn } from '../client.ts';

const objective = (event: string, target: number, rest = {}) => ({
  event,
  aggregate: 'count',
  op: '>=',
  target,
  ...rest,
});

const gold = (amount: number) => [{ currency: 'gold', amount }];

/** One quest of each kind that the board tells apart, by name; `locked` waits for `walk`. */
const questKinds = (walk: string) => ({
  goals: {
    objectives: {
      any_of: [
        { all_of: [objective('match_won', 2), objective('order.paid', 3)] },
        { all_of: [objective('friend.invited', 1)] },
      ],
    },
    rewards: [...gold(5), { item: 'voucher', quantity: 1 }],
    limits: [{ scope: 'user', measure: 'gold', max: 5, per: 'day', on_exceeded: 'defer' }],
  },
  streak: {
    objectives: { any_of: [{ all_of: [objective('lesson.finished', 1)] }] },
    consecutive: { every: 'day', target: 7, freezes: { initial: 1, max: 2 } },
    time: { timezone: 'user' },
    rewards: gold(5),
  },
  rounds: {
    objectives: { any_of: [{ all_of: [objective('chest.found', 1)] }] },
    window: { cron: '0 0 * * *', duration_seconds: 86_400 },
    repeat: { max: 9, policy: 'on_window' },
    rewards: gold(5),
  },
  locked: {
    objectives: { any_of: [{ all_of: [objective('chapter.read', 2)] }] },
    unlock: { all: [walk] },
    rewards: gold(5),
  },
});

const walkQuest = {
  name: 'Wanderer',
  objectives: { any_of: [{ all_of: [objective('walk', 100, { aggregate: 'sum', field: 'km' })] }] },
  steps: [
    { name: 'Bronze', target: 10.5, rewards: gold(10) },
    { name: 'Silver', target: 100, rewards: [{ badge: 'silver' }] },
  ],
  total_reward: [{ badge: 'wanderer' }],
};

/** Offers one quest of each kind. */
export const offerQuestKinds = async (baseUrl: string): Promise<void> => {
  const token = await signIn(baseUrl, 'user');
  const walk = await create<{ id: string }>(baseUrl, '/quests/', token, walkQuest);
  for (const [name, parts] of Object.entries(questKinds(walk.id))) {
    await create(baseUrl, '/quests/', token, { name, ...parts });
  }
};

const cardOf = (page: Page, name: string) =>
  page.getByTestId('quest-card').filter({ has: page.getByRole('heading', { name, exact: true }) });

/** Every kind of quest says what it asks, what it pays and how far it is, in words of its own. */
export const expectQuestKinds = async (page: Page): Promise<void> => {
  await expect(cardOf(page, 'Wanderer')).toContainText('Walk 100 km in all');
  await expect(cardOf(page, 'Wanderer')).toContainText('Bronze at 10.5');
  await expect(cardOf(page, 'Goals')).toContainText('Choose one of these ways');
  await expect(cardOf(page, 'Goals')).toContainText('Pays at most 5 gold a day, the rest later');
  await expect(cardOf(page, 'Streak')).toContainText('Finish a lesson 7 days in a row');
  await expect(cardOf(page, 'Streak')).toContainText('1 freeze left');
  await expect(cardOf(page, 'Rounds')).toContainText('This round ends');
  await expect(cardOf(page, 'Locked')).toContainText('Complete this first');
};

const walkedKm = 12.25;

/** An app tells that the superuser, whose board is open, has walked: their `turn`th time. */
export const expectWalk = async (page: Page, baseUrl: string, turn: number): Promise<void> => {
  const token = await signIn(baseUrl, 'user');
  const { id } = await read<{ id: string }>(baseUrl, '/users/me', token);
  const response = await fetch(`${baseUrl}/api/v1/events/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify([{ type: 'walk', user_id: id, data: { km: walkedKm } }]),
  });
  expect(response.ok).toBe(true);
  await expect(cardOf(page, 'Wanderer')).toContainText(`${walkedKm * turn} of 100`);
  await expect(page.getByText('One step further').first()).toBeVisible();
  if (turn === 1) await expect(page.getByText('Step reached').first()).toBeVisible();
};
