import { createHash } from 'node:crypto';
import { badgePrefix, currencies, type RewardLine } from '@questline/contracts/catalog/reward';
import type { QuestlineEvent } from '@questline/contracts/event';
import {
  processingSource,
  type RewardGrantedData,
  rewardGrantedData,
} from '@questline/contracts/processing/events';
import { isStorableText } from '@questline/contracts/storable-text';
import { userId } from '@questline/contracts/user-id';
import { validTraceparent } from '@questline/telemetry/traceparent';
import { z } from 'zod';

export interface Credit {
  readonly currency: string;
  readonly amount: number;
}

/** One payment to make: `fingerprint` is a digest of all of it, by which a replay is recognised. */
export interface Grant {
  readonly grant_id: string;
  readonly user_id: string;
  readonly credits: readonly Credit[];
  readonly cause: RewardGrantedData['cause'];
  readonly fingerprint: string;
  /** Of the trace that led to it; no part of the payload. */
  readonly traceparent?: string | undefined;
}

export type ParsedGrant =
  | { readonly kind: 'grant'; readonly grant: Grant }
  | { readonly kind: 'malformed'; readonly reason: string };

const malformed = (reason: string): ParsedGrant => ({ kind: 'malformed', reason });

/** An item is kept in the wallet as a currency of its own name, a badge as one of such an item. */
const toCredit = (line: RewardLine): Credit => {
  if ('currency' in line) return line;
  return 'item' in line
    ? { currency: line.item, amount: line.quantity }
    : { currency: `${badgePrefix}${line.badge}`, amount: 1 };
};

const toFingerprint = (grant: Pick<Grant, 'user_id' | 'credits' | 'cause'>): string => {
  const { quest_id, quest_name, version, ordinal, step } = grant.cause;
  const payload = [
    grant.user_id,
    grant.credits.map(({ currency, amount }) => [currency, amount]),
    // Without a step nothing of it is told: digests stay what they were before steps came.
    [quest_id, quest_name, version, ordinal, ...(step === 0 ? [] : [step])],
  ];
  return createHash('sha256').update(JSON.stringify(payload)).digest('base64url');
};

/** Reads a `RewardGranted`; its id is lower-cased, as the database gives it back. */
export const parseGrant = (event: QuestlineEvent): ParsedGrant => {
  if (event.source !== processingSource) return malformed(`source is not ${processingSource}`);
  const user = userId.safeParse(event.subject);
  if (!user.success || !isStorableText(user.data)) return malformed('subject is not a user id');
  const data = rewardGrantedData.safeParse(event.data);
  if (!data.success) return malformed(`data: ${z.prettifyError(data.error)}`.slice(0, 500));
  const { grant_id, lines, cause } = data.data;
  const user_id = user.data;
  const credits = lines.map(toCredit);
  const texts = [cause.quest_name, ...credits.map(({ currency }) => currency)];
  if (!texts.every(isStorableText)) return malformed('data holds text that cannot be stored');
  const fingerprint = toFingerprint({ user_id, credits, cause });
  return {
    kind: 'grant',
    grant: {
      grant_id: grant_id.toLowerCase(),
      user_id,
      credits,
      cause,
      fingerprint,
      traceparent: validTraceparent(event.traceparent),
    },
  };
};

export type Balances = ReadonlyMap<string, number>;

/** What the wallet holds before a batch: balances by user, fingerprints of grants credited before. */
export interface WalletState {
  readonly balances: ReadonlyMap<string, Balances>;
  readonly fingerprints: ReadonlyMap<string, string>;
}

export interface UserEntry extends Credit {
  readonly line: number;
  readonly balance_after: number;
}

export type GrantDecision =
  | {
      readonly kind: 'credited';
      readonly grant: Grant;
      readonly entries: readonly UserEntry[];
      /** Badges that it names and the user holds already: they have no entry. */
      readonly held: readonly string[];
      readonly balances: Balances;
    }
  | { readonly kind: 'replayed' }
  | { readonly kind: 'refused'; readonly reason: string };

/** Whether it is kept for a badge, which a user holds once. */
export const isBadge = (currency: string): boolean => currency.startsWith(badgePrefix);

const decideGrant = (
  before: Balances,
  knownFingerprint: string | undefined,
  grant: Grant,
): GrantDecision => {
  if (knownFingerprint === grant.fingerprint) return { kind: 'replayed' };
  if (knownFingerprint !== undefined) {
    return { kind: 'refused', reason: 'the grant was credited with another payload' };
  }
  const balances = new Map(before);
  const entries: UserEntry[] = [];
  const held: string[] = [];
  for (const [index, { currency, amount: granted }] of grant.credits.entries()) {
    const balance = balances.get(currency) ?? 0;
    const amount = isBadge(currency) ? Math.min(granted, 1 - balance) : granted;
    if (amount <= 0) {
      held.push(currency);
      continue;
    }
    const balanceAfter = balance + amount;
    if (!Number.isSafeInteger(balanceAfter)) {
      return { kind: 'refused', reason: `the balance of ${currency} would be too large` };
    }
    balances.set(currency, balanceAfter);
    entries.push({ line: index + 1, currency, amount, balance_after: balanceAfter });
  }
  return { kind: 'credited', grant, entries, held, balances };
};

/** Decides a batch in order, each grant on what those before it left; a duplicate is a replay. */
export const decideGrants = (state: WalletState, grants: readonly Grant[]): GrantDecision[] => {
  const balances = new Map(state.balances);
  const fingerprints = new Map(state.fingerprints);
  return grants.map((grant) => {
    const before = balances.get(grant.user_id) ?? new Map();
    const decision = decideGrant(before, fingerprints.get(grant.grant_id), grant);
    if (decision.kind === 'credited') {
      balances.set(grant.user_id, decision.balances);
      fingerprints.set(grant.grant_id, grant.fingerprint);
    }
    return decision;
  });
};

/**
 * Balances as clients see them: the two currencies are there even when empty, and a badge that an earlier
 * release credited more than once is one.
 */
export const toBalancesPublic = (balances: Balances): Record<string, number> =>
  Object.fromEntries([
    ...currencies.map((currency) => [currency, 0] as const),
    ...[...balances].map(
      ([currency, balance]) =>
        [currency, isBadge(currency) ? Math.min(balance, 1) : balance] as const,
    ),
  ]);
