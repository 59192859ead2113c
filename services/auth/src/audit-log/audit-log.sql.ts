import type { AuditEntry, AuditLogQuery } from '@questline/contracts/auth/audit-log';
import { jsonColumn } from '@questline/postgres/columns';
import type { Queryable, Transaction } from '@questline/postgres/database';
import type { Act } from './act.ts';

const toRow = ({ actor, object, at, ...act }: Act) => ({
  ...act,
  at: at.toISOString(),
  actor_kind: actor.kind,
  actor_id: actor.id,
  actor_name: actor.name,
  object_kind: object.kind,
  object_id: object.id,
});

/**
 * Appends acts, each with the name that its actor has now unless it brings one. One that is stored
 * already is left as it is. Returns the ids of those that are new.
 */
export const insertActs = async (
  tx: Transaction,
  acts: readonly Act[],
): Promise<readonly string[]> => {
  if (acts.length === 0) return [];
  const { rows } = await tx.query<{ id: string }>({
    name: 'insert-acts',
    text: `
      insert into audit_log (id, at, actor_kind, actor_id, actor_name, action, object_kind, object_id,
        reason, address, before, after)
      select a.id, a.at, a.actor_kind, a.actor_id,
        coalesce(
          a.actor_name,
          case a.actor_kind
            when 'account' then (select user_name from users u where u.id = i.actor_id)
            when 'key' then (select name from api_keys k where k.id = i.actor_id)
          end
        ),
        a.action, a.object_kind, a.object_id, a.reason, a.address, a.before, a.after
      from unnest($1::jsonb[]) with ordinality as t (act, position),
        jsonb_to_record(t.act) as a (id uuid, at timestamptz, actor_kind text, actor_id text,
          actor_name text, action text, object_kind text, object_id text, reason text, address text,
          before jsonb, after jsonb),
        lateral (
          select case when a.actor_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
            then a.actor_id::uuid end as actor_id
        ) as i
      order by t.position
      on conflict (id) do nothing
      returning id`,
    values: [jsonColumn(acts.map(toRow))],
  });
  return rows.map(({ id }) => id);
};

type Row = Omit<AuditEntry, 'actor' | 'object' | 'at'> & {
  readonly sequence: number;
  readonly at: Date;
  readonly actor_kind: AuditEntry['actor']['kind'];
  readonly actor_id: string | null;
  readonly actor_name: string | null;
  readonly object_kind: string;
  readonly object_id: string | null;
};

const toEntry = (row: Row): AuditEntry => ({
  id: row.id,
  at: row.at.toISOString(),
  actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
  action: row.action,
  object: { kind: row.object_kind, id: row.object_id },
  reason: row.reason,
  address: row.address,
  before: row.before,
  after: row.after,
});

/** A page of the log, newest first. */
export const selectAuditLog = async (
  database: Queryable,
  { cursor, limit, actor_id, object_id, action }: AuditLogQuery,
): Promise<{ data: AuditEntry[]; next_cursor: string | null }> => {
  const { rows } = await database.query<Row>({
    text: `
      select * from audit_log
      where sequence < coalesce($1, 9223372036854775807)
        and ($2::text is null or actor_id = $2)
        and ($3::text is null or object_id = $3)
        and ($4::text is null or action = $4)
      order by sequence desc
      limit $5`,
    values: [cursor ?? null, actor_id ?? null, object_id ?? null, action ?? null, limit + 1],
  });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { data: page.map(toEntry), next_cursor: last ? String(last.sequence) : null };
};
