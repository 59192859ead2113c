import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import { foldName } from '../files/fold-name.ts';
import type { Change, Command, Plan } from './plan.ts';
import { mapUnlock } from './unlock.ts';

/** A command as the HTTP API takes it; the path is below /api/v1. */
export interface CommandRequest {
  readonly kind: 'request';
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body: object;
}

/** The ids of quests and rewards by names as they are compared, those just created among them. */
export type Ids = Plan['ids'];

/** A name that has no id: what it names could not be created. */
export interface NoId {
  readonly kind: 'no-id';
  readonly name: string;
}

const isId = (name: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name);

const withIds = (body: Command['body'], ids: Ids) => {
  const missing: string[] = [];
  const idOf = (known: Ids['quests'], name: string): string => {
    const id = known[foldName(name)];
    if (id === undefined && !isId(name)) missing.push(name);
    return id ?? name;
  };
  const { reward, ...rest } = body;
  const asked: Command['body'] & { unlock?: QuestDefinition['unlock'] } = {
    ...rest,
    ...(typeof reward === 'string' && { reward_id: idOf(ids.rewards, reward) }),
  };
  return { body: mapUnlock(asked, (name) => idOf(ids.quests, name)), missing };
};

const methods = { create: 'POST', edit: 'PATCH', delete: 'DELETE', retire: 'DELETE' } as const;

const isWhole = (deed: Command['deed']): deed is keyof typeof methods => deed in methods;

/** The request of a command; `id` is that of its quest or reward, null before it is created. */
export const toRequest = (
  kind: Change['kind'],
  id: string | null,
  { deed, body }: Command,
  ids: Ids,
): CommandRequest | NoId => {
  const { body: ready, missing } = withIds(body, ids);
  const [name] = missing;
  if (name !== undefined) return { kind: 'no-id', name };
  const collection = `/${kind}s/`;
  const path = deed === 'create' ? collection : `${collection}${id}`;
  return isWhole(deed)
    ? { kind: 'request', method: methods[deed], path, body: ready }
    : { kind: 'request', method: 'POST', path: `${path}/${deed}`, body: ready };
};
