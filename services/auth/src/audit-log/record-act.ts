import type { AuditActor } from '@questline/contracts/auth/audit-log';
import { callerOf } from '@questline/http/caller';
import type { Transaction } from '@questline/postgres/database';
import type { FastifyRequest } from 'fastify';
import type { AuthDependencies } from '../dependencies.ts';
import { type ActOn, logAct, toAct } from './act.ts';
import { insertActs } from './audit-log.sql.ts';

/** Whose act it is, and where it came from. */
export interface ActBy {
  readonly request: Pick<FastifyRequest, 'ip' | 'log'>;
  readonly actor: AuditActor;
}

/** A request of an account, on a route that checks its caller. */
export const byAccount = (request: FastifyRequest): ActBy => ({
  request,
  actor: { kind: 'account', id: callerOf(request).user_id, name: null },
});

/**
 * Stores an act in the transaction that does it. The returned function logs it, for after the commit.
 */
export const recordAct = async (
  tx: Transaction,
  { now, newId }: Pick<AuthDependencies, 'now' | 'newId'>,
  { request, actor }: ActBy,
  on: ActOn,
): Promise<() => void> => {
  const act = toAct({ id: newId(), at: now(), actor, address: request.ip }, on);
  await insertActs(tx, [act]);
  return () => logAct(request.log, act);
};
