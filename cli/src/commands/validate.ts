import { namesElsewhere } from '../plan/check-wanted.ts';
import type { Context, ExitCode } from './context.ts';
import { loadFiles } from './load-files.ts';

/** `questline validate`: what can be said of the files without asking anybody. */
export const validate = async (context: Context): Promise<ExitCode> => {
  const wanted = await loadFiles(context);
  if (wanted === undefined) return 1;
  const { terminal } = context;
  const { quests, rewards } = namesElsewhere(wanted);
  for (const { path, name, by } of [...quests, ...rewards]) {
    const { file, line } = by.at(path);
    terminal.warn(`${file}:${line} '${name}' is in no file: it must be in the catalog.`);
  }
  terminal.print(`Valid: ${wanted.quests.length} quests, ${wanted.rewards.length} rewards.`);
  return 0;
};
