import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ExampleRequest, readRequest } from '../../../examples/read-request.ts';
import { newName, openProduct } from './product.ts';
import { documentFile, projectRoot } from './run-tool.ts';

const folder = join(projectRoot, 'examples/requests');
const values: Record<string, string> = {};

interface Step {
  readonly operation: string;
  /** Values for this request and later ones. */
  readonly given?: () => Readonly<Record<string, string>>;
  /** What later requests need of the answer. */
  readonly keep?: (body: never, headers: Headers) => Readonly<Record<string, string>>;
}

type Created = { readonly id: string };
type First = { readonly data: readonly Created[] };

/** Every request of the folder, in an order in which each finds what it names. */
const steps: readonly Step[] = [
  { operation: 'checkHealth' },
  { operation: 'getJwks' },
  { operation: 'readAuthorizationServer' },
  { operation: 'readOpenidConfiguration' },
  { operation: 'signUp', given: () => ({ user_name: newName('ada') }) },
  {
    operation: 'signIn',
    keep: ({ access_token }: { access_token: string }) => ({ access_token }),
  },
  { operation: 'testToken' },
  { operation: 'getMe', keep: ({ id }: Created) => ({ user_id: id }) },
  { operation: 'sendTestEmail' },
  {
    operation: 'createApiKey',
    given: () => ({ key_name: newName('shop') }),
    keep: ({ id }: Created) => ({ key_id: id }),
  },
  { operation: 'listApiKeys' },
  {
    operation: 'rotateApiKey',
    keep: ({ secret }: { secret: string }) => ({ api_key: secret }),
  },
  {
    operation: 'createReward',
    given: () => ({ reward_name: newName('reward') }),
    keep: ({ id }: Created, headers) => ({ reward_id: id, etag: headers.get('etag') ?? '' }),
  },
  { operation: 'listRewards' },
  { operation: 'getReward' },
  { operation: 'editReward' },
  { operation: 'retireReward' },
  {
    operation: 'createQuest',
    given: () => ({ quest_name: newName('discarded') }),
    keep: ({ id }: Created) => ({ quest_id: id }),
  },
  { operation: 'deleteQuest' },
  {
    operation: 'createQuest',
    given: () => ({ quest_name: newName('quest') }),
    keep: ({ id }: Created) => ({ quest_id: id }),
  },
  { operation: 'publishQuest' },
  { operation: 'listQuests' },
  { operation: 'getQuest' },
  { operation: 'getQuestByName' },
  { operation: 'editQuest' },
  { operation: 'pauseQuest' },
  { operation: 'resumeQuest' },
  { operation: 'listQuestChanges' },
  { operation: 'sendEvents', given: () => ({ order: newName('order') }) },
  { operation: 'listEvents' },
  { operation: 'listProgress' },
  { operation: 'countQuestUsers' },
  { operation: 'claimRewards' },
  {
    operation: 'listNotifications',
    keep: ({ data }: First) => ({ notification_id: data[0]?.id ?? '' }),
  },
  { operation: 'markNotificationSeen' },
  { operation: 'streamNotifications' },
  { operation: 'getMyWallet' },
  { operation: 'listMyLedgerEntries' },
  { operation: 'getWallet' },
  { operation: 'listLedgerEntries' },
  { operation: 'createWalletTransaction', given: () => ({ order: newName('order') }) },
  { operation: 'archiveQuest' },
  { operation: 'revokeApiKey' },
  { operation: 'listAuditLog' },
  {
    operation: 'refreshToken',
    keep: ({ access_token }: { access_token: string }) => ({ access_token }),
  },
  { operation: 'logOut' },
];

const send = async ({ method, url, headers, body }: ExampleRequest) => {
  const response = await fetch(url, { method, headers, ...(body !== undefined && { body }) });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  if (isStream) await response.body?.cancel();
  return { response, text: isStream ? '' : await response.text() };
};

describe('the requests of examples/', () => {
  beforeAll(async () => {
    values.origin = (await openProduct()).baseUrl;
  });

  it('are one for each operation of the API', async () => {
    const { paths } = JSON.parse(await readFile(documentFile, 'utf8')) as {
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    const operations = Object.values(paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    const files = (await readdir(folder)).map((name) => name.replace(/\.http$/, ''));
    expect(files.sort()).toEqual(operations.sort());
    expect([...new Set(steps.map(({ operation }) => operation))].sort()).toEqual(files);
  });

  it.each(steps)('$operation succeeds', async ({ operation, given, keep }) => {
    Object.assign(values, given?.());
    const file = await readFile(join(folder, `${operation}.http`), 'utf8');
    const { response, text } = await send(readRequest(file, values));
    expect([response.status < 300, text]).toEqual([true, text]);
    if (keep) Object.assign(values, keep(JSON.parse(text) as never, response.headers));
  });
});
