import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from './client/schema.js';

const [baseUrl = '', name = ''] = process.argv.slice(2);

const need = <Value>(value: Value | undefined, what: unknown): Value => {
  if (value === undefined) throw new Error(JSON.stringify(what));
  return value;
};

const client = createClient<paths>({ baseUrl });
const signedIn = await client.POST('/api/v1/login/access-token', {
  body: { grant_type: 'password', username: 'user', password: 'password' },
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  bodySerializer: (body) => new URLSearchParams(body as Record<string, string>),
});
const { access_token } = need(signedIn.data, signedIn.error);
const asUser: Middleware = {
  onRequest: ({ request }) => {
    request.headers.set('authorization', `Bearer ${access_token}`);
  },
};
const users = createClient<paths>({ baseUrl });
users.use(asUser);

type QuestBody = paths['/api/v1/quests']['post']['requestBody']['content']['application/json'];
const body: QuestBody = {
  name,
  objectives: {
    any_of: [{ all_of: [{ event: name, aggregate: 'count', op: '>=', target: 1 }] }],
  },
  rewards: [{ currency: 'gold', amount: 7 }],
  auto_claim: true,
};
const created = await users.POST('/api/v1/quests', { body });
need(created.data, created.error);
const again = await users.POST('/api/v1/quests', { body });

const key = await users.POST('/api/v1/api-keys', { body: { name, scopes: ['events:write'] } });
const { secret } = need(key.data, key.error);
const sent = await client.POST('/api/v1/events', {
  params: { header: { Prefer: 'wait=10' } },
  headers: { 'x-api-key': secret },
  body: { type: name, user_id: name, id: name },
});
const [result] = need(sent.data, sent.error).results;
const wallet = await users.GET('/api/v1/wallets/{user_id}', {
  params: { path: { user_id: name } },
});
const events = await users.GET('/api/v1/events', {
  params: { query: { user_id: name, type: name } },
});

console.log(
  JSON.stringify({
    refused: again.error?.code,
    status: result?.status,
    credited: result?.caused?.grants[0]?.credited,
    gold: need(wallet.data, wallet.error).balances.gold,
    events: need(events.data, events.error).data.length,
  }),
);
