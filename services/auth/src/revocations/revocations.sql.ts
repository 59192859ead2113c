import {
  type Revocation,
  type RevocationPage,
  type RevocationQuery,
  revocationPageSize,
} from '@questline/contracts/auth/revocation';
import type { Queryable, Transaction } from '@questline/postgres/database';

interface RevocationRow {
  readonly id: number;
  readonly kind: string;
  readonly subject: string;
  readonly revoked_at: Date;
  readonly expires_at: Date;
}

const toRevocation = (row: RevocationRow): Revocation => ({
  kind: row.kind,
  subject: row.subject,
  revoked_at: row.revoked_at.toISOString(),
  expires_at: row.expires_at.toISOString(),
});

/**
 * Ends every session of a user: after a ban, a password change or the loss of a role triggers have done
 * so already. The revocations commit with the transaction.
 */
export const revokeUser = async (tx: Transaction, { user_id }: { user_id: string }) => {
  await tx.query({
    name: 'revoke-user',
    text: 'delete from sessions where user_id = $1',
    values: [user_id],
  });
};

/** Ends one session; one that ended before stays as it is. */
export const revokeSession = async (
  tx: Transaction,
  key: { user_id: string; session_id: string },
): Promise<void> => {
  await tx.query({
    name: 'revoke-session',
    text: 'delete from sessions where user_id = $1 and id = $2',
    values: [key.user_id, key.session_id],
  });
};

/** What this transaction has revoked, in whichever way. */
export const selectRevokedHere = async (tx: Transaction): Promise<Revocation[]> => {
  const { rows } = await tx.query<RevocationRow>({
    name: 'select-revoked-here',
    text: `
      select * from (
        select id, kind, subject, revoked_at, expires_at from revocations
        where transaction_id = pg_current_xact_id_if_assigned()
        offset 0
      ) as own
      order by id
      limit ${revocationPageSize}`,
  });
  return rows.map(toRevocation);
};

/**
 * A page of what was revoked since a cursor and could still matter. The cursor is the oldest transaction
 * that ran at the time: what committed before it was visible, the rest has a later id. A cursor from a
 * future that this server does not know, as after a restore, reads from the beginning.
 */
export const selectRevocations = async (
  database: Queryable,
  { since, after }: RevocationQuery,
): Promise<RevocationPage> => {
  const { rows } = await database.query<{ cursor: string } & (RevocationRow | { id: null })>({
    name: 'select-revocations',
    text: `
      select s.cursor, r.id, r.kind, r.subject, r.revoked_at, r.expires_at
      from (
        select
          pg_snapshot_xmin(snapshot)::text as cursor,
          case when $1::xid8 > pg_snapshot_xmax(snapshot) then '0'::xid8 else $1::xid8 end as since
        from pg_current_snapshot() as snapshot
      ) as s
      left join lateral (
        select id, kind, subject, revoked_at, expires_at from revocations
        where transaction_id >= s.since and id > $2 and expires_at > now()
        order by id
        limit ${revocationPageSize}
      ) as r on true
      order by r.id`,
    values: [since, after],
  });
  const found = rows.filter((row) => row.id !== null);
  const last = found.length === revocationPageSize ? found.at(-1) : undefined;
  return {
    data: found.map(toRevocation),
    more: last ? String(last.id) : null,
    cursor: rows[0]?.cursor ?? '0',
  };
};

/** Deletes up to `limit` revocations that cannot matter any more; returns how many. */
export const deleteExpiredRevocations = async (
  database: Queryable,
  limit: number,
): Promise<number> => {
  const { rowCount } = await database.query({
    name: 'delete-expired-revocations',
    text: `
      delete from revocations where id = any(array(
        select id from revocations where expires_at <= now() order by expires_at limit $1
        for update skip locked
      ))`,
    values: [limit],
  });
  return rowCount ?? 0;
};
