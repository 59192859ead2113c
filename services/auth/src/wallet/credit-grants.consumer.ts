import { authSource, walletCredited } from '@questline/contracts/auth/events';
import { currencies } from '@questline/contracts/catalog/reward';
import type { QuestlineEvent } from '@questline/contracts/event';
import { subscriptions } from '@questline/contracts/subscriptions';
import { accepted, rejected, type Subscription, type Verdict } from '@questline/messaging/bus';
import { toEvent } from '@questline/messaging/event';
import { insertOutboxEvents } from '@questline/messaging/outbox/outbox.sql';
import type { Transaction } from '@questline/postgres/database';
import type { AuthDependencies } from '../dependencies.ts';
import {
  addToBalances,
  insertMissingBalances,
  lockWallets,
  selectBalances,
} from './balances.sql.ts';
import {
  type Credited,
  insertGrantTransactions,
  insertLedgerEntries,
  selectGrantFingerprints,
} from './ledger.sql.ts';
import {
  decideGrants,
  type Grant,
  type GrantDecision,
  parseGrant,
  toBalancesPublic,
} from './wallet.ts';

const batchSizeMax = 200;

type Dependencies = Pick<AuthDependencies, 'database' | 'now' | 'newId'>;

/** Locks the wallets of the batch, then reads: what is read stays true until the commit. */
const loadState = async (tx: Transaction, grants: readonly Grant[]) => {
  const userIds = [...new Set(grants.map(({ user_id }) => user_id))];
  const wanted = grants.flatMap(({ user_id, credits }) =>
    [...currencies, ...credits.map(({ currency }) => currency)].map((currency) => ({
      user_id,
      currency,
    })),
  );
  const grantIds = grants.map(({ grant_id }) => grant_id);
  const [, , balances, fingerprints] = await Promise.all([
    insertMissingBalances(tx, wanted),
    lockWallets(tx, userIds),
    selectBalances(tx, userIds),
    selectGrantFingerprints(tx, grantIds),
  ]);
  return { balances, fingerprints };
};

const toWalletCredited = (credited: Credited, id: string, time: Date): QuestlineEvent =>
  toEvent({
    id,
    source: authSource,
    type: walletCredited,
    subject: credited.grant.user_id,
    time,
    data: {
      grant_id: credited.grant.grant_id,
      credits: credited.entries.map(({ currency, amount }) => ({ currency, amount })),
      balances: toBalancesPublic(credited.balances),
    },
    traceparent: credited.grant.traceparent,
  });

const creditGrants = async (
  { database, now, newId }: Dependencies,
  grants: readonly Grant[],
): Promise<GrantDecision[]> => {
  if (grants.length === 0) return [];
  return database.transaction(async (tx) => {
    const decisions = decideGrants(await loadState(tx, grants), grants);
    const credited: Credited[] = decisions
      .filter((decision) => decision.kind === 'credited')
      .map((decision) => ({
        ...decision,
        user_id: decision.grant.user_id,
        transaction_id: newId(),
      }));
    if (credited.length === 0) return decisions;
    const at = now();
    const credits = credited.flatMap(({ user_id, entries }) =>
      entries.map(({ currency, amount }) => ({ currency, amount, user_id })),
    );
    await Promise.all([
      insertGrantTransactions(tx, credited, at),
      insertLedgerEntries(tx, credited, at),
      addToBalances(tx, credits),
      insertOutboxEvents(
        tx,
        credited.map((each) => toWalletCredited(each, newId(), at)),
      ),
    ]);
    return decisions;
  });
};

const toVerdict = (decision: GrantDecision | undefined): Verdict =>
  decision?.kind === 'refused' ? rejected(decision.reason) : accepted;

/** Credits what quests granted, once for each grant, however often it is delivered. */
export const creditGrantsSubscription = (deps: Dependencies): Subscription => ({
  ...subscriptions['auth.wallet'],
  batchSizeMax,
  handle: async (events) => {
    const parsed = events.map(parseGrant);
    const grants = parsed.flatMap((each) => (each.kind === 'grant' ? [each.grant] : []));
    const decisions = (await creditGrants(deps, grants)).values();
    return parsed.map((each) =>
      each.kind === 'malformed' ? rejected(each.reason) : toVerdict(decisions.next().value),
    );
  },
});
