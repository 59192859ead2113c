import type { RewardLine } from '@questline/contracts/catalog/reward';
import type { Grant } from '@questline/contracts/processing/progress';
import type { CompiledQuest } from '@questline/quest-language/compile-quest';
import type { Payment } from '../progress/progress.ts';
import type { CompletionKey, GrantRow, NewGrant, WaitingRow } from './claims.sql.ts';
import { retryAtOf, type Settlement } from './settle-payments.ts';

/** A payment that waits, with the version completed and what that version pays for it. */
export interface WaitingPayment {
  readonly row: WaitingRow;
  readonly quest: CompiledQuest;
  readonly lines: readonly RewardLine[];
}

/** What is to be done now about a payment that waits. */
export type NextStep = 'pay' | 'forfeit' | 'wait';

/**
 * A payment to be claimed is paid when the user asks for it in time; past its time it is forfeited or
 * paid by itself, as its quest says. A deferred one is tried again when it is due.
 */
export const nextStepOf = (
  { row, quest }: WaitingPayment,
  now: Date,
  isClaimed: boolean,
): NextStep => {
  const due = row.due_at !== null && row.due_at.getTime() <= now.getTime();
  if (row.payment === 'deferred') return due ? 'pay' : 'wait';
  if (!due) return isClaimed ? 'pay' : 'wait';
  return quest.quest.definition.claim?.on_expire === 'grant' ? 'pay' : 'forfeit';
};

interface PaymentChange extends CompletionKey {
  readonly payment: Payment;
  readonly due_at: Date | null;
}

/** What becomes of payments that waited, ready to be written. */
export interface PaymentsDecided {
  readonly changes: readonly PaymentChange[];
  readonly grants: readonly NewGrant[];
  /** The grants as the user is told of them, with the version completed. */
  readonly told: readonly {
    readonly user_id: string;
    readonly version: number;
    readonly grant: Grant;
  }[];
  /** By row, how many payments left the state `claimable`. */
  readonly taken: readonly { user_id: string; quest_id: string; count: number }[];
  /** Payments asked for that a limit has no room for now. */
  readonly limited: number;
}

const keyOf = ({ user_id, quest_id, ordinal, step }: CompletionKey): CompletionKey => ({
  user_id,
  quest_id,
  ordinal,
  step,
});

/** How a payment that a limit refused stands from now on; undefined where it simply goes on waiting. */
const refusedChange = (
  { row }: WaitingPayment,
  settlement: Exclude<Settlement, { kind: 'granted' }>,
  now: Date,
  isClaimed: boolean,
): PaymentChange | undefined => {
  // Asked for in vain it can be asked for again.
  if (isClaimed && row.payment === 'claimable') return undefined;
  if (settlement.kind === 'denied') return { ...keyOf(row), payment: 'denied', due_at: null };
  return { ...keyOf(row), payment: 'deferred', due_at: retryAtOf(settlement, now) };
};

/** `settlements` holds one for each payment whose next step is `pay`, in order. */
export const decidePayments = (options: {
  readonly waiting: readonly WaitingPayment[];
  readonly settlements: readonly Settlement[];
  readonly isClaimed: boolean;
  readonly claim_id: string | null;
  readonly now: Date;
  readonly newId: () => string;
}): PaymentsDecided => {
  const { waiting, isClaimed, claim_id, now, newId } = options;
  const settled = options.settlements.values();
  const changes: PaymentChange[] = [];
  const grants: NewGrant[] = [];
  const told: PaymentsDecided['told'][number][] = [];
  const taken = new Map<string, { user_id: string; quest_id: string; count: number }>();
  let limited = 0;

  const change = (payment: WaitingPayment, to: PaymentChange) => {
    changes.push(to);
    if (payment.row.payment !== 'claimable') return;
    const { user_id, quest_id } = payment.row;
    const key = `${quest_id}${user_id}`;
    const count = (taken.get(key)?.count ?? 0) + 1;
    taken.set(key, { user_id, quest_id, count });
  };
  const pay = (payment: WaitingPayment) => {
    const { row, quest, lines } = payment;
    const grant_id = newId();
    grants.push({ ...keyOf(row), grant_id, lines, claim_id });
    change(payment, { ...keyOf(row), payment: 'granted', due_at: null });
    const { user_id, ...rest } = keyOf(row);
    const { name: quest_name, version } = quest.quest;
    const granted_at = now.toISOString();
    told.push({
      user_id,
      version,
      grant: { grant_id, quest_name, ...rest, lines: [...lines], granted_at },
    });
  };

  for (const payment of waiting) {
    const next = nextStepOf(payment, now, isClaimed);
    if (next === 'forfeit') {
      change(payment, { ...keyOf(payment.row), payment: 'forfeited', due_at: null });
    }
    if (next !== 'pay') continue;
    const settlement = settled.next().value;
    if (settlement === undefined || settlement.kind === 'granted') {
      pay(payment);
      continue;
    }
    limited += 1;
    const refused = refusedChange(payment, settlement, now, isClaimed);
    if (refused) change(payment, refused);
  }
  return { changes, grants, told, taken: [...taken.values()], limited };
};

/** The answer of a claim before, for a claim that finds nothing more to pay. */
export const toGrant = ({ granted_at, ...row }: GrantRow): Grant => ({
  ...row,
  granted_at: granted_at.toISOString(),
});
