/** How long the token before the newest may still refresh: parallel tabs, a repeat after a lost answer. */
export const rotationGraceMs = 30_000;

export interface Session {
  readonly user_id: string;
  readonly id: string;
  /** `jti` of the newest access token. */
  readonly token_id: string;
  readonly previous_token_id: string | null;
  readonly rotated_at: Date | null;
  readonly created_at: Date;
  readonly expires_at: Date;
  /**
   * By when the last of its access tokens has ended, those of the grace after a rotation too; null where
   * an earlier release issued one.
   */
  readonly tokens_expire_at: Date | null;
}

/** When an access token of the session made now ends: never later than the session. */
export const tokenExpiry = (
  session: Pick<Session, 'expires_at'>,
  now: Date,
  ttlSeconds: number,
): Date => new Date(Math.min(now.getTime() + ttlSeconds * 1_000, session.expires_at.getTime()));

const tokensExpiry = (session: Pick<Session, 'expires_at'>, now: Date, ttlSeconds: number): Date =>
  tokenExpiry(session, new Date(now.getTime() + rotationGraceMs), ttlSeconds);

export const openSession = (given: {
  user_id: string;
  id: string;
  token_id: string;
  now: Date;
  ttlSeconds: number;
  tokenTtlSeconds: number;
}): Session => {
  const expires_at = new Date(given.now.getTime() + given.ttlSeconds * 1_000);
  return {
    user_id: given.user_id,
    id: given.id,
    token_id: given.token_id,
    previous_token_id: null,
    rotated_at: null,
    created_at: given.now,
    expires_at,
    tokens_expire_at: tokensExpiry({ expires_at }, given.now, given.tokenTtlSeconds),
  };
};

export type RefreshDecision =
  | { readonly kind: 'rotated'; readonly session: Session }
  /** Another tab has just rotated: this one gets the same newest token id. */
  | { readonly kind: 'joined'; readonly session: Session }
  /** A token older than that is in use twice: one of the two holders stole it. */
  | { readonly kind: 'reused' }
  | { readonly kind: 'over' };

/** Decides a refresh with the access token `tokenId` of a session read under its row lock. */
export const decideRefresh = (
  session: Session | undefined,
  given: { token_id: string; new_token_id: string; now: Date; tokenTtlSeconds: number },
): RefreshDecision => {
  if (session === undefined || session.expires_at <= given.now) return { kind: 'over' };
  if (given.token_id === session.token_id) {
    return {
      kind: 'rotated',
      session: {
        ...session,
        token_id: given.new_token_id,
        previous_token_id: session.token_id,
        rotated_at: given.now,
        tokens_expire_at: tokensExpiry(session, given.now, given.tokenTtlSeconds),
      },
    };
  }
  const sinceRotationMs = given.now.getTime() - (session.rotated_at?.getTime() ?? 0);
  const joins = given.token_id === session.previous_token_id && sinceRotationMs <= rotationGraceMs;
  return joins ? { kind: 'joined', session } : { kind: 'reused' };
};

export const secondsUntil = (time: Date, now: Date): number =>
  Math.max(0, Math.floor((time.getTime() - now.getTime()) / 1_000));
