import {
  auditBalances,
  auditFirstSignIns,
  auditGrants,
  auditRunningBalances,
  selectCreditedGrants,
} from '@questline/auth/audit';
import { auditCurrentVersions, auditVersionNumbers } from '@questline/catalog/audit';
import { auditViews } from '@questline/catalog/audit-views';
import type { AuditCount } from '@questline/postgres/audit';
import type { Queryable } from '@questline/postgres/database';
import {
  auditCompletions,
  auditEvents,
  auditFirstSignInEvents,
  auditGrantsOfCompletions,
  auditLimits,
  auditNotifications,
  selectGrantLines,
} from '@questline/processing/audit';
import { compareGrants } from './compare-grants.ts';
import type { DatabaseName } from './databases.ts';

export interface AuditLine {
  readonly name: string;
  readonly checked: number;
  readonly violations: number;
  /** What is on its way rather than wrong, if anything. */
  readonly note: string | undefined;
}

type Databases = Record<DatabaseName, Queryable>;

const pageSize = 5_000;

const add = (...counts: readonly AuditCount[]) => ({
  checked: counts.reduce((sum, { checked }) => sum + checked, 0),
  violations: counts.reduce((sum, { violations }) => sum + violations, 0),
  note: undefined,
});

const auditGrantsAcross = async ({ auth, processing }: Databases) => {
  // The wallet first: a grant made meanwhile is then uncredited for now, and not one out of nowhere.
  const wallet = await auditGrants(auth);
  const completions = await auditGrantsOfCompletions(processing);
  const { checked, uncredited, wrong } = await compareGrants(
    (after) => selectGrantLines(processing, after, pageSize),
    (after) => selectCreditedGrants(auth, after, pageSize),
  );
  return {
    checked,
    violations: wallet.violations + completions.violations + wrong,
    note: uncredited > 0 ? `${uncredited} granted and not yet credited` : undefined,
  };
};

/** The invariants of ARCHITECTURE.md, one line each, checked by reading every row there is. */
export const auditAll = async (databases: Databases): Promise<AuditLine[]> => {
  const { auth, catalog, catalog_views, processing } = databases;
  return [
    {
      name: '1 an event is stored once, with everything it causes',
      ...add(await auditEvents(processing)),
    },
    {
      name: '2 completions stay within the limit, each with its ordinal',
      ...add(await auditCompletions(processing)),
    },
    {
      name: '2 limits are never exceeded, nor counted without a grant',
      ...add(await auditLimits(processing)),
    },
    {
      name: '3 a completion yields one grant, a grant one credit',
      ...(await auditGrantsAcross(databases)),
    },
    {
      name: '4 the ledger sums to zero, balances to their entries',
      ...add(await auditBalances(auth), await auditRunningBalances(auth)),
    },
    {
      name: '5 users are told only what is theirs',
      ...add(await auditNotifications(processing)),
    },
    {
      name: '6 a user has one first sign-in',
      ...add(await auditFirstSignInEvents(processing), await auditFirstSignIns(auth)),
    },
    {
      name: 'quests and rewards stand where their changes lead, none of which is missing',
      ...add(await auditCurrentVersions(catalog), await auditVersionNumbers(catalog)),
    },
    {
      name: 'the views show what was decided',
      ...add(await auditViews(catalog, catalog_views)),
    },
  ];
};
