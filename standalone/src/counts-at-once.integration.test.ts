import { expect, it } from 'vitest';
import { startProduct } from './testing/start-product.ts';

it('an event that comes after a quest was created counts for it', async () => {
  await using stack = new AsyncDisposableStack();
  const { call } = await startProduct(stack);
  const signedIn = await call('/login/access-token', {
    method: 'POST',
    body: new URLSearchParams({ username: 'user', password: 'password' }),
  });
  const { access_token } = (await signedIn.json()) as { access_token: string };
  const post = async (path: string, body: object) =>
    call(path, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${access_token}`,
        'content-type': 'application/json',
        prefer: 'wait=0',
      },
      body: JSON.stringify(body),
    });
  for (let round = 0; round < 40; round += 1) {
    const type = `round-${round}`;
    const created = await post('/quests/', {
      name: type,
      objectives: {
        any_of: [{ all_of: [{ event: type, aggregate: 'count', op: '>=', target: 1 }] }],
      },
      rewards: [{ badge: 'first' }],
    });
    expect(created.status).toBe(201);
    const posted = await post('/events/', { type, user_id: 'ada' });
    const { results } = (await posted.json()) as { results: { caused: { progress: object[] } }[] };
    expect(results[0]?.caused.progress, type).toHaveLength(1);
  }
});
