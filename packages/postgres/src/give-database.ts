import pg from 'pg';

/** A login that owns one database and everything in it, and may enter no other. */
export interface DatabaseOwner {
  readonly role: string;
  readonly password: string;
}

const connectionTimeoutMillis = 5_000;

/** Whatever a migration may have made; sequences of identity columns follow their table. */
const selectForeignObjects = `
  select format('alter %s %s owner to ', kind, name) as alteration
  from (
    select case c.relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view'
      else 'table' end as kind, c.oid::regclass::text as name, c.relowner as owner
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S')
      and not exists (
        select from pg_depend d
        where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i')
          and c.relkind = 'S'
      )
    union all
    select 'routine', p.oid::regprocedure::text, p.proowner
    from pg_proc p where p.pronamespace = 'public'::regnamespace
    union all
    select 'type', t.oid::regtype::text, t.typowner
    from pg_type t
    where t.typnamespace = 'public'::regnamespace and t.typtype in ('e', 'd') and t.typrelid = 0
  ) objects
  where owner <> (select oid from pg_roles where rolname = $1)`;

/**
 * Gives the database that `adminUrl` names, and everything in it, to a role of its own, which is created
 * or gets the password; no other role but superusers may connect. All in one transaction, and again
 * without effect.
 */
export const giveDatabase = async (
  adminUrl: string,
  { role, password }: DatabaseOwner,
): Promise<void> => {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis });
  await client.connect();
  const owner = client.escapeIdentifier(role);
  const database = client.escapeIdentifier(client.database ?? '');
  try {
    await client.query('begin');
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
    await client.query(
      `${rowCount === 0 ? 'create' : 'alter'} role ${owner} with login nosuperuser nocreatedb
        nocreaterole noreplication nobypassrls password ${client.escapeLiteral(password)}`,
    );
    await client.query(`alter database ${database} owner to ${owner}`);
    await client.query(`revoke all on database ${database} from public`);
    const { rows } = await client.query<{ alteration: string }>(selectForeignObjects, [role]);
    for (const { alteration } of rows) await client.query(alteration + owner);
    await client.query('commit');
  } finally {
    await client.end();
  }
};
