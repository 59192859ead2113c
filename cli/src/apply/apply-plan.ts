import type { Answer, CatalogClient } from '../catalog/client.ts';
import { revisionOf } from '../catalog/read-catalog.ts';
import { foldName } from '../files/fold-name.ts';
import type { Change, Deed, Plan } from '../plan/plan.ts';
import { type Ids, toRequest } from '../plan/to-request.ts';
import { explainRefusal } from './explain-refusal.ts';
import { toIdempotencyKey } from './idempotency-key.ts';

/** What became of a change. */
export interface Outcome {
  readonly change: Change;
  /** What was done of it, in order. */
  readonly done: readonly Deed[];
  /** Its revision now; null for what is gone, or never came to be. */
  readonly revision: string | null;
  /** Why the rest was not done; undefined when nothing is left to do. */
  readonly why: string | undefined;
}

interface Position {
  readonly id: string | null;
  readonly revision: string | null;
}

const sendCommand = async (
  client: CatalogClient,
  planId: string,
  request: Exclude<ReturnType<typeof toRequest>, { kind: 'no-id' }>,
  revision: string | null,
): Promise<Answer> => {
  const { method, path, body } = request;
  return client.send({
    method,
    path,
    body,
    headers: {
      'idempotency-key': toIdempotencyKey(planId, request, revision),
      ...(revision !== null && { 'if-match': `"${revision}"` }),
    },
  });
};

const positionAfter = (answer: Answer): Position => {
  if (answer.status === 204) return { id: null, revision: null };
  const { id } = answer.body as { id: string };
  return { id, revision: revisionOf(answer) };
};

const showConflict = ({ conflict }: Change): string | undefined => {
  if (conflict === null) return undefined;
  if (conflict.renamed_to !== null) return `is called '${conflict.renamed_to}' in the catalog now`;
  return 'was edited elsewhere since it was last applied';
};

/** Makes one change, command by command; stops at the first that is refused. */
const applyChange = async (
  client: CatalogClient,
  planId: string,
  change: Change,
  ids: Ids,
): Promise<Outcome & Position> => {
  const done: Deed[] = [];
  let position: Position = { id: change.id, revision: change.revision };
  const stop = (why: string | undefined) => ({ change, done, ...position, why });
  const conflict = showConflict(change);
  if (conflict !== undefined) return stop(conflict);
  for (const command of change.commands) {
    const request = toRequest(change.kind, position.id, command, ids);
    if (request.kind === 'no-id') return stop(`needs '${request.name}', which is not there`);
    const answer = await sendCommand(client, planId, request, position.revision);
    if (answer.status >= 300) return stop(await explainRefusal(client, change, answer));
    position = positionAfter(answer);
    done.push(command.deed);
  }
  return stop(undefined);
};

/**
 * Makes the changes of a plan, in its order; a change that is refused does not keep the others from being
 * made. Tells of each as soon as it is over. Rejects with CatalogError when the catalog cannot be asked.
 */
export const applyPlan = async (
  client: CatalogClient,
  plan: Plan,
  tell: (outcome: Outcome) => Promise<void>,
): Promise<readonly Outcome[]> => {
  const ids = { quests: { ...plan.ids.quests }, rewards: { ...plan.ids.rewards } };
  const outcomes: Outcome[] = [];
  for (const change of plan.changes) {
    const { id, ...outcome } = await applyChange(client, plan.id, change, ids);
    const known = change.kind === 'quest' ? ids.quests : ids.rewards;
    if (id !== null) known[foldName(change.name)] = id;
    outcomes.push(outcome);
    await tell(outcome);
  }
  return outcomes;
};
