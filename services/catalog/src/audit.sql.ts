import { type AuditCount, countAudit } from '@questline/postgres/audit';
import type { Queryable } from '@questline/postgres/database';

/** Every quest's current version was published. */
export const auditCurrentVersions = (database: Queryable): Promise<AuditCount> =>
  countAudit(
    database,
    `select count(*) as checked, count(*) filter (where v.version is null) as violations
    from quests q
    left join quest_versions v on v.quest_id = q.id and v.version = q.current_version`,
  );

/** A quest's versions are numbered 1, 2, 3 … without a gap. */
export const auditVersionNumbers = (database: Queryable): Promise<AuditCount> =>
  countAudit(
    database,
    `select count(*) as checked, count(*) filter (where first <> 1 or last <> versions) as violations
    from (
      select min(version) as first, max(version) as last, count(*) as versions
      from quest_versions group by quest_id
    ) as numbers`,
  );
