import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { applyPlan, type Outcome } from '../apply/apply-plan.ts';
import { type Standing, writeApplied } from '../apply/lock-file.ts';
import { CatalogError } from '../catalog/catalog-error.ts';
import type { CatalogClient } from '../catalog/client.ts';
import { type Deed, type Plan, plan as planSchema } from '../plan/plan.ts';
import { showPlan } from '../plan/show-plan.ts';
import { type Context, type ExitCode, openCatalog } from './context.ts';
import { preparePlan } from './prepare-plan.ts';

/** A plan that was written by `plan --out`. Throws CatalogError for what is none, or none for here. */
const readPlan = async (path: string, url: string): Promise<Plan> => {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new CatalogError(`The plan cannot be read: ${error.message}`);
  });
  const read = (): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  };
  const { data } = planSchema.safeParse(read());
  if (data === undefined) throw new CatalogError(`${path} is not a plan of questline plan --out.`);
  if (data.url === url) return data;
  throw new CatalogError(`The plan is for ${data.url}, not for ${url}.`);
};

const confirm = async ({ arguments: { yes }, terminal }: Context): Promise<boolean> => {
  if (yes) return true;
  if (terminal.ask === undefined) {
    terminal.warn('Nothing was changed: without a terminal to ask at, apply needs --yes.');
    return false;
  }
  const answer = await terminal.ask("Make these changes? Only 'yes' is taken for one: ");
  if (answer.trim() === 'yes') return true;
  terminal.warn('Nothing was changed.');
  return false;
};

const showOutcome = ({ change, done, why }: Outcome): string => {
  const { kind, name } = change;
  if (why === undefined) return `${kind} ${name}: ${done.join(', ')}: done`;
  const rest = done.length > 0 ? ` after ${done.join(', ')}` : '';
  return `${kind} ${name}: not applied${rest}: ${why}`;
};

const goodbyes: readonly Deed[] = ['archive', 'delete', 'retire'];

/** Where a change has left its quest or reward, for the lock file. */
const standingOf = ({ change: { kind, name }, done, revision }: Outcome): Standing => {
  const isGone = done.some((deed) => goodbyes.includes(deed));
  return { kind, name, revision: isGone ? null : revision };
};

const make = async (context: Context, client: CatalogClient, plan: Plan): Promise<ExitCode> => {
  const { terminal, directory } = context;
  const note = (standings: readonly Standing[]) =>
    writeApplied(resolve(directory, plan.lock_file), client.url, standings);
  await note(plan.unchanged);
  const outcomes = await applyPlan(client, plan, async (outcome) => {
    (outcome.why === undefined ? terminal.print : terminal.warn)(showOutcome(outcome));
    if (outcome.done.length > 0) await note([standingOf(outcome)]);
  });
  if (outcomes.length === 0) return 0;
  const refused = outcomes.filter(({ why }) => why !== undefined).length;
  terminal.print(`${outcomes.length - refused} applied, ${refused} not.`);
  return refused === 0 ? 0 : 1;
};

/** Makes the plan; where that is cut short, says how to go on. */
const makeOrStop = async (...made: Parameters<typeof make>): Promise<ExitCode> => {
  try {
    return await make(...made);
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    throw new CatalogError(`${error.message} Apply again: what is done is not done twice.`);
  }
};

/** `questline apply`: the catalog as the files want it. */
export const apply = async (context: Context): Promise<ExitCode> => {
  const { arguments: asked, directory, terminal } = context;
  const client = openCatalog(context);
  const plan =
    asked.plan === undefined
      ? await preparePlan(context, client)
      : await readPlan(resolve(directory, asked.plan), client.url);
  if (plan === undefined) return 1;
  terminal.print(showPlan(plan, terminal.paint));
  if (plan.changes.length > 0 && !(await confirm(context))) return 1;
  return makeOrStop(context, client, plan);
};
