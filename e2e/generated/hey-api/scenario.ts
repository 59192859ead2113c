import { client } from './client/client.gen.js';
import {
  createApiKey,
  createQuest,
  getWallet,
  listEvents,
  sendEvents,
  signIn,
} from './client/sdk.gen.js';

const [baseUrl = '', name = ''] = process.argv.slice(2);
client.setConfig({ baseUrl });

const signedIn = await signIn({
  body: { grant_type: 'password', username: 'user', password: 'password' },
  throwOnError: true,
});
// Asked for each scheme that an operation takes; one credential is enough.
const auth = ({ scheme }: { scheme?: string }) =>
  scheme === 'bearer' ? signedIn.data.access_token : undefined;

const body = {
  name,
  objectives: {
    any_of: [{ all_of: [{ event: name, aggregate: 'count', op: '>=', target: 1 }] }],
  },
  rewards: [{ currency: 'gold', amount: 7 }],
  auto_claim: true,
} satisfies Parameters<typeof createQuest>[0]['body'];
await createQuest({ auth, body, throwOnError: true });
const again = await createQuest({ auth, body });

const key = await createApiKey({
  auth,
  body: { name, scopes: ['events:write'] },
  throwOnError: true,
});
const sent = await sendEvents({
  headers: { Prefer: 'wait=10', 'x-api-key': key.data.secret },
  body: { type: name, user_id: name, id: name },
  throwOnError: true,
});
const [result] = sent.data.results;
const wallet = await getWallet({ auth, path: { user_id: name }, throwOnError: true });
const events = await listEvents({
  auth,
  query: { user_id: name, type: name },
  throwOnError: true,
});

console.log(
  JSON.stringify({
    refused: again.error?.code,
    status: result?.status,
    credited: result?.caused?.grants[0]?.credited,
    gold: wallet.data.balances.gold,
    events: events.data.data.length,
  }),
);
