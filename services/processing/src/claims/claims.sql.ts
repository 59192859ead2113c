import type { RewardLine } from '@questline/contracts/catalog/reward';
import type { Transaction } from '@questline/postgres/database';

export interface NewCompletion {
  readonly user_id: string;
  readonly quest_id: string;
  readonly ordinal: number;
  readonly quest_version: number;
  readonly duplication_limit: number;
}

export const insertCompletions = async (
  tx: Transaction,
  completions: readonly NewCompletion[],
  now: Date,
): Promise<void> => {
  if (completions.length === 0) return;
  await tx.query({
    name: 'insert-completions',
    text: `
      insert into completions
        (user_id, quest_id, ordinal, quest_version, duplication_limit, completed_at)
      select user_id, quest_id, ordinal, quest_version, duplication_limit, $6
      from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::integer[], $5::integer[])
        as c (user_id, quest_id, ordinal, quest_version, duplication_limit)`,
    values: [
      completions.map(({ user_id }) => user_id),
      completions.map(({ quest_id }) => quest_id),
      completions.map(({ ordinal }) => ordinal),
      completions.map(({ quest_version }) => quest_version),
      completions.map(({ duplication_limit }) => duplication_limit),
      now,
    ],
  });
};

export interface NewGrant {
  readonly grant_id: string;
  readonly user_id: string;
  readonly quest_id: string;
  readonly ordinal: number;
  readonly lines: readonly RewardLine[];
  /** Null when the completion itself claimed it. */
  readonly claim_id: string | null;
}

export const insertGrants = async (
  tx: Transaction,
  grants: readonly NewGrant[],
  now: Date,
): Promise<void> => {
  if (grants.length === 0) return;
  await tx.query({
    name: 'insert-grants',
    text: `
      insert into grants (grant_id, user_id, quest_id, ordinal, lines, claim_id, granted_at)
      select grant_id, user_id, quest_id, ordinal, lines, claim_id, $7
      from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::integer[], $5::jsonb[], $6::uuid[])
        as g (grant_id, user_id, quest_id, ordinal, lines, claim_id)`,
    values: [
      grants.map(({ grant_id }) => grant_id),
      grants.map(({ user_id }) => user_id),
      grants.map(({ quest_id }) => quest_id),
      grants.map(({ ordinal }) => ordinal),
      grants.map(({ lines }) => JSON.stringify(lines)),
      grants.map(({ claim_id }) => claim_id),
      now,
    ],
  });
};

export interface ClaimableRow {
  readonly ordinal: number;
  readonly quest_version: number;
  readonly quest_name: string;
  readonly lines: RewardLine[];
}

/** The completions of a user's quest that are not paid, with what the version completed promised. */
export const selectClaimable = async (
  tx: Transaction,
  userId: string,
  questId: string,
): Promise<ClaimableRow[]> => {
  const { rows } = await tx.query<ClaimableRow>({
    name: 'select-claimable',
    text: `
      select c.ordinal, c.quest_version, v.name as quest_name, v.definition -> 'rewards' as lines
      from completions c
      join quest_versions v on v.quest_id = c.quest_id and v.version = c.quest_version
      left join grants g on g.user_id = c.user_id and g.quest_id = c.quest_id
        and g.ordinal = c.ordinal
      where c.user_id = $1 and c.quest_id = $2 and g.grant_id is null
      order by c.ordinal`,
    values: [userId, questId],
  });
  return rows;
};

export interface GrantRow {
  readonly grant_id: string;
  readonly quest_id: string;
  readonly quest_name: string;
  readonly ordinal: number;
  readonly lines: RewardLine[];
  readonly granted_at: Date;
}

/** What the latest claim of a quest granted, if nothing has moved the row since. */
export const selectLastClaim = async (
  tx: Transaction,
  userId: string,
  questId: string,
): Promise<GrantRow[]> => {
  const { rows } = await tx.query<GrantRow>({
    name: 'select-last-claim',
    text: `
      select g.grant_id, g.quest_id, v.name as quest_name, g.ordinal, g.lines, g.granted_at
      from user_quest_rewards p
      join grants g on g.user_id = p.user_id and g.quest_id = p.quest_id
        and g.claim_id = p.last_claim_id
      join completions c on c.user_id = g.user_id and c.quest_id = g.quest_id
        and c.ordinal = g.ordinal
      join quest_versions v on v.quest_id = c.quest_id and v.version = c.quest_version
      where p.user_id = $1 and p.quest_id = $2
      order by g.ordinal`,
    values: [userId, questId],
  });
  return rows;
};

/** Counts `claimed` completions of a row as paid; its status follows from the limit in force. */
export const updateClaimed = async (
  tx: Transaction,
  change: { user_id: string; quest_id: string; claimed: number; claim_id: string; now: Date },
): Promise<void> => {
  await tx.query({
    name: 'update-claimed',
    text: `
      update user_quest_rewards p set
        claimed = p.claimed + $3,
        last_claim_id = $4,
        updated_at = $5,
        status = case
          when p.duplication >= (
            select (definition #>> '{repeat,max}')::integer from quest_versions
            where quest_id = p.quest_id order by version desc limit 1
          ) then 2 else 0 end
      where p.user_id = $1 and p.quest_id = $2`,
    values: [change.user_id, change.quest_id, change.claimed, change.claim_id, change.now],
  });
};
