import type { Grant } from '@questline/contracts/processing/progress';
import type { ClaimableRow, GrantRow, NewGrant } from './claims.sql.ts';

/** What a claim comes to: new grants, the answer of the claim before, or nothing to claim. */
export type ClaimDecision =
  | { readonly kind: 'granted'; readonly grants: readonly NewGrant[]; readonly answer: Grant[] }
  | { readonly kind: 'repeated'; readonly answer: Grant[] }
  | { readonly kind: 'nothing-to-claim' };

/**
 * Claims every completion that waits. A claim with nothing waiting repeats the answer of the last
 * claim if nothing has moved the row since, so that a double click is harmless.
 */
export const decideClaim = (options: {
  user_id: string;
  quest_id: string;
  claimable: readonly ClaimableRow[];
  lastClaim: readonly GrantRow[];
  claim_id: string;
  now: Date;
  newId: () => string;
}): ClaimDecision => {
  const { user_id, quest_id, claimable, lastClaim, claim_id, now, newId } = options;
  if (claimable.length === 0) {
    if (lastClaim.length === 0) return { kind: 'nothing-to-claim' };
    const answer = lastClaim.map((row) => ({ ...row, granted_at: row.granted_at.toISOString() }));
    return { kind: 'repeated', answer };
  }
  const rows = claimable.map((row) => ({ ...row, grant_id: newId() }));
  return {
    kind: 'granted',
    grants: rows.map(({ grant_id, ordinal, lines }) => ({
      grant_id,
      user_id,
      quest_id,
      ordinal,
      lines,
      claim_id,
    })),
    answer: rows.map(({ grant_id, quest_name, ordinal, lines }) => ({
      grant_id,
      quest_id,
      quest_name,
      ordinal,
      lines,
      granted_at: now.toISOString(),
    })),
  };
};
