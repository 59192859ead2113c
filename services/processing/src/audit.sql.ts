import { processingSource, questCompleted } from '@questline/contracts/processing/events';
import { type AuditCount, countAudit } from '@questline/postgres/audit';
import type { Queryable } from '@questline/postgres/database';

type Audit = (database: Queryable) => Promise<AuditCount>;

/** No identity twice, and a `QuestCompleted` for each completion and the other way round. */
export const auditEvents: Audit = (database) =>
  countAudit(
    database,
    `
    with completed as (
      select user_id, data ->> 'quest_id' as quest_id, (data ->> 'ordinal')::integer as ordinal
      from events where source = '${processingSource}' and type = '${questCompleted}'
    )
    select
      (select count(*) from events) as checked,
      (select count(*) - count(distinct (source, id)) from events)
      + (
        select count(*) from completed e
        full join completions c
          on c.user_id::text = e.user_id and c.quest_id::text = e.quest_id and c.ordinal = e.ordinal
        where c.user_id is null or e.user_id is null
      ) as violations`,
  );

/** Ordinals run from 1 without a gap, none past its limit, and the row counts them. */
export const auditCompletions: Audit = (database) =>
  countAudit(
    database,
    `
    with counted as (
      select user_id, quest_id, count(*) as total, count(distinct ordinal) as ordinals,
        min(ordinal) as first, max(ordinal) as last, bool_or(ordinal > duplication_limit) as past
      from completions group by user_id, quest_id
    )
    select count(*) as checked,
      count(*) filter (
        where p.user_id is null
          or p.duplication <> coalesce(c.total, 0)
          or c.total <> c.ordinals or c.first <> 1 or c.last <> c.total or c.past
      ) as violations
    from user_quest_rewards p full join counted c using (user_id, quest_id)`,
  );

/** A grant for at most one completion, which exists; the row counts what is paid. */
export const auditGrantsOfCompletions: Audit = (database) =>
  countAudit(
    database,
    `
    with paid as (
      select user_id, quest_id, count(*) as grants, count(distinct ordinal) as ordinals
      from grants group by user_id, quest_id
    )
    select (select count(*) from grants) as checked,
      count(*) filter (
        where p.user_id is null or p.claimed <> coalesce(g.grants, 0) or g.grants <> g.ordinals
      ) as violations
    from user_quest_rewards p full join paid g using (user_id, quest_id)`,
  );

/** What a user is told of is that user's: the completion, or the grant, exists and is theirs. */
export const auditNotifications: Audit = (database) =>
  countAudit(
    database,
    `
    select count(*) as checked,
      count(*) filter (where case kind
        when 'quest_completed' then not exists (
          select from completions c
          where c.user_id = n.user_id and c.quest_id::text = n.data ->> 'quest_id'
            and c.ordinal = (n.data ->> 'ordinal')::integer)
        when 'reward_granted' then not exists (
          select from grants g
          where g.grant_id = (n.data ->> 'grant_id')::uuid and g.user_id = n.user_id)
        when 'wallet_credited' then not exists (
          select from grants g
          where g.grant_id = (n.data ->> 'grant_id')::uuid and g.user_id = n.user_id)
        else not exists (select from user_quest_rewards p where p.user_id = n.user_id)
      end) as violations
    from notifications n`,
  );

export const auditFirstSignInEvents: Audit = (database) =>
  countAudit(
    database,
    `
    select count(*) as checked, count(*) - count(distinct user_id) as violations
    from events where type = 'NewUserSignIn' and source = 'questline/auth'`,
  );

export interface GrantLine {
  readonly grant_id: string;
  readonly user_id: string;
  readonly currency: string;
  readonly amount: number;
}

/**
 * What up to `limit` grants promise, in order of their ids, after `afterGrantId`; a grant that pays
 * several currencies or items has a row for each. Empty at the end.
 */
export const selectGrantLines = async (
  database: Queryable,
  afterGrantId: string | null,
  limit: number,
): Promise<GrantLine[]> => {
  const { rows } = await database.query<GrantLine>({
    name: 'select-grant-lines',
    text: `
      with page as (
        select grant_id, user_id, lines from grants
        where grant_id > coalesce($1::uuid, '00000000-0000-0000-0000-000000000000')
        order by grant_id
        limit $2
      )
      select grant_id, user_id, currency, sum(amount) as amount
      from page
      cross join lateral (
        select coalesce(line ->> 'currency', line ->> 'item') collate "C" as currency,
          coalesce(line ->> 'amount', line ->> 'quantity')::bigint as amount
        from jsonb_array_elements(lines) as line
      ) as l
      group by grant_id, user_id, currency
      order by grant_id, currency`,
    values: [afterGrantId, limit],
  });
  return rows;
};
