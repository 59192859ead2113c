import type { QuestState } from '@questline/contracts/catalog/quest';
import {
  conflict,
  type FieldError,
  invalid,
  notFound,
  type Refusal,
  toInvalid,
} from '@questline/http/refusal';

/** Every "no" of the catalog with the answer it is given: the one table of statuses. */
const refusals = {
  'unknown-quest': () => notFound('The quest'),
  'unknown-reward': () => notFound('The reward'),
  'unknown-quest-reward': () => invalid('reward_id', 'is not the id of a reward'),
  'quest-name-taken': () => conflict('name-taken', 'Another quest has this name.'),
  'reward-name-taken': () => conflict('name-taken', 'Another reward has this name.'),
  'quest-archived': () => conflict('quest-archived', 'The quest is archived and stays as it is.'),
  'idempotency-key-reused': () =>
    conflict('idempotency-key-reused', 'The Idempotency-Key was used for another request.'),
} satisfies Record<string, () => Refusal>;

export type RefusalKind = keyof typeof refusals;

const deeds: Readonly<Record<string, string>> = {
  publish: 'published',
  pause: 'paused',
  resume: 'resumed',
  archive: 'archived',
};

export const toRefusal = (
  refused:
    | { readonly kind: RefusalKind }
    | { readonly kind: 'wrong-state'; readonly command: string; readonly state: QuestState }
    | { readonly kind: 'unworkable'; readonly faults: readonly FieldError[] },
): Refusal => {
  if (refused.kind === 'unworkable') return toInvalid(refused.faults);
  if (refused.kind !== 'wrong-state') return refusals[refused.kind]();
  const { command, state } = refused;
  const deed = deeds[command] ?? command;
  return conflict('wrong-state', `A quest that is ${state} cannot be ${deed}.`);
};
