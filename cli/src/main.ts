import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { LockFileError } from './apply/lock-file.ts';
import { parseArguments, usage } from './arguments.ts';
import { CatalogError } from './catalog/catalog-error.ts';
import { apply } from './commands/apply.ts';
import type { Context, ExitCode } from './commands/context.ts';
import { exportCatalog } from './commands/export.ts';
import { plan } from './commands/plan.ts';
import { validate } from './commands/validate.ts';
import { openTerminal } from './terminal/terminal.ts';

const commands = { validate, plan, apply, export: exportCatalog };

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  typeof (error as NodeJS.ErrnoException).syscall === 'string';

/** What cannot be helped here is said in one line; what should not happen shows where it did. */
const run = async (context: Context): Promise<ExitCode> => {
  try {
    return await commands[context.arguments.command](context);
  } catch (error) {
    const isExpected =
      error instanceof CatalogError || error instanceof LockFileError || isSystemError(error);
    if (!isExpected) throw error;
    context.terminal.warn(error.message);
    return 1;
  }
};

const readVersion = (): string => {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
};

const main = async (argv: readonly string[]): Promise<ExitCode> => {
  const terminal = openTerminal();
  const parsed = parseArguments(argv);
  if (parsed.kind === 'wrong') terminal.warn(`${parsed.message} See questline --help.`);
  if (parsed.kind === 'wrong') return 1;
  if (parsed.kind !== 'arguments') {
    terminal.print(parsed.kind === 'help' ? usage : readVersion());
    return 0;
  }
  const { npm_lifecycle_event: script, INIT_CWD: startedAt } = process.env;
  return run({
    arguments: parsed.arguments,
    environment: process.env,
    // `npm run` moves to the root: paths are meant from where it was typed.
    directory: script === 'questline' && startedAt ? startedAt : process.cwd(),
    terminal,
    now: () => new Date(),
    newId: randomUUID,
  });
};

process.exitCode = await main(process.argv.slice(2));
