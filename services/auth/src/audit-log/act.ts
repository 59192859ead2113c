import type { AuditActor, AuditEntry } from '@questline/contracts/auth/audit-log';
import type { SuperuserOrKey } from '@questline/http/api-key-check';
import type { Logger } from '@questline/telemetry/logger';

/** An act as it is stored. */
export interface Act extends Omit<AuditEntry, 'at'> {
  readonly at: Date;
}

/** What an act is about; what is left out is null. */
export interface ActOn
  extends Pick<AuditEntry, 'action' | 'object'>,
    Partial<Pick<AuditEntry, 'reason' | 'before' | 'after'>> {}

export const toAct = (
  { id, at, actor, address }: Pick<Act, 'id' | 'at' | 'actor' | 'address'>,
  { action, object, reason = null, before = null, after = null }: ActOn,
): Act => ({ id, at, actor, action, object, reason, address, before, after });

/** The name is looked up when the act is stored. */
export const actorOf = (caller: SuperuserOrKey): AuditActor =>
  caller.kind === 'user'
    ? { kind: 'account', id: caller.user_id, name: null }
    : { kind: 'key', id: caller.key_id, name: null };

/** One line for each act, once it has committed; names and values that were changed stay out of it. */
export const logAct = (
  logger: Pick<Logger, 'info'>,
  { id, actor, action, object, address }: Omit<Act, 'at'>,
): void => {
  const who = { kind: actor.kind, id: actor.id };
  logger.info({ audit_id: id, actor: who, action, object, address }, 'audit');
};
