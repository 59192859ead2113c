import type { RewardLine } from '@questline/contracts/catalog/reward';
import {
  integerColumn,
  jsonColumn,
  smallintColumn,
  textColumn,
  timeColumn,
  uuidColumn,
} from '@questline/postgres/columns';
import type { Queryable, Transaction } from '@questline/postgres/database';
import { checkWritten } from '@questline/postgres/rows-moved';
import type { Payment } from '../progress/progress.ts';

/** A completion of a quest (step 0) or of one of its steps, by its key. */
export interface CompletionKey {
  readonly user_id: string;
  readonly quest_id: string;
  readonly ordinal: number;
  readonly step: number;
}

export interface NewCompletion extends CompletionKey {
  readonly quest_version: number;
  readonly duplication_limit: number;
  /** When the event that completed it happened. */
  readonly event_time: Date;
  readonly payment: Payment;
  /** When a claim ends or a deferred payment is tried again. */
  readonly due_at: Date | null;
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
        (user_id, quest_id, ordinal, step, quest_version, duplication_limit, payment, due_at,
         event_time, completed_at)
      select user_id, quest_id, ordinal, step, quest_version, duplication_limit, payment, due_at,
        event_time, $10
      from unnest($1::text[], $2::uuid[], $3::integer[], $4::smallint[], $5::integer[],
                  $6::integer[], $7::text[], $8::timestamptz[], $9::timestamptz[])
        as c (user_id, quest_id, ordinal, step, quest_version, duplication_limit, payment, due_at,
              event_time)`,
    values: [
      textColumn(completions.map(({ user_id }) => user_id)),
      uuidColumn(completions.map(({ quest_id }) => quest_id)),
      integerColumn(completions.map(({ ordinal }) => ordinal)),
      smallintColumn(completions.map(({ step }) => step)),
      integerColumn(completions.map(({ quest_version }) => quest_version)),
      integerColumn(completions.map(({ duplication_limit }) => duplication_limit)),
      textColumn(completions.map(({ payment }) => payment)),
      timeColumn(completions.map(({ due_at }) => due_at)),
      timeColumn(completions.map(({ event_time }) => event_time)),
      now,
    ],
  });
};

/** Says how payments of completions stand now. */
export const updatePayments = async (
  tx: Transaction,
  changes: readonly (CompletionKey & { payment: Payment; due_at: Date | null })[],
): Promise<void> => {
  if (changes.length === 0) return;
  const { rowCount } = await tx.query({
    name: 'update-payments',
    text: `
      update completions c set payment = n.payment, due_at = n.due_at
      from unnest($1::text[], $2::uuid[], $3::integer[], $4::smallint[], $5::text[],
                  $6::timestamptz[])
        as n (user_id, quest_id, ordinal, step, payment, due_at)
      cross join lateral (
        select ctid as at from completions
        where user_id = n.user_id and quest_id = n.quest_id
          and ordinal = n.ordinal and step = n.step
        limit 1
      ) as place
      where c.ctid = place.at`,
    values: [
      changes.map(({ user_id }) => user_id),
      changes.map(({ quest_id }) => quest_id),
      changes.map(({ ordinal }) => ordinal),
      changes.map(({ step }) => step),
      changes.map(({ payment }) => payment),
      changes.map(({ due_at }) => due_at),
    ],
  });
  checkWritten(rowCount, changes.length);
};

export interface NewGrant extends CompletionKey {
  readonly grant_id: string;
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
      insert into grants (grant_id, user_id, quest_id, ordinal, step, lines, claim_id, granted_at)
      select grant_id, user_id, quest_id, ordinal, step, lines, claim_id, $8
      from unnest($1::uuid[], $2::text[], $3::uuid[], $4::integer[], $5::smallint[], $6::jsonb[],
                  $7::uuid[])
        as g (grant_id, user_id, quest_id, ordinal, step, lines, claim_id)`,
    values: [
      uuidColumn(grants.map(({ grant_id }) => grant_id)),
      textColumn(grants.map(({ user_id }) => user_id)),
      uuidColumn(grants.map(({ quest_id }) => quest_id)),
      integerColumn(grants.map(({ ordinal }) => ordinal)),
      smallintColumn(grants.map(({ step }) => step)),
      jsonColumn(grants.map(({ lines }) => lines)),
      uuidColumn(grants.map(({ claim_id }) => claim_id)),
      now,
    ],
  });
};

/** A completion whose payment waits: to be claimed, or for room in a limit. */
export interface WaitingRow extends CompletionKey {
  readonly quest_version: number;
  readonly payment: 'claimable' | 'deferred';
  readonly due_at: Date | null;
  /** When the event that completed it happened; of what an earlier release stored, when it was stored. */
  readonly event_time: Date;
}

