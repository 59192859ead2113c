import { type AuditCount, countAudit } from '@questline/postgres/audit';
import type { Queryable } from '@questline/postgres/database';

/** Every quest and reward stands where its last change has led. */
export const auditCurrentVersions = (database: Queryable): Promise<AuditCount> =>
  countAudit(
    database,
    `select count(*) as checked,
      count(*) filter (where a.revision is distinct from h.last) as violations
    from aggregates a
    full join (
      select aggregate_id, max(revision) as last from history group by aggregate_id
    ) as h on h.aggregate_id = a.id`,
  );

/** Changes are numbered 1, 2, 3 … without a gap: of each quest and reward, and of the whole catalog. */
export const auditVersionNumbers = (database: Queryable): Promise<AuditCount> =>
  countAudit(
    database,
    `select sum(changes) as checked, count(*) filter (where first <> 1 or last <> changes) as violations
    from (
      select min(revision) as first, max(revision) as last, count(*) as changes
      from history group by aggregate_id
      union all
      select 1, position, (select count(*) from history) from history_end
    ) as numbers`,
  );
