import type { Queryable } from '@questline/postgres/database';
import {
  auditCompletions,
  auditEvents,
  auditGrantsOfCompletions,
  auditLimits,
  auditNotifications,
} from '@questline/processing/audit';

/** The part of `npm run audit` that is about processing alone. Throws an Error unless all is well. */
export const auditProcessing = async (database: Queryable): Promise<void> => {
  const audits = {
    events: auditEvents,
    completions: auditCompletions,
    grants: auditGrantsOfCompletions,
    limits: auditLimits,
    notifications: auditNotifications,
  };
  for (const [name, audit] of Object.entries(audits)) {
    const { violations } = await audit(database);
    if (violations > 0) throw new Error(`audit of ${name}: ${violations} violations`);
  }
};