/** What a user can claim in a quest, oldest first. */
export const selectClaimable = async (
  tx: Transaction,
  userId: string,
  questId: string,
): Promise<WaitingRow[]> => {
  const { rows } = await tx.query<WaitingRow>({
    name: 'select-claimable',
    text: `
      select user_id, quest_id, ordinal, step, quest_version, payment, due_at,
        coalesce(event_time, completed_at) as event_time
      from completions
      where user_id = $1 and quest_id = $2 and payment = 'claimable'
      order by completed_at, ordinal, step = 0, step`,
    values: [userId, questId],
  });
  return rows;
};

/** Those of the completions whose payment still waits and is due; the users are locked. */
export const selectDueOf = async (
  tx: Transaction,
  userIds: readonly string[],
  now: Date,
): Promise<WaitingRow[]> => {
  const { rows } = await tx.query<WaitingRow>({
    name: 'select-due-of-users',
    text: `
      select user_id, quest_id, ordinal, step, quest_version, payment, due_at,
        coalesce(event_time, completed_at) as event_time
      from completions
      where due_at <= $2 and user_id = any($1)
      order by due_at, user_id, quest_id, ordinal, step
      limit 1000`,
    values: [userIds, now],
  });
  return rows;
};

/** Users of whom something is due, at most `limit`. */
export const selectUsersDue = async (
  tx: Transaction,
  now: Date,
  limit: number,
): Promise<string[]> => {
  const { rows } = await tx.query<{ user_id: string }>({
    name: 'select-users-due',
    early: true,
    text: `
      select distinct user_id from (
        select user_id from completions where due_at <= $1 order by due_at limit $2
      ) as due`,
    values: [now, limit],
  });
  return rows.map(({ user_id }) => user_id);
};

/** How long the payment that is due the longest has waited, in seconds; 0 when none is due. */
export const selectDueAge = async (database: Queryable): Promise<number> => {
  const { rows } = await database.query<{ age: number }>({
    name: 'select-due-age',
    text: `
      select extract(epoch from now() - due_at)::double precision as age
      from completions where due_at <= now() order by due_at limit 1`,
  });
  return rows[0]?.age ?? 0;
};

export interface GrantRow {
  readonly grant_id: string;
  readonly quest_id: string;
  readonly quest_name: string;
  readonly ordinal: number;
  readonly step: number;
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
      select g.grant_id, g.quest_id, v.name as quest_name, g.ordinal, g.step, g.lines, g.granted_at
      from user_quest_rewards p
      join grants g on g.user_id = p.user_id and g.quest_id = p.quest_id
        and g.claim_id = p.last_claim_id
      join completions c on c.user_id = g.user_id and c.quest_id = g.quest_id
        and c.ordinal = g.ordinal and c.step = g.step
      join quest_versions v on v.quest_id = c.quest_id and v.version = c.quest_version
      where p.user_id = $1 and p.quest_id = $2
      order by g.ordinal, g.step = 0, g.step`,
    values: [userId, questId],
  });
  return rows;
};

/**
 * Takes `count` payments off those that wait in each row; `claim_id` is the claim that took them, if
 * one did. A row with none left is finished once its version's limit is reached.
 */
export const updateWaiting = async (
  tx: Transaction,
  changes: readonly { user_id: string; quest_id: string; count: number }[],
  claim: { claim_id: string | null; now: Date },
): Promise<void> => {
  if (changes.length === 0) return;
  const { rowCount } = await tx.query({
    name: 'update-waiting',
    text: `
      update user_quest_rewards p set
        waiting = p.waiting - n.count,
        last_claim_id = $4,
        updated_at = $5,
        status = case
          when p.waiting > n.count then 1
          when p.duplication >= (
            select case v.definition #>> '{repeat,policy}'
              when 'once' then 1 else (v.definition #>> '{repeat,max}')::integer end
            from quest_versions v
            where v.quest_id = p.quest_id and v.version = p.quest_version
          ) then 2 else 0 end
      from unnest($1::text[], $2::uuid[], $3::integer[]) as n (user_id, quest_id, count)
      cross join lateral (
        select ctid as at from user_quest_rewards
        where user_id = n.user_id and quest_id = n.quest_id
        limit 1
      ) as place
      where p.ctid = place.at`,
    values: [
      changes.map(({ user_id }) => user_id),
      changes.map(({ quest_id }) => quest_id),
      changes.map(({ count }) => count),
      claim.claim_id,
      claim.now,
    ],
  });
  checkWritten(rowCount, changes.length);
};
