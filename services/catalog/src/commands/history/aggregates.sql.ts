import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import type { Queryable, Transaction } from '@questline/postgres/database';
import { type ChainedQuest, completionTypes } from '@questline/quest-language/check-chains';
import type { Change } from '../../changes/change.ts';

type Kind = Change['aggregate'];

/** Where a quest or a reward stands, and what of it others must not have or may look up. */
export interface Aggregate {
  readonly id: string;
  readonly aggregate: Kind;
  readonly revision: number;
  /** Null once it is gone. */
  readonly name: string | null;
  /** What a published quest demands of others; null for drafts and rewards. */
  readonly unlock: QuestDefinition['unlock'] | Record<never, never> | null;
}

/** Locks it against other commands; false where there never was one. */
export const selectAggregateForUpdate = async (
  tx: Transaction,
  aggregate: Kind,
  id: string,
): Promise<boolean> => {
  const { rowCount } = await tx.query({
    name: 'select-aggregate-for-update',
    text: 'select from aggregates where aggregate = $1 and id = $2 for update',
    values: [aggregate, id],
  });
  return rowCount === 1;
};

/** Keeps it as it is until this transaction has ended; false where there never was one. */
export const selectAggregateForShare = async (
  tx: Transaction,
  aggregate: Kind,
  id: string,
): Promise<boolean> => {
  const { rowCount } = await tx.query({
    name: 'select-aggregate-for-share',
    text: 'select from aggregates where aggregate = $1 and id = $2 for share',
    values: [aggregate, id],
  });
  return rowCount === 1;
};

/** The id of the one that has a name, whatever its case. */
export const selectAggregateId = async (
  tx: Queryable,
  aggregate: Kind,
  name: string,
): Promise<string | undefined> => {
  const { rows } = await tx.query<{ id: string }>({
    name: 'select-aggregate-id',
    text: `
      select id from aggregates
      where aggregate = $1 and lower(name collate "pg_c_utf8") = lower($2 collate "pg_c_utf8")`,
    values: [aggregate, name],
  });
  return rows[0]?.id;
};

/** The constraint's error says that the name is taken, also by who commits meanwhile. */
export const isNameTaken = (error: unknown): boolean =>
  (error as { constraint?: string }).constraint === 'aggregates_name';

/** Notes where it stands now. Fails as `isNameTaken` tells when another one has the name. */
export const upsertAggregate = async (tx: Transaction, row: Aggregate): Promise<void> => {
  await tx.query({
    name: 'upsert-aggregate',
    text: `
      insert into aggregates (id, aggregate, revision, name, unlock)
      values ($1, $2, $3, $4, $5)
      on conflict (id) do update set
        revision = excluded.revision, name = excluded.name, unlock = excluded.unlock`,
    values: [
      row.id,
      row.aggregate,
      row.revision,
      row.name,
      row.unlock === null ? null : JSON.stringify(row.unlock),
    ],
  });
};

const demandsLockKey = 7_305_816_202_613;

/**
 * What every quest that was published demands of others, but one quest. It stays so until this
 * transaction has ended: two quests that come to unlock each other at once would both be let through.
 */
export const selectUnlocks = async (
  tx: Transaction,
  exceptId: string,
): Promise<Map<string, Pick<QuestDefinition, 'unlock'>>> => {
  await tx.query({ text: 'select pg_advisory_xact_lock($1)', values: [demandsLockKey] });
  const { rows } = await tx.query<{ id: string; unlock: QuestDefinition['unlock'] }>({
    name: 'select-unlocks',
    text: 'select id, unlock from aggregates where unlock is not null and id <> $1',
    values: [exceptId],
  });
  return new Map(rows.map(({ id, unlock }) => [id, { unlock }]));
};

/**
 * Every quest that was published, is not archived and counts completions of quests, but one quest. It stays
 * so until this transaction has ended, as with unlocks.
 */
export const selectChained = async (
  tx: Transaction,
  exceptId: string,
): Promise<Map<string, ChainedQuest>> => {
  await tx.query({ text: 'select pg_advisory_xact_lock($1)', values: [demandsLockKey] });
  const { rows } = await tx.query<ChainedQuest & { id: string }>({
    name: 'select-chained',
    text: `
      select a.id, a.name, published.definition
      from aggregates a
      cross join lateral (
        select data -> 'definition' as definition from history
        where aggregate_id = a.id and type = 'QuestPublished'
        order by revision desc limit 1
      ) as published
      where a.unlock is not null and a.id <> $1
        and jsonb_path_query_array(
          published.definition, '$.objectives.any_of[*].all_of[*].event[*]') ?| $2
        and not exists (
          select from history where aggregate_id = a.id and type = 'QuestArchived')`,
    values: [exceptId, completionTypes],
  });
  return new Map(rows.map(({ id, ...quest }) => [id, quest]));
};

/**
 * Ids of quests that were published, oldest first, after one id: a quest made while somebody pages
 * comes last and is not missed.
 */
export const selectPublishedAfter = async (
  database: Queryable,
  after: string | undefined,
  limit: number,
): Promise<string[]> => {
  const { rows } = await database.query<{ id: string }>({
    name: 'select-published-after',
    text: `
      select id from aggregates
      where unlock is not null and ($1::uuid is null or id > $1) order by id limit $2`,
    values: [after ?? null, limit],
  });
  return rows.map(({ id }) => id);
};
