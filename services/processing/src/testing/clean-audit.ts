import type { Queryable } from '@questline/postgres/database';
import { expect } from 'vitest';
import {
  auditCompletions,
  auditEvents,
  auditFirstSignInEvents,
  auditGrantsOfCompletions,
  auditLimits,
  auditNotifications,
} from '../audit.sql.ts';

const audits = {
  auditEvents,
  auditCompletions,
  auditGrantsOfCompletions,
  auditLimits,
  auditNotifications,
  auditFirstSignInEvents,
};

/** Runs every audit of the processing database; none may find anything. */
export const expectCleanAudit = async (database: Queryable): Promise<void> => {
  const found: Record<string, number> = {};
  for (const [name, audit] of Object.entries(audits)) {
    const { violations } = await audit(database);
    if (violations > 0) found[name] = violations;
  }
  expect(found).toEqual({});
};
