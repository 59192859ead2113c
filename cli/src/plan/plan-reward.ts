import type { RewardPublic } from '@questline/contracts/catalog/reward';
import type { Found } from '../catalog/catalog.ts';
import { diffFields } from './diff-fields.ts';
import type { Change, Command } from './plan.ts';
import type { WantedReward } from './wanted.ts';

type Parts = Pick<RewardPublic, 'reward_name' | 'reward_item' | 'reward_qty'>;

const partsOf = ({ reward_name, reward_item, reward_qty }: Parts): Parts => ({
  reward_name,
  reward_item,
  reward_qty,
});

const nothingElse = { state: null, in_flight: null, users: null, conflict: null } as const;

/** What makes a reward as it is wanted; no commands where it is so already. */
export const planReward = (
  wanted: WantedReward,
  found: Found<RewardPublic> | undefined,
): Change => {
  const parts = partsOf({ ...wanted, reward_name: wanted.name });
  const before: Partial<Parts> = found === undefined ? {} : partsOf(found.shown);
  const { reward_name: from, ...fieldsBefore } = before;
  const { reward_name: to, ...fieldsAfter } = parts;
  const fields = diffFields(
    found === undefined ? {} : { name: from, ...fieldsBefore },
    found === undefined ? fieldsAfter : { name: to, ...fieldsAfter },
  );
  const reason = wanted.reason === null ? {} : { reason: wanted.reason };
  const deed = found === undefined ? 'create' : 'edit';
  const commands: Command[] = fields.length === 0 ? [] : [{ deed, body: { ...parts, ...reason } }];
  return {
    kind: 'reward',
    name: wanted.name,
    id: found?.shown.id ?? null,
    revision: found?.revision ?? null,
    commands,
    fields: [...fields],
    ...nothingElse,
  };
};

/** What takes a reward that no file has out of the catalog. */
export const retireReward = ({ shown, revision }: Found<RewardPublic>): Change => ({
  kind: 'reward',
  name: shown.reward_name,
  id: shown.id,
  revision,
  commands: [{ deed: 'retire', body: {} }],
  fields: [],
  ...nothingElse,
});
