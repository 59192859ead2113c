import { type FileFault, showFault } from '../files/fault.ts';
import { readFiles } from '../files/read-files.ts';
import { checkWanted } from '../plan/check-wanted.ts';
import { toWanted, type Wanted } from '../plan/wanted.ts';
import type { Context } from './context.ts';

const inOrder = (one: FileFault, other: FileFault): number => {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.line - other.line || one.column - other.column;
};

/** Says everything that is wrong with files, in the order in which it stands there. */
export const printFaults = (
  { terminal, arguments: { json } }: Context,
  found: readonly FileFault[],
) => {
  const faults = found.toSorted(inOrder);
  if (json) terminal.print(JSON.stringify({ faults }, null, 2));
  for (const fault of json ? [] : faults) terminal.warn(showFault(fault));
  terminal.warn(
    `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}; nothing was changed.`,
  );
};

/** What the files want; undefined when something is wrong with them, which is then said. */
export const loadFiles = async (context: Context): Promise<Wanted | undefined> => {
  const files = await readFiles(context.arguments.paths, context.directory);
  const wanted = toWanted(files);
  const faults = [...files.faults, ...checkWanted(wanted, context.now())];
  if (faults.length > 0) {
    printFaults(context, faults);
    return undefined;
  }
  if (wanted.quests.length + wanted.rewards.length === 0) {
    context.terminal.warn('The files hold no quests and no rewards.');
    return undefined;
  }
  return wanted;
};
