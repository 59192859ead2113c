import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { showPlan } from '../plan/show-plan.ts';
import { type Context, type ExitCode, openCatalog } from './context.ts';
import { preparePlan } from './prepare-plan.ts';

/** `questline plan`: what apply would change. */
export const plan = async (context: Context): Promise<ExitCode> => {
  const { arguments: asked, directory, terminal } = context;
  const prepared = await preparePlan(context, openCatalog(context));
  if (prepared === undefined) return 1;
  const text = JSON.stringify(prepared, null, 2);
  if (asked.out !== undefined) await writeFile(resolve(directory, asked.out), `${text}\n`);
  terminal.print(asked.json ? text : showPlan(prepared, terminal.paint));
  if (prepared.changes.some(({ conflict }) => conflict !== null)) return 1;
  return asked.detailedExitCode && prepared.changes.length > 0 ? 2 : 0;
};
