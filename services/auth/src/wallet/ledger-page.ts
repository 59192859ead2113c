import type { ledgerEntry } from '@questline/contracts/auth/wallet';
import type { z } from 'zod';

/** A line of the ledger as the database tells it. */
export interface LedgerEntryRow {
  readonly id: number;
  readonly transaction_id: string;
  readonly kind: string;
  readonly currency: string;
  readonly amount: number;
  readonly balance_after: number;
  readonly cause: Record<string, unknown>;
  readonly created_at: Date;
}

interface LedgerPage {
  readonly data: z.infer<typeof ledgerEntry>[];
  readonly next_cursor: string | null;
}

/** A page of at most `limit` from up to `limit + 1` rows: the one too many tells that there is more. */
export const toLedgerPage = (rows: readonly LedgerEntryRow[], limit: number): LedgerPage => {
  const data = rows.slice(0, limit).map((row) => ({
    ...row,
    id: String(row.id),
    created_at: row.created_at.toISOString(),
  }));
  return { data, next_cursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
};
