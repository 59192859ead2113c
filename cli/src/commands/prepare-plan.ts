import { relative, resolve } from 'node:path';
import { findLockFile, readApplied } from '../apply/lock-file.ts';
import type { CatalogClient } from '../catalog/client.ts';
import { readCatalog } from '../catalog/read-catalog.ts';
import { readLastChange } from '../catalog/read-history.ts';
import { readUsers } from '../catalog/read-users.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Change, Plan } from '../plan/plan.ts';
import type { Context } from './context.ts';
import { loadFiles, printFaults } from './load-files.ts';

const concernsUsers = ({ commands, state }: Change): boolean =>
  state?.from !== 'draft' &&
  commands.some(({ deed }) => ['edit', 'pause', 'resume', 'archive'].includes(deed));

/** The users that a change concerns, and who is to be asked about a conflict. */
const enrich = async (client: CatalogClient, change: Change): Promise<Change> => {
  const { kind, id, conflict } = change;
  if (kind === 'reward' || id === null) return change;
  const users = concernsUsers(change) ? ((await readUsers(client, id)) ?? null) : null;
  if (conflict === null) return { ...change, users };
  const last = await readLastChange(client, id);
  if (last === undefined) return { ...change, users };
  const { data, ...told } = last;
  return { ...change, users, conflict: { ...conflict, change: told } };
};

/** The plan for the files; undefined when something is wrong with them, which is then said. */
export const preparePlan = async (
  context: Context,
  client: CatalogClient,
): Promise<Plan | undefined> => {
  const { arguments: asked, directory, now, newId } = context;
  const wanted = await loadFiles(context);
  if (wanted === undefined) return undefined;
  const lockFile = await findLockFile(resolve(directory, asked.paths[0] ?? '.'));
  const applied = await readApplied(lockFile, client.url);
  const planned = makePlan({
    wanted,
    catalog: await readCatalog(client),
    applied,
    prune: asked.prune,
    overwrite: asked.overwrite,
    id: newId(),
    url: client.url,
    lockFile: relative(directory, lockFile),
    now: now(),
  });
  if (planned.kind === 'faults') {
    printFaults(context, planned.faults);
    return undefined;
  }
  const changes: Change[] = [];
  for (const change of planned.plan.changes) changes.push(await enrich(client, change));
  return { ...planned.plan, changes };
};
