import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { createApiKey } from '../api-keys.ts';
import { create, read, signIn } from '../client.ts';

export interface Product {
  readonly baseUrl: string;
  /** The superuser's access token. */
  readonly token: string;
}

/** The product that the tests share, and its superuser. */
export const openProduct = async (): Promise<Product> => {
  const baseUrl = inject('productUrl');
  return { baseUrl, token: await signIn(baseUrl, 'user') };
};

/** A name that no other test uses: of users, event types, quests and keys. */
export const newName = (what: string): string => `${what}-${randomUUID()}`;

/** The secret of a key that may send events, as from its source where one is given. */
export const createSender = async (
  { baseUrl, token }: Product,
  name: string,
  source?: string,
): Promise<string> => {
  const key = await createApiKey(baseUrl, token, {
    name,
    scopes: ['events:write'],
    ...(source !== undefined && { source }),
  });
  return key.secret;
};

/** A quest that an event of a type completes, for seven gold. */
export const createQuest = ({ baseUrl, token }: Product, eventType: string): Promise<unknown> =>
  create(baseUrl, '/quests', token, {
    name: eventType,
    objectives: {
      any_of: [{ all_of: [{ event: eventType, aggregate: 'count', op: '>=', target: 1 }] }],
    },
    repeat: { max: 1_000, policy: 'on_completion' },
    rewards: [{ currency: 'gold', amount: 7 }],
    auto_claim: true,
  });

interface StoredEvent {
  readonly id: string;
  readonly source: string;
  readonly data: unknown;
}

/** What is stored of a user's events, in order of arrival. */
export const readEvents = async (
  { baseUrl, token }: Product,
  userId: string,
): Promise<readonly StoredEvent[]> => {
  const path = `/events?user_id=${encodeURIComponent(userId)}`;
  return (await read<{ data: readonly StoredEvent[] }>(baseUrl, path, token)).data;
};
