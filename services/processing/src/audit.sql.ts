import { badgePrefix } from '@questline/contracts/catalog/reward';
import {
  processingSource,
  questCompleted,
  questStepReached,
} from '@questline/contracts/processing/events';
import { type AuditCount, countAudit } from '@questline/postgres/audit';
import type { Queryable } from '@questline/postgres/database';

type Audit = (database: Queryable) => Promise<AuditCount>;

/**
 * Each event under the identity that is its own, no identity twice; and of the months that are kept, an
 * event for each completion and the other way round.
 */
export const auditEvents: Audit = (database) =>
  countAudit(
    database,
    `
    with kept as (
      select min(received_at) as since from events
    ), told as (
      select user_id, data ->> 'quest_id' as quest_id, (data ->> 'ordinal')::integer as ordinal,
        coalesce((data ->> 'step')::integer, 0) as step
      from events
      where source = '${processingSource}' and type in ('${questCompleted}', '${questStepReached}')
    ), completed as (
      -- The hour is for clocks of services that run behind that of the database.
      select * from completions
      where completed_at > (select date_trunc('month', since at time zone 'UTC') at time zone 'UTC'
        + interval '1 hour' from kept)
    )
    select
      (select count(*) from events) as checked,
      (select count(*) - count(distinct identity) from events)
      + (
        select count(*) from events e left join event_identities i using (identity)
        where i.identity is null or e.identity <> event_identity(e.source, e.id)
      )
      + (
        select count(*) from told t
        left join completions c
          on c.user_id = t.user_id and c.quest_id::text = t.quest_id
          and c.ordinal = t.ordinal and c.step = t.step
        where c.user_id is null
      )
      + (
        select count(*) from completed c
        left join told t
          on c.user_id = t.user_id and c.quest_id::text = t.quest_id
          and c.ordinal = t.ordinal and c.step = t.step
        where t.user_id is null
      ) as violations`,
  );

/** Ordinals run from 1 without a gap, none past its limit, and the row counts them. */
export const auditCompletions: Audit = (database) =>
  countAudit(
    database,
    `
    with counted as (
      select user_id, quest_id,
        count(*) filter (where step = 0) as total,
        count(distinct ordinal) filter (where step = 0) as ordinals,
        min(ordinal) filter (where step = 0) as first,
        max(ordinal) filter (where step = 0) as last,
        bool_or(ordinal > duplication_limit) filter (where step = 0) as past,
        count(*) filter (where payment = 'claimable') as waiting
      from completions group by user_id, quest_id
    )
    select count(*) as checked,
      count(*) filter (
        where p.user_id is null
          or p.duplication <> coalesce(c.total, 0)
          or p.duplication <> (p.state ->> 'completions')::integer
          or p.waiting <> coalesce(c.waiting, 0)
          or c.total <> c.ordinals or c.first <> 1 or c.last <> c.total or coalesce(c.past, false)
      ) as violations
    from user_quest_rewards p full join counted c using (user_id, quest_id)`,
  );

/** A grant for each completion that was paid, one at most, and none for any other. */
export const auditGrantsOfCompletions: Audit = (database) =>
  countAudit(
    database,
    `
    select (select count(*) from grants) as checked,
      count(*) filter (where (g.grant_id is not null) <> (c.payment is not distinct from 'granted'))
        + (
          select count(*) - count(distinct (user_id, quest_id, ordinal, step)) from grants
        ) as violations
    from completions c full join grants g using (user_id, quest_id, ordinal, step)`,
  );

/**
 * No limit is used beyond its maximum, and no more is used of a limit on payments or a currency than
 * grants paid.
 */
export const auditLimits: Audit = (database) =>
  countAudit(
    database,
    `
    with used as (
      select quest_id, user_id, split_part(limit_key, '/', 1) as scope,
        split_part(limit_key, '/', 2) as measure, split_part(limit_key, '/', 3) as per,
        sum(used) as used, bool_or(used > max) as past
      from limit_uses group by 1, 2, 3, 4, 5
    ), paid as (
      select quest_id, user_id, currency, sum(amount) as amount from (
        select quest_id, user_id, 'completions' as currency, 1 as amount from grants
        union all
        select quest_id, user_id, line ->> 'currency', (line ->> 'amount')::bigint
        from grants cross join lateral jsonb_array_elements(lines) as line
        where jsonb_exists(line, 'currency')
      ) as lines group by 1, 2, 3
    )
    select count(*) as checked,
      count(*) filter (where u.past or u.used > coalesce((
        select sum(amount) from paid p
        where p.quest_id = u.quest_id and p.currency = u.measure
          and (u.scope = 'quest' or p.user_id = u.user_id)
      ), 0)) as violations
    from used u`,
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
          where c.user_id = n.user_id and c.quest_id = (n.data ->> 'quest_id')::uuid
            and c.ordinal = (n.data ->> 'ordinal')::integer
            and c.step = coalesce((n.data ->> 'step')::integer, 0))
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
    with told as (
      select user_id from events where type = 'NewUserSignIn' and source = 'questline/auth'
    )
    select (select count(*) from first_sign_ins) as checked,
      (select count(*) - count(distinct user_id) from told)
      + (select count(*) from told left join first_sign_ins f using (user_id) where f.user_id is null)
      as violations`,
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
        select coalesce(
            line ->> 'currency', line ->> 'item', '${badgePrefix}' || (line ->> 'badge')
          ) collate "C" as currency,
          coalesce(line ->> 'amount', line ->> 'quantity', '1')::bigint as amount
        from jsonb_array_elements(lines) as line
      ) as l
      group by grant_id, user_id, currency
      order by grant_id, currency`,
    values: [afterGrantId, limit],
  });
  return rows;
};
