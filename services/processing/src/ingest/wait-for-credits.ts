import { setTimeout as pause } from 'node:timers/promises';
import type { Queryable } from '@questline/postgres/database';
import { selectCreditedGrants } from '../notifications/notifications.sql.ts';

const firstPauseMs = 10;
const pauseMaxMs = 200;

/**
 * Waits until the wallet has told of every one of these grants, or until `waitMs` have passed; returns
 * those it has told of.
 */
export const waitForCredits = async (
  database: Queryable,
  grants: readonly { readonly user_id: string; readonly grant_id: string }[],
  waitMs: number,
): Promise<ReadonlySet<string>> => {
  if (grants.length === 0) return new Set();
  const deadline = performance.now() + waitMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, pauseMaxMs)) {
    const credited = await selectCreditedGrants(database, grants);
    const leftMs = deadline - performance.now();
    if (credited.size === grants.length || leftMs <= 0) return credited;
    await pause(Math.min(pauseMs, leftMs));
  }
};
