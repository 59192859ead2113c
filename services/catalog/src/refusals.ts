import { conflict, invalid, notFound, type Refusal } from '@questline/http/refusal';

/** Every "no" of the catalog with the answer it is given: the one table of statuses. */
const refusals = {
  'unknown-quest': () => notFound('The quest'),
  'unknown-reward': () => notFound('The reward'),
  'unknown-quest-reward': () => invalid('reward_id', 'is not the id of a reward'),
  'quest-name-taken': () => conflict('name-taken', 'Another quest has this name.'),
  'reward-name-taken': () => conflict('name-taken', 'Another reward has this name.'),
} satisfies Record<string, () => Refusal>;

export type RefusalKind = keyof typeof refusals;

export const toRefusal = (kind: RefusalKind): Refusal => refusals[kind]();
