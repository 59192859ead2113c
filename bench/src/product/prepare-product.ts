import { create, signIn } from '@questline/e2e/client';
import type { Database } from '@questline/postgres/database';
import { loadQuests } from '../workload/quests.ts';
import type { Product } from './product.ts';
import { waitUntil } from './wait-until.ts';

export interface PreparedProduct {
  /** Of the first superuser. */
  readonly token: string;
  /** Sends events. */
  readonly apiKey: string;
  readonly questIds: readonly string[];
}

/**
 * Makes an API key and publishes the load's quests; resolves once processing counts them. Where the
 * services other than auth trust other keys than auth's, `catalogToken` is a superuser's by those.
 */
export const prepareProduct = async (
  { apiUrl }: Product,
  processing: Database,
  catalogToken?: string,
): Promise<PreparedProduct> => {
  const authToken = await signIn(apiUrl, 'user');
  const token = catalogToken ?? authToken;
  const key = { name: 'bench', scopes: ['events:write'] };
  const { secret } = await create<{ secret: string }>(apiUrl, '/api-keys/', authToken, key);
  const questIds: string[] = [];
  for (const { name, definition } of loadQuests) {
    const quest = await create<{ id: string }>(apiUrl, '/quests/', token, { name, ...definition });
    questIds.push(quest.id);
  }
  await waitUntil('quests in processing', async () => {
    const { rows } = await processing.query<{ count: number }>({
      text: 'select count(*) as count from quests where quest_id = any($1::uuid[])',
      values: [questIds],
    });
    return rows[0]?.count === questIds.length;
  });
  return { token, apiKey: secret, questIds };
};
