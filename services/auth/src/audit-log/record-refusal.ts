import type { Attempt } from '../attempts/attempt.ts';
import type { AuthDependencies } from '../dependencies.ts';
import { toAct } from './act.ts';
import { insertActs } from './audit-log.sql.ts';
import { createRefusalBudget } from './refusal-budget.ts';

/**
 * Records refused attempts within the budget of the process. What was typed as a name stays out: it may be
 * a password.
 */
export const createRefusalRecord = ({
  database,
  now,
  newId,
}: Pick<AuthDependencies, 'database' | 'now' | 'newId'>) => {
  const budget = createRefusalBudget(now);
  return async ({ kind, address }: Attempt, details: { user_id?: string | undefined }) => {
    const unrecorded = budget.take();
    if (unrecorded === undefined) return;
    const id = details.user_id ?? null;
    const actor = { kind: 'account', id, name: null } as const;
    const act = toAct(
      { id: newId(), at: now(), actor, address },
      {
        action: `${kind}.refused`,
        object: { kind: 'account', id },
        after: unrecorded === 0 ? null : { unrecorded_before: unrecorded },
      },
    );
    await database.transaction((tx) => insertActs(tx, [act]));
  };
};
