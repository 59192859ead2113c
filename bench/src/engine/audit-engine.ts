import type { Queryable } from '@questline/postgres/database';
import {
  auditCompletions,
  auditEvents,
  auditGrantsOfCompletions,
  auditLimits,
  auditNotifications,
} from '@questline/processing/audit';

const audits = {
  events: auditEvents,
  completions: auditCompletions,
  grants: auditGrantsOfCompletions,
  limits: auditLimits,
  notifications: auditNotifications,
};

/**
 * The part of `npm run audit` that is about processing alone, over each of these databases. Throws an
 * Error unless all is well.
 */
export const auditProcessing = async (databases: readonly Queryable[]): Promise<void> => {
  for (const database of databases) {
    for (const [name, audit] of Object.entries(audits)) {
      const { violations } = await audit(database);
      if (violations > 0) throw new Error(`audit of ${name}: ${violations} violations`);
    }
  }
  console.log('audit clean');
};
